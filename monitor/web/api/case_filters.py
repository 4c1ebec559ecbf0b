"""The filters of the list of cases: those of the inbox's own address."""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from monitor.domain.figures import NO_NEED
from monitor.domain.score import Need, Severity, Topic
from monitor.web.api import problem
from monitor.web.api.cursors import USUAL, Cursor, Limit, bad_cursor, cursor, mark_in
from monitor.web.api.faults import NO_NUL, WEEK
from monitor.web.filters import LONGEST, Unknown, Wanted, read
from monitor.wording import faults as fault_words

_EARLIEST, _LATEST = date(1970, 1, 2), date(9000, 1, 1)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _written_day(written: object) -> object:
    """Take a day as RFC 3339 writes it, and nothing else that could be taken for one."""
    if isinstance(written, str) and not _DAY.fullmatch(written):
        raise ValueError(fault_words.DAY)
    return written


Name = Annotated[str | None, Field(max_length=LONGEST, pattern=NO_NUL)]
Day = Annotated[date | None, BeforeValidator(_written_day)]
Week = Annotated[str | None, Field(pattern=WEEK)]


class WhichCases(BaseModel):
    """Which cases. Without a filter: any that is not closed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    state: Literal["live", "overdue", "open", "acknowledged", "responded", "resolved", "dismissed", "all"] = Field(
        default="live", description="live: not closed. overdue: unanswered and past its time."
    )
    q: Name = Field(default=None, description="Beginnings of words in what was said.")
    severity: Severity | None = None
    topic: Topic | None = None
    brand: Name = None
    source: Name = None
    department: Name = Field(default=None, description="`no department`: of those that have none.")
    owner: Name = Field(default=None, description="A name, `me`, or `nobody`.")
    need: Need | Literal["unclear"] | None = Field(default=None, description=f"`{NO_NEED}`: of those that have none.")
    language: Name = Field(default=None, description="In which it was judged.", examples=["en"])
    place: Name = Field(default=None, description="Any part of where it happened.")
    week: Week = Field(default=None, description="The ISO week in which it was opened.", examples=["2026-W47"])
    since: Day = Field(default=None, description="The first day on which it was opened, in the pages' time zone.")
    until: Day = Field(default=None, description="The last one.")

    def wanted(self) -> Wanted:
        """Return what the inbox would show. Raises `Refusal`."""
        return self._read({})

    def _read(self, more: dict[str, str]) -> Wanted:
        named = set(WhichCases.model_fields)
        given: dict[str, Any] = self.model_dump(exclude_none=True, include=named) | more
        days = {name: max(_EARLIEST, min(given[name], _LATEST)) for name in given.keys() & {"since", "until"}}
        given |= {name: day.isoformat() for name, day in days.items()}
        try:
            return read(given)
        except Unknown as error:  # the pattern lets a 53rd week of any year through
            raise problem.parameter("week", str(error)) from error


class CaseFilters(WhichCases):
    """Which cases are listed, in which order, and how many."""

    order: Literal["newest", "urgent"] = "newest"
    cursor: Cursor = None
    limit: Limit = USUAL

    def wanted(self) -> Wanted:
        """Return what the inbox would show. Raises `Refusal`."""
        wanted = self._read({"order": self.order})
        mark = mark_in(self.cursor, f"cases-{self.order}")
        try:
            return wanted if mark is None else wanted.going_on(mark)
        except Unknown as error:
            raise bad_cursor() from error


def cursor_of(below: Wanted) -> str:
    """Return the cursor of the page that begins there."""
    return cursor(f"cases-{below.order}", below.mark or "")
