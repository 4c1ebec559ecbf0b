"""Wiring: what the pages are handed, beside the store, by whoever starts them. What stages do comes as calls."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Protocol

from monitor.access.passwords import Passwords
from monitor.domain.act import NotAllowed
from monitor.domain.case import Case
from monitor.domain.people import NOBODY_NAMED, Staff
from monitor.domain.score import Severity, Topic
from monitor.domain.verdict import Thresholds
from monitor.store.database import Transaction
from monitor.web.inbound import TakePush
from monitor.web.provider import SingleSignOn
from monitor.web.slack import Receive

Mask = Callable[[str], str]
"""Hides personal data and abuse in a person's words."""
DueAt = Callable[[Case, datetime], datetime | None]
"""When a case must be answered if its clock starts at that moment; None: no promise."""


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
    ) -> Case:
        """Open it."""
        ...


def opens_nothing(
    _tx: Transaction, mention_id: int, /, *, brand: str, severity: Severity, topic: Topic, by: str, now: datetime
) -> Case:
    """Open no case: nobody said how."""
    del brand, severity, topic, by, now
    raise NotAllowed(f"no case can be opened on M-{mention_id} here")


def at_no_time(_case: Case, _now: datetime) -> None:
    """Say that no case must be answered by any time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """What the pages need of the rest.

    `heartbeat` returns when each stage of this process ran last. Requests are answered to this machine's own names and
    to that of `base_url`, at its path if it has one; `proxies` are the addresses that are believed where a request
    came from. Weeks are those of `zone`; times are told in it to those whose browser names no other. `staff` are the
    names that timelines tell; access can be limited to `brands` and `departments`. `sign_on` is the organisation's own
    login. `take_push` takes what platforms push to a source, `receive` what a channel's platform sends. `thresholds`
    reads the scores that decide, as they hold.
    """

    mask: Mask
    now: Callable[[], datetime]
    heartbeat: Callable[[], Mapping[str, datetime]]
    base_url: str | None = None
    proxies: Sequence[str] = ()
    zone: tzinfo = UTC
    staff: Staff = NOBODY_NAMED
    brands: Sequence[str] = ()
    departments: Sequence[str] = ()
    passwords: Passwords = field(default_factory=Passwords)
    take_push: TakePush | None = None
    receive: Receive | None = None
    sign_on: SingleSignOn | None = None
    due_at: DueAt = at_no_time
    open_case: OpenCase = opens_nothing
    thresholds: Callable[[Transaction], Thresholds] = lambda _tx: Thresholds()
