"""A customer's own words, as they are quoted."""

import re
from collections.abc import Callable
from dataclasses import replace

from connectors.contract import Mention
from monitor.domain.case import CaseFile, EventKind
from monitor.domain.score import Reason

_BLANK = re.compile(r"\n[^\S\n]*\n")


def quote_of(mention: Mention) -> str:
    """Return what a customer said, unmasked: the title, where the text does not begin with it, and the text below."""
    title, text = (mention.title or "").strip(), mention.text.strip()
    return text if text.startswith(title) else "\n\n".join(filter(None, (title, text)))


def in_line(quote: str) -> str:
    """Return a quote in one line; what stood in paragraphs of its own, such as a title, is set apart by a dot."""
    paragraphs = (" ".join(each.split()) for each in _BLANK.split(quote))
    return " · ".join(each for each in paragraphs if each)


def with_masked_reasons(file: CaseFile, mask: Callable[[str], str]) -> CaseFile:
    """Return `file` with the words that its reasons quote, a person's own too, masked as the customer's text is."""

    def masked(reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
        return tuple(replace(reason, words=tuple(mask(words) for words in reason.words)) for reason in reasons)

    return replace(
        file,
        reasons=masked(file.reasons),
        first_reasons=masked(file.first_reasons),
        events=tuple(
            replace(one, text=mask(one.text)) if one.text and one.kind is EventKind.OPENED else one
            for one in file.events
        ),
    )
