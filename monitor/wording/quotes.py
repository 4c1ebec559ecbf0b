"""A customer's own words, as they are quoted."""

from collections.abc import Callable
from dataclasses import replace

from connectors.contract import Mention
from monitor.domain.case import CaseFile


def quote_of(mention: Mention) -> str:
    """Return what a customer said, unmasked: the title, where the text does not begin with it, and the text."""
    title, text = (mention.title or "").strip(), mention.text.strip()
    return text if text.startswith(title) else "\n".join(filter(None, (title, text)))


def with_masked_reasons(file: CaseFile, mask: Callable[[str], str]) -> CaseFile:
    """Return `file` with the words that its reasons quote masked as the customer's text is."""
    reasons = (replace(reason, words=tuple(mask(words) for words in reason.words)) for reason in file.reasons)
    return replace(file, reasons=tuple(reasons))
