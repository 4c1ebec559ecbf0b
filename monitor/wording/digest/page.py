"""The digest in HTML: one template, for a mail, for a file and for the pages."""

from base64 import b64encode
from pathlib import Path
from types import SimpleNamespace
from unicodedata import category

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from alerts.contract import Letter
from monitor.domain.figures import Figures
from monitor.domain.spoken import NOT_A_WORD, Spoken
from monitor.wording.digest import looks
from monitor.wording.digest.chart import chart
from monitor.wording.digest.layout import layout
from monitor.wording.digest.text import text

PICTURE = "cid:picture"
"""How a mail's HTML names the picture that comes with it."""
MOST_BYTES = 100_000
"""What is longer than 102 kB, large mail programs cut off."""
_FEWER_ROWS = (40, 20, 10, 5, 2)
_WORDS = SimpleNamespace(
    TO_DECIDE="To decide",
    CASES="See the cases",
    ALL_CASES="All cases of the week",
    PAGE="This digest on its page",
)
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Cn"})


def body(figures: Figures, *, root: str, picture: str | None, quotes: Spoken) -> Markup:
    """Return the digest as a part of one of our pages, which begin at `root`; its style is that of `style_sheet`."""
    told = layout(figures, base_url=root, quotes=quotes)
    return _ours(_TEMPLATES.get_template("story.html").render(story=told, picture=picture, look=_by_name, mailed=False))


def style_sheet() -> str:
    """Return the style of `body`."""
    return looks.whole_sheet()


def document(figures: Figures, *, base_url: str | None = None, quotes: Spoken = NOT_A_WORD) -> str:
    """Return the digest as one HTML file that needs no other."""
    drawn = chart(figures)
    picture = None if drawn is None else f"data:image/png;base64,{b64encode(drawn).decode()}"
    return _document(figures, base_url, quotes, picture, None)


def letter(figures: Figures, *, base_url: str | None = None) -> Letter:
    """Return the digest as a mail. No customer's word is in it: a mail that has left cannot be taken back.

    Where it would be longer than mail programs show, its tables are cut, and say so.
    """
    picture = PICTURE if figures.days else None
    page = _document(figures, base_url, NOT_A_WORD, picture, None)
    for most in _FEWER_ROWS:
        if len(page.encode()) <= MOST_BYTES:
            break
        page = _document(figures, base_url, NOT_A_WORD, picture, most)
    return Letter(html=page, text=text(figures, base_url=base_url))


def _document(figures: Figures, base_url: str | None, quotes: Spoken, picture: str | None, most: int | None) -> str:
    told = layout(figures, base_url=base_url, quotes=quotes, most_rows=most)
    sheet = _ours(looks.for_screens())
    return _TEMPLATES.get_template("letter.html").render(
        story=told, picture=picture, look=_within, sheet=sheet, mailed=True
    )


def _within(look: str) -> Markup:
    return _ours(looks.within(look))


def _by_name(look: str) -> Markup:
    return _ours(looks.by_name(look))


def _ours(words: str) -> Markup:
    """What we wrote is markup; what others said was escaped before it came in."""
    return Markup(words)  # noqa: S704


def _visible(value: object) -> object:
    """Drop what would hide in words or turn their direction."""
    if not isinstance(value, str) or isinstance(value, Markup) or (value.isascii() and value.isprintable()):
        return value
    return "".join(letter for letter in value if category(letter) not in _HIDDEN)


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["words"] = _WORDS
    return made


_TEMPLATES = _environment()
