"""VADER repaired for complaints: the same pass with another lexicon, over readable text. Never touches the exact one.

Words of the trade and modern ones are added, words that mean something else to a customer ("support", "share") are
taken out, emoji never glue to words, and a broken heart is one.
"""

import tomllib
from functools import cache
from importlib.resources import files

from monitor.scoring.vader import Tokens, described, heard, known


def repaired(text: str) -> float:
    """Return the repaired compound of `text`, made readable before, -1 to 1."""
    tokens, emoji = _loaded()
    return heard(text if text.isascii() else text.translate(emoji), tokens)


@cache
def _loaded() -> tuple[Tokens, dict[int, str]]:
    document = tomllib.loads(files(__package__).joinpath("lexicon", "valence.toml").read_text(encoding="utf-8"))
    lexicon = dict(known())
    for group in document["words"].values():
        lexicon |= dict.fromkeys(group["listed"].split(), group["valence"])
    for word in document["silent"].split():
        lexicon.pop(word, None)
    signs = {ord(sign): words for sign, words in document["emoji"].items()}
    return Tokens(lexicon), {sign: f" {words} " for sign, words in {**described(), **signs}.items()}
