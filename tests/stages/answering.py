"""A platform that takes answers, with its faults, and a desk at which they are written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import update

from connectors.contract import MentionKey, OwnReply, ReplyReceipt, SourceError
from monitor.domain.answer import Answer
from monitor.domain.case import Case, EventKind
from monitor.domain.money import parse
from monitor.domain.playbook import Offer, Playbook
from monitor.domain.score import Topic
from monitor.scoring import redact
from monitor.stages.answer import AnswerStage
from monitor.stages.desk import Desk, Policy
from monitor.store import answers, case_files, cases
from monitor.store.answer_tables import AnswerRow
from monitor.store.columns import table
from monitor.store.database import Database, Transaction
from monitor.store.outbox_tables import DeliveryRow
from tests.store.seeds import NOON


class Killed(BaseException):
    """The process is gone: nothing catches it."""


@dataclass
class Platform:
    """Shows what it took. `before` and `after` hold what happens at the next posts, before and after it is taken."""

    now: Callable[[], datetime]
    longest: int | None = 350
    looks: tuple[float, ...] = (0.0, 5.0)
    shown: dict[MentionKey, list[OwnReply]] = field(default_factory=dict)
    before: list[BaseException | None] = field(default_factory=list)
    after: list[BaseException | None] = field(default_factory=list)
    looking: list[SourceError | None] = field(default_factory=list)

    def reply(self, key: MentionKey, text: str) -> ReplyReceipt:
        _raise(self.before)
        answers = self.shown.setdefault(key, [])
        reply = OwnReply(native_id=f"{key.native_id}-o{len(answers) + 1}", text=text, posted_at=self.now())
        answers.append(reply)
        _raise(self.after)
        return ReplyReceipt(native_id=reply.native_id, posted_at=reply.posted_at, url="https://p.example/o")

    def replies_to(self, key: MentionKey) -> tuple[OwnReply, ...]:
        _raise(self.looking)
        return tuple(self.shown.get(key, ()))

    @property
    def texts(self) -> list[str]:
        return [reply.text for replies in self.shown.values() for reply in replies]


def _raise(faults: list[BaseException | None] | list[SourceError | None]) -> None:
    fault = faults.pop(0) if faults else None
    if fault is not None:
        raise fault


@dataclass
class Hands:
    """A clock that is moved by hand."""

    at: datetime = NOON

    def now(self) -> datetime:
        return self.at

    def wait(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)

    def stopping(self) -> bool:
        return False


def desk(
    *,
    sending: Mapping[str, int | None] | None = None,
    asking: frozenset[str] = frozenset(),
    playbooks: tuple[Playbook, ...] | None = None,
) -> Desk:
    allowed = Playbook(topic=Topic.BILLING, offer=Offer(what="a voucher", up_to=parse("20 GBP")))
    return Desk(
        Policy(
            statement=lambda _: None,
            playbooks=lambda _: (allowed,) if playbooks is None else playbooks,
            sending={"play": 350} if sending is None else sending,
            asking=lambda _: asking,
            contacts={"Acme Air": ("care@acme.example",)},
            personal=redact.personal_in,
            abuse=redact.abuse_in,
            fallback=lambda _tx, _case: "cx",
        )
    )


def stage(
    db: Database,
    platform: Platform,
    clock: Hands,
    *,
    at: Desk | None = None,
    paused: Callable[[Transaction], bool] = lambda _: False,
) -> AnswerStage:
    return AnswerStage(db, {"play": platform}, at or desk(), clock, paused=paused, jitter=lambda: 0.5)


ROWS, DELIVERIES = table(AnswerRow), table(DeliveryRow)
TEXT = "Hello Sam, we are sorry and look into it."


def write(db: Database, case: Case, text: str = TEXT, offer: str = "", asking: bool = False) -> Answer:
    counter = desk(asking=frozenset({"support"}) if asking else frozenset())
    with db.write() as tx:
        return counter.send(tx, counter.sheet(tx, case.id), text=text, offer=offer, by="ana", now=NOON)


def now_of(db: Database, answer: Answer) -> Answer:
    with db.read() as tx:
        return answers.get(tx, answer.id)


def stored(db: Database, case: Case) -> Case:
    with db.read() as tx:
        return cases.get(tx, case.id)


def kinds(db: Database, case: Case) -> list[EventKind]:
    with db.read() as tx:
        return [event.kind for event in case_files.file(tx, case.id).events][1:]


def leases_end(db: Database) -> None:
    with db.write() as tx:
        tx.execute(update(ROWS).values(lease_until=None))
