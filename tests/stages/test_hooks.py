"""Webhooks are told everything, in order, whatever fails, whoever dies."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from connectors.contract import Changed, Refused, Unavailable
from monitor.domain.access import UNLIMITED, Limits
from monitor.domain.act import Acknowledge, Note
from monitor.domain.correction import SetDepartment
from monitor.domain.happening import HappeningKind, kinds
from monitor.stages import hooks as stage_module
from monitor.stages.hooks import Hook, HookStage
from monitor.store import cases, happenings, hooks
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.hooks import HookHealth
from monitor.store.outbox_tables import DeliveryRow
from tests.stages.answering import Hands, Killed
from tests.store.seeds import NOON, Wanted, mention, open_case

MINUTE = timedelta(minutes=1)


@dataclass
class Receiver:
    """Keeps what comes. `before` and `after` hold what happens at the next posts, before and after it is taken."""

    bodies: list[dict[str, Any]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    before: list[BaseException | None] = field(default_factory=list)
    after: list[BaseException | None] = field(default_factory=list)

    def post(self, identity: str, body: bytes) -> None:
        _raise(self.before)
        self.ids.append(identity)
        self.bodies.append(json.loads(body))
        _raise(self.after)

    @property
    def told(self) -> list[str]:
        return [f"{body['type']} {body['data']['subject']}" for body in self.bodies]


def _raise(faults: list[BaseException | None]) -> None:
    fault = faults.pop(0) if faults else None
    if fault is not None:
        raise fault


@pytest.fixture
def make(db: Database) -> Iterator[Callable[..., HookStage]]:
    made: list[HookStage] = []

    def stage(
        receiver: Receiver, clock: Hands, *, limits: Limits = UNLIMITED, events: tuple[str, ...] = ()
    ) -> HookStage:
        with db.write() as tx:
            hooks.configure(tx, ["desk"], clock.now())
            hooks.release_leases(tx)  # as whoever starts after a crash does
        hook = Hook(name="desk", kinds=kinds(events), limits=limits, post=receiver.post)
        made.append(
            HookStage(
                db,
                {"desk": hook},
                clock,
                mask=lambda text: text.replace("refund", "***"),
                operators="ops",
                jitter=lambda: 0.5,
            )
        )
        return made[-1]

    yield stage
    for one in made:
        one.close()


def health(db: Database) -> HookHealth:
    with db.read() as tx:
        [one] = hooks.health(tx)
    return one


def troubles(db: Database) -> list[str]:
    rows = table(DeliveryRow)
    with db.read() as tx:
        return list(tx.execute(select(rows.c.channel).where(rows.c.subject == "webhook:desk")).scalars())


def test_a_new_webhook_is_told_in_order_what_happens_from_then_on(db: Database, make: Callable[..., HookStage]) -> None:
    open_case(db)
    happenings.place(db, NOON)
    receiver, clock = Receiver(), Hands()
    stage = make(receiver, clock)
    case = open_case(db, Wanted(mention=mention("r2")))
    with db.write() as tx:
        cases.act(tx, case.id, Acknowledge(), by="ana", now=NOON)
    assert stage.run_once(clock.now()).done == 2
    assert receiver.told == [f"case.opened {case.public_id}", f"case.acknowledged {case.public_id}"]
    acted = receiver.bodies[1]
    assert (acted["timestamp"], acted["data"]["by"]) == ("2026-11-16T12:00:00Z", "ana")
    told = acted["data"]["case"]
    assert (told["id"], told["state"], told["mention"]["text"]) == (
        case.public_id,
        "acknowledged",
        "Still no *** after 3 weeks.",
    )
    assert stage.due(clock.now()) == []
    assert (health(db).delivered, health(db).waiting, health(db).trouble) == (2, 0, None)


def test_it_is_told_of_what_it_asked_for_alone(db: Database, make: Callable[..., HookStage]) -> None:
    receiver, clock = Receiver(), Hands()
    limits = Limits(brands=frozenset({"Acme Air"}), departments=frozenset({"support"}))
    stage = make(receiver, clock, limits=limits, events=("case.opened", "source.*"))
    mine = open_case(db)
    open_case(db, Wanted(mention=mention("r2"), brand="Acme Rail"))
    open_case(db, Wanted(mention=mention("r3"), department="billing"))
    with db.write() as tx:
        cases.act(tx, mine.id, Acknowledge(), by="ana", now=NOON)
        happenings.add(tx, HappeningKind.SOURCE_FAILING, "play", NOON)
    stage.run_once(clock.now())
    assert receiver.told == [f"case.opened {mine.public_id}"]
    assert health(db).waiting == 0


@pytest.mark.parametrize("step", ["before it is sent", "after it is taken", "before it is noted", "after it is noted"])
def test_killed_at_any_step_it_loses_nothing_and_repeats_under_the_same_id(
    db: Database, make: Callable[..., HookStage], monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    receiver, clock = Receiver(), Hands()
    stage, case = make(receiver, clock), open_case(db)
    with db.write() as tx:
        cases.act(tx, case.id, Note(text="hm"), by="ana", now=NOON)
    if step.endswith("noted"):
        _die_when_noting(monkeypatch, late=step.startswith("after"))
    (receiver.after if "taken" in step else receiver.before)[:] = [Killed()] if "noted" not in step else []
    with pytest.raises(Killed):
        stage.run_once(clock.now())
    monkeypatch.undo()
    make(receiver, clock).run_once(clock.now())
    assert list(dict.fromkeys(receiver.told)) == [f"case.opened {case.public_id}", f"case.noted {case.public_id}"]
    assert len(set(receiver.ids)) == 2
    assert len(receiver.ids) == (3 if step in {"after it is taken", "before it is noted"} else 2)


def _die_when_noting(monkeypatch: pytest.MonkeyPatch, *, late: bool) -> None:
    note = stage_module.HookStage._delivered

    def dying(stage: HookStage, *told: Any) -> None:
        if late:
            note(stage, *told)
        raise Killed

    monkeypatch.setattr(stage_module.HookStage, "_delivered", dying)


def test_what_fails_is_tried_again_and_holds_up_what_comes_behind_it(
    db: Database, make: Callable[..., HookStage]
) -> None:
    receiver, clock = Receiver(before=[Unavailable("it slept", retry_after=60), Changed("hm"), None]), Hands()
    stage, case = make(receiver, clock), open_case(db)
    with db.write() as tx:
        cases.act(tx, case.id, Note(text="hm"), by="ana", now=NOON)
    assert stage.run_once(clock.now()).failed == ("desk: it slept",)
    assert (health(db).due_at, health(db).waiting) == (NOON + MINUTE, 2)
    clock.wait(59)
    assert stage.run_once(clock.now()).done == 0
    clock.wait(1)
    stage.run_once(clock.now())
    clock.wait(10)
    assert stage.run_once(clock.now()).done == 2
    assert receiver.told == [f"case.opened {case.public_id}", f"case.noted {case.public_id}"]
    assert (health(db).trouble, troubles(db)) == (None, [])


def test_one_that_is_away_for_long_is_told_of_and_paused_and_comes_back_with_everything(
    db: Database, make: Callable[..., HookStage]
) -> None:
    receiver, clock = Receiver(before=[Unavailable("away")] * 99), Hands()
    stage, case = make(receiver, clock), open_case(db)
    while not health(db).paused:
        assert stage.run_once(clock.now()).failed == ("desk: away",)
        assert bool(troubles(db)) == (clock.now() - NOON >= stage_module.TOLD_AFTER)
        clock.at = max(health(db).due_at, clock.at + timedelta(hours=6))
    assert clock.now() - NOON >= stage_module.PAUSED_AFTER
    receiver.before.clear()
    assert stage.run_once(clock.now()).done == 1
    assert (receiver.told, health(db).paused) == ([f"case.opened {case.public_id}"], False)


def test_one_that_is_refused_waits_for_a_person_who_may_leave_out_what_it_sticks_at(
    db: Database, make: Callable[..., HookStage]
) -> None:
    receiver, clock = Receiver(before=[Refused("410"), Refused("410")]), Hands()
    stage, first = make(receiver, clock), open_case(db)
    second = open_case(db, Wanted(mention=mention("r2")))
    stage.run_once(clock.now())
    assert (health(db).paused, troubles(db)) == (True, ["ops"])
    with db.write() as tx:
        assert hooks.resume(tx, "desk", clock.now())
    stage.run_once(clock.now())
    with db.write() as tx:
        assert hooks.resume(tx, "desk", clock.now(), skip=True)
        assert not hooks.resume(tx, "nobody", clock.now())
    stage.run_once(clock.now())
    assert receiver.told == [f"case.opened {second.public_id}"]
    assert first.public_id not in str(receiver.bodies)


def test_a_start_tries_one_that_is_paused_at_once(db: Database, make: Callable[..., HookStage]) -> None:
    receiver, clock = Receiver(before=[Refused("not public")]), Hands()
    stage, case = make(receiver, clock), open_case(db)
    stage.run_once(clock.now())
    assert (health(db).paused, stage.due(clock.now())) == (True, [])
    assert make(receiver, clock).run_once(clock.now()).done == 1
    assert (receiver.told, health(db).paused) == ([f"case.opened {case.public_id}"], False)


def test_a_case_that_left_is_told_of_without_what_it_holds(db: Database, make: Callable[..., HookStage]) -> None:
    receiver, clock = Receiver(), Hands()
    stage = make(receiver, clock, limits=Limits(departments=frozenset({"support"})))
    case = open_case(db)
    with db.write() as tx:
        left = cases.get(tx, case.id)
        cases.act(tx, left.id, SetDepartment(department="billing"), by="ana", now=NOON)
        cases.act(tx, left.id, Note(text="ours"), by="ben", now=NOON)
    stage.run_once(clock.now())
    assert receiver.told == [f"case.opened {case.public_id}", f"case.changed {case.public_id}"]
    assert [body["data"]["case"] for body in receiver.bodies] == [None, None]


def test_somebody_who_lost_the_lease_writes_nothing(db: Database, make: Callable[..., HookStage]) -> None:
    receiver, clock = Receiver(), Hands()
    stage = make(receiver, clock)
    open_case(db)

    def overtaken(identity: str, body: bytes) -> None:
        with db.write() as tx:
            hooks.resume(tx, "desk", clock.now(), skip=True)

    stage._hooks["desk"] = Hook(name="desk", kinds=kinds(()), limits=UNLIMITED, post=overtaken)  # type: ignore[index]
    assert stage.run_once(clock.now()).done == 0
    assert health(db).delivered == 0
