"""Wiring: what the pages are handed, beside the store, by whoever starts them. What stages do comes as calls."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Protocol

from monitor.access.passwords import Passwords
from monitor.documents.judged import JudgedText, Text
from monitor.domain.act import NotAllowed
from monitor.domain.case import Case
from monitor.domain.money import Money
from monitor.domain.people import NOBODY_NAMED, Staff
from monitor.domain.score import Severity, Topic
from monitor.domain.verdict import Thresholds
from monitor.store.database import Transaction
from monitor.web.counter import BulkAnswers, Counter
from monitor.web.inbound import TakePush
from monitor.web.provider import SingleSignOn
from monitor.web.ruling import Ruling, Silencing
from monitor.web.slack import Receive

JudgeText = Callable[[Text], JudgedText]
"""What the sentiment stage alone says of a text."""
Mask = Callable[[str], str]
"""Hides personal data and abuse in a person's words."""
DueAt = Callable[[Case, datetime], datetime | None]
"""When a case must be answered if its clock starts at that moment; None: no promise."""


TellDepartment = Callable[[Transaction, Case, datetime], None]
"""Shows a case that was moved where its department looks."""


class OpenCase(Protocol):
    """Opens a case on a mention that a person found to be a complaint. Raises `NotAllowed` where none can be."""

    def __call__(
        self,
        tx: Transaction,
        mention_id: int,
        /,
        *,
        brand: str,
        severity: Severity,
        topic: Topic,
        by: str,
        now: datetime,
        note: str = "",
    ) -> Case:
        """Open it; `note` is why, in a person's words."""
        ...


def opens_nothing(
    _tx: Transaction,
    mention_id: int,
    /,
    *,
    brand: str,
    severity: Severity,
    topic: Topic,
    by: str,
    now: datetime,
    note: str = "",
) -> Case:
    """Open no case: nobody said how."""
    del brand, severity, topic, by, now, note
    raise NotAllowed(f"no case can be opened on M-{mention_id} here")


def at_no_time(_case: Case, _now: datetime) -> None:
    """Say that no case must be answered by any time."""


def tell_nobody(_tx: Transaction, _case: Case, _now: datetime) -> None:
    """Tell nobody: there is no channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """What the pages need of the rest."""

    mask: Mask
    now: Callable[[], datetime]
    heartbeat: Callable[[], Mapping[str, datetime]]
    """When each stage of this process ran last."""
    metrics_key: str = ""
    """What `/metrics` asks for; empty: nothing."""
    base_url: str | None = None
    """Requests are answered to this machine's own names and to that of this address, at its path if it has one."""
    proxies: Sequence[str] = ()
    """Addresses that are believed where a request came from."""
    zone: tzinfo = UTC
    """Weeks are those of this zone; times are told in it to those whose browser names no other."""
    staff: Staff = NOBODY_NAMED
    """The names that timelines tell."""
    brands: Sequence[str] = ()
    departments: Sequence[str] = ()
    """What access can be limited to, with `brands`."""
    passwords: Passwords = field(default_factory=Passwords)
    sign_on: SingleSignOn | None = None
    """The organisation's own login."""
    take_push: TakePush | None = None
    """Takes what platforms push to a source."""
    receive: Receive | None = None
    """Takes what a channel's platform sends."""
    due_at: DueAt = at_no_time
    stopping: Callable[[], bool] = lambda: False
    """Says that the service stops: what never ends is to end then."""
    tell_department: TellDepartment = tell_nobody
    open_case: OpenCase = opens_nothing
    thresholds: Callable[[Transaction], Thresholds] = lambda _tx: Thresholds()
    """Reads the scores that decide, as they hold."""
    judge_text: JudgeText | None = None
    requests_a_minute: int = 600
    """So many are answered for one token, or one person's browsers."""
    worth: Mapping[str, Money] = field(default_factory=dict)
    """What a customer who stays is worth, by brand."""
    desk: Counter | None = None
    """Where answers are written; None: none can be."""
    bulk_answers: BulkAnswers | None = None
    """Gives one text to many cases."""
    outages: Silencing | None = None
    """Where it is said that a trouble is known of."""
    ruling: Ruling | None = None
    """Where settings are changed, and texts tried."""
