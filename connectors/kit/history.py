"""Reading further back than polling does, in places that answer newest first."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from connectors.contract import Cursor, Page
from connectors.kit.cursor import load
from connectors.kit.paging import Fetch, Progress, newest_first


def back_to(fetch: Fetch, since: datetime, resume: Cursor | None) -> Iterator[Page]:
    """Yield pages of mentions posted at or after `since`, from where `resume` left off. Marks must be epoch seconds.

    It is polling as if it had last been done at `since`: what is not read yet is a hole down to there.
    """
    progress = Progress(high=since.timestamp()) if resume is None else load(Progress, resume)
    for page in newest_first(fetch, progress, overlap=0):
        yield replace(page, mentions=tuple(mention for mention in page.mentions if mention.posted_at >= since))
