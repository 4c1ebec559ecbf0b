"""A notice as plain text, and what in it can be opened: for channels that know no more than words."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from alerts.contract import Notice
from alerts.text import clean, one_line

LONGEST_QUOTE = 5000


def text_of(notice: Notice) -> str:
    """Return a notice without its title: the quote behind `>`, then our words, the facts, and the links."""
    quote = quote_of(notice)
    parts = [
        "\n".join(f"> {line}" for line in quote.split("\n")) if quote else "",
        clean(notice.body),
        "\n".join(f"{one_line(fact.label)}: {one_line(fact.value)}" for fact in notice.facts),
        "\n".join(f"{label}: {url}" for label, url in links_of(notice)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def quote_of(notice: Notice) -> str:
    """Return the customer's words, made safe to show and not too long; empty where there are none."""
    quote = clean(notice.quote or "")
    return quote if len(quote) <= LONGEST_QUOTE else quote[:LONGEST_QUOTE] + "…"


def links_of(notice: Notice) -> Iterator[tuple[str, str]]:
    """Yield what can be opened, with its label. What is pressed elsewhere cannot be pressed here, and is left out."""
    known = {button.url for button in notice.buttons}
    for button in notice.buttons:
        if button.url and is_link(button.url):
            yield one_line(button.label), one_line(button.url)
    if notice.link and notice.link not in known and is_link(notice.link):
        yield f"Open on {urlsplit(notice.link).hostname}", one_line(notice.link)


def is_link(url: str) -> bool:
    """Whether `url` is an address on the web, with nothing in it that ends an attribute or a line."""
    if not url.startswith(("https://", "http://")) or url != one_line(url) or set(url) & set(" \"'<>\\"):
        return False
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:
        return False
