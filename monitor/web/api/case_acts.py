"""What a program asks to be done to a case: the acts of the inbox and the command line, in their words."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from monitor.domain import act, correction
from monitor.domain.act import Act, NotAllowed
from monitor.domain.case import Case, Dismissal, Outcome
from monitor.domain.score import Severity, Topic
from monitor.web.api.faults import WEB
from monitor.wording import api as words

MOST = 10_000
"""Characters of a note or an answer."""
FARTHEST = timedelta(days=3660)
DueAt = Callable[[Case, datetime], datetime | None]


def _without_nul(text: str) -> str:
    return text.replace("\x00", "")


Words = Annotated[str, Field(max_length=MOST), AfterValidator(_without_nul)]
Somebody = Annotated[str, Field(max_length=500), AfterValidator(_without_nul)]
Web = Annotated[str, Field(pattern=WEB)]


class _Asked(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Claim(_Asked):
    """Make it the program's, whosever it is; an open one is `acknowledged` then."""

    act: Literal["claim"]

    def on(self, case: Case, now: datetime, due_at: DueAt) -> Act:
        """Return the act."""
        return act.Claim()


class Assign(_Asked):
    """Make it somebody's of the team, or nobody's. Where they are away, whoever stands in has it."""

    act: Literal["assign"]
    owner: Somebody | None

    def on(self, case: Case, now: datetime, due_at: DueAt) -> Act:
        """Return the act."""
        return act.Assign(owner=self.owner or None)


class HandBack(_Asked):
    """Give it back: it is everybody's again."""

    act: Literal["hand_back"]

    def on(self, case: Case, now: datetime, due_at: DueAt) -> Act:
        """Return the act."""
        return act.HandBack()


class Note(_Asked):
    """Add words for colleagues."""

    act: Literal["note"]
    text: Words

    def on(self, case: Case, now: datetime, due_at: DueAt) -> Act:
        """Return the act."""
        return act.Note(text=self.text)


class Respond(_Asked):
    """Record that the customer was answered: with what words and where, as far as known. Nothing is sent to them."""

    act: Literal["respond"]
    text: Words | None = None
    url: Web | None = None

    def on(self, case: Case, now: datetime, due_at: DueAt) -> Act:
        """Return the act."""
        return act.Respond(text=self.text, url=self.url)


class Resolve(_Asked):
    """Close it. Without an outcome, what is known of it stays."""

    act: Literal["resolve"]
    outcome: Outcome | None = None

    def on(self, case: Case, now: datetime, due_at: DueAt) -> Act:
        """Return the act."""
        return act.Resolve(outcome=self.outcome)


class Dismiss(_Asked):
    """Set it aside: it needs no answer."""

    act: Literal["dismiss"]
    reason: Dismissal

    def on(self, case: Case, now: datetime, due_at: DueAt) -> Act:
        """Return the act."""
        return act.Dismiss(reason=self.reason)


class Snooze(_Asked):
    """Hide it until a time."""

    act: Literal["snooze"]
    until: AwareDatetime

    def on(self, case: Case, now: datetime, due_at: DueAt) -> Act:
        """Return the act. Raises `NotAllowed` where that is too far away."""
        if self.until - now > FARTHEST:
            raise NotAllowed(words.TOO_FAR)
        return act.Snooze(until=max(self.until, now - FARTHEST).astimezone(UTC))


class Wake(_Asked):
    """Show it again."""

    act: Literal["wake"]

    def on(self, case: Case, now: datetime, due_at: DueAt) -> Act:
        """Return the act."""
        return act.Wake()


class Reopen(_Asked):
    """It is not over: open it again; the time in which it must be answered begins anew."""

    act: Literal["reopen"]

    def on(self, case: Case, now: datetime, due_at: DueAt) -> Act:
        """Return the act."""
        return act.Reopen(due_at=due_at(case, now))


class SetSeverity(_Asked):
    """Correct how bad it is; when it must be answered follows."""

    act: Literal["set_severity"]
    severity: Severity

    def on(self, case: Case, now: datetime, due_at: DueAt) -> Act:
        """Return the act."""
        as_bad, _ = correction.SetSeverity(severity=self.severity).on(case, "", now)
        return correction.SetSeverity(severity=self.severity, due_at=due_at(as_bad, case.opened_at))


class SetTopic(_Asked):
    """Correct what it is about."""

    act: Literal["set_topic"]
    topic: Topic

    def on(self, case: Case, now: datetime, due_at: DueAt) -> Act:
        """Return the act."""
        return correction.SetTopic(topic=self.topic)


class SetDepartment(_Asked):
    """Move it to another department, whose channel is told; when it must be answered follows."""

    act: Literal["set_department"]
    department: Somebody

    def on(self, case: Case, now: datetime, due_at: DueAt) -> Act:
        """Return the act."""
        moved, _ = correction.SetDepartment(department=self.department).on(case, "", now)
        return correction.SetDepartment(department=self.department, due_at=due_at(moved, case.opened_at))


CaseAct = Annotated[
    Claim
    | Assign
    | HandBack
    | Note
    | Respond
    | Resolve
    | Dismiss
    | Snooze
    | Wake
    | Reopen
    | SetSeverity
    | SetTopic
    | SetDepartment,
    Field(discriminator="act"),
]
"""One act on a case."""
