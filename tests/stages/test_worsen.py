"""Cases become more severe while they wait or while others tell of the same, on both databases, and say so once."""

from datetime import datetime, timedelta

import pytest

from monitor.domain.act import Respond
from monitor.domain.case import Case, EventKind
from monitor.domain.match import Match
from monitor.domain.score import Severity, Topic
from monitor.domain.shadow import LIVE, Shadow
from monitor.stages.alerting import Alerting
from monitor.stages.worsen import WorsenStage
from monitor.store import case_files, cases, incident_acts, incident_figures, worsening
from monitor.store.database import Database
from tests.domain.routes import rule
from tests.stages.scenes import Scene, routing
from tests.store.seeds import NOON

THREE_DAYS = timedelta(days=3)
LEADS = rule("grave", match=Match(severity=Severity.HIGH), channels=("cx", "leads"))


class Desk(Scene):
    """Cases that wait, as they are opened by the judge."""

    def wait(self, count: int = 1, **more: object) -> list[int]:
        made = self.complain(count, **{"severity": Severity.MEDIUM, "topic": Topic.DELIVERY, **more})  # type: ignore[arg-type]
        with self.db.write() as tx:
            worsening.looked(tx, made, NOON + THREE_DAYS)
        return made

    def worsen(self, now: datetime, held: Shadow = LIVE) -> int:
        alerting = Alerting(self.routing, self.silences, held)
        return WorsenStage(self.db, self.routing, alerting, stopping=lambda: False).run_once(now).done

    def case(self, number: int) -> Case:
        with self.db.read() as tx:
            return cases.get(tx, number)

    def told(self, number: int) -> list[str]:
        with self.db.read() as tx:
            return [one.kind.value for one in case_files.file(tx, number).events if one.kind is EventKind.WORSENED]


@pytest.fixture
def desk(db: Database) -> Desk:
    return Desk(db, routing=routing(rules=(LEADS,)))


def test_what_waits_three_days_is_more_severe_once_and_its_message_says_so(desk: Desk) -> None:
    [waits, answered] = desk.wait(2, due_in=timedelta(days=9))
    desk.deliver(NOON)
    desk.act(answered, Respond(), NOON + timedelta(hours=1))
    assert desk.worsen(NOON + THREE_DAYS - timedelta(minutes=1)) == 0
    later = NOON + THREE_DAYS
    assert [desk.worsen(later + timedelta(seconds=15 * again)) for again in range(3)] == [1, 0, 0]
    case = desk.case(waits)
    assert (case.severity, case.due_at, desk.told(waits)) == (Severity.HIGH, later + timedelta(hours=2), ["worsened"])
    assert desk.case(answered).severity is Severity.MEDIUM
    desk.deliver(later)
    shown = desk.walls["cx"].said[desk.walls["cx"].posts[0]]
    assert ("More severe", "Has waited for an answer (3 days or more)") in {(f.label, f.value) for f in shown.facts}
    assert len(desk.walls["leads"].posts) == 1, "who is told of grave ones is told now"


@pytest.mark.parametrize(("never", "told"), [(frozenset[str](), 0), (frozenset({"play"}), 1)])
def test_in_shadow_who_is_told_of_grave_ones_is_told_of_a_story_that_is_replayed_alone(
    desk: Desk, never: frozenset[str], told: int
) -> None:
    desk.wait(due_in=timedelta(days=9))
    later = NOON + THREE_DAYS
    assert desk.worsen(later, Shadow(until=later + timedelta(days=1), never=never)) == 1
    desk.deliver(later)
    assert len(desk.walls["leads"].posts) == told


def test_five_people_make_every_case_of_an_incident_more_severe_and_later_ones_too(desk: Desk) -> None:
    several = desk.wait(6)
    with desk.db.write() as tx:
        incident = incident_acts.gather(tx, several[:4], by="Mia", now=NOON)
    assert desk.worsen(NOON) == 0
    with desk.db.write() as tx:
        incident_acts.put(tx, several[4], incident.id, by="Mia", now=NOON)
    assert [desk.worsen(NOON), desk.worsen(NOON)] == [5, 0]
    with desk.db.write() as tx:
        incident_acts.put(tx, several[5], incident.id, by="Mia", now=NOON)
    assert [desk.worsen(NOON), desk.worsen(NOON)] == [1, 0]
    assert {desk.case(number).severity for number in several} == {Severity.HIGH}
    with desk.db.read() as tx:
        assert incident_figures.crowding(tx, incident).severity is Severity.HIGH


def test_incidents_that_are_merged_count_together(desk: Desk) -> None:
    several = desk.wait(6)
    with desk.db.write() as tx:
        first = incident_acts.gather(tx, several[:3], by="Mia", now=NOON)
        second = incident_acts.gather(tx, several[3:], by="Mia", now=NOON)
    assert desk.worsen(NOON) == 0
    with desk.db.write() as tx:
        incident_acts.merge(tx, first.id, second.id, by="Kim", now=NOON)
    assert [desk.worsen(NOON), desk.worsen(NOON)] == [6, 0]
