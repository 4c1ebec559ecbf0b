"""What is known of is held with its rule on it, counted, and told when it is over; outages are one message."""

from datetime import timedelta

import pytest

from monitor.domain.act import Resolve
from monitor.domain.case import EventKind
from monitor.domain.hours import Hours, Span
from monitor.domain.match import Match
from monitor.domain.score import Severity, Topic
from monitor.store import case_files, incident_acts, incident_figures, incidents, silences
from monitor.store.database import Database
from monitor.store.silences import NoSuchSilence
from tests.stages.scenes import HOUR, MINUTES, Scene, routing, silence
from tests.store.seeds import NOON


@pytest.fixture
def scene(db: Database) -> Scene:
    return Scene(db, silences=(silence(),))


class TestHeld:
    """A muted complaint is a case that nobody is alerted of."""

    def test_it_is_held_with_the_rule_named_on_it(self, scene: Scene) -> None:
        scene.complain()
        scene.deliver(NOON)
        assert scene.kinds("alert") == [("cx", "held")]
        assert scene.walls["cx"].posts == []
        with scene.db.read() as tx:
            assert tx.exec_driver_sql("SELECT rule FROM deliveries").scalar_one() == "silence:bank"
            assert silences.held(tx, silence()) == silences.Held(held=1, folded=0)

    def test_what_it_is_not_about_is_told(self, scene: Scene) -> None:
        scene.complain(topic=Topic.STAFF)
        assert scene.kinds("alert") == [("cx", "waiting")]

    def test_critical_ones_are_told(self, scene: Scene) -> None:
        scene.complain(severity=Severity.CRITICAL)
        assert scene.kinds("alert") == [("cx", "waiting")]

    def test_it_has_no_alarms(self, scene: Scene) -> None:
        scene.complain()
        assert scene.remind(NOON + 2 * HOUR) == 0

    def test_its_end_is_told_once_with_how_many_it_held_and_why(self, scene: Scene) -> None:
        scene.complain(12)
        for hours in range(1, 6):
            scene.tick(NOON + hours * HOUR)
        [key] = scene.walls["cx"].posts
        told = scene.walls["cx"].said[key]
        assert told.title == "12 cases were held while bank lasted"
        assert told.body.startswith("The bank is down. It ended 15:00 UTC.\n12 of them wait for an answer.")
        assert len(told.facts) == 10

    def test_at_its_end_cases_come_back_with_the_alarms_that_lie_ahead(self, scene: Scene) -> None:
        late, ahead, settled = (scene.complain(due_in=hours * HOUR)[0] for hours in (2, 8, 2))
        scene.act(settled, Resolve(), NOON + HOUR)
        scene.tick(NOON + 3 * HOUR)
        assert scene.kinds("muted", "escalation") == [("cx", "posted")]
        with scene.db.read() as tx:
            events = [[one.kind for one in case_files.file(tx, number).events] for number in (late, ahead, settled)]
        assert [EventKind.UNMUTED in kinds for kinds in events] == [True, True, False]
        assert [scene.remind(NOON + hours * HOUR) for hours in (3.4, 4.1)] == [0, 1]

    def test_what_comes_behind_it_is_told(self, scene: Scene) -> None:
        scene.complain()
        scene.complain(now=NOON + 3 * HOUR)
        assert scene.kinds("alert") == [("cx", "held"), ("cx", "waiting")]

    def test_one_that_is_configured_no_more_is_told_too(self, scene: Scene) -> None:
        scene.complain()
        scene.silences = ()
        scene.tick(NOON + MINUTES)
        assert scene.walls["cx"].titles == ["1 case was held while bank lasted"]


class TestFolded:
    """A known outage is one message that counts."""

    @pytest.fixture
    def scene(self, db: Database) -> Scene:
        return Scene(db, silences=(silence("move", fold=True, reason="We move to a new database"),))

    def test_it_counts_up_in_place(self, scene: Scene) -> None:
        scene.complain(3)
        scene.deliver(NOON)
        scene.complain(30, now=NOON + MINUTES)
        scene.deliver(NOON + 2 * MINUTES)
        assert scene.walls["cx"].titles == ["High · 33 people · move"]
        assert "We move to a new database. Until 15:00 UTC." in scene.walls["cx"].said["incident:1:cx"].body
        with scene.db.read() as tx:
            assert silences.held(tx, scene.silences[0]) == silences.Held(held=0, folded=33)

    def test_critical_ones_break_out(self, scene: Scene) -> None:
        scene.complain(2)
        scene.complain(severity=Severity.CRITICAL)
        scene.deliver(NOON)
        assert sorted(scene.walls["cx"].posts) == ["case:3:cx", "incident:1:cx"]

    def test_its_cases_are_late_in_a_list(self, scene: Scene) -> None:
        scene.complain(30)
        scene.tick(NOON)
        scene.tick(NOON + 2 * HOUR)
        assert scene.walls["cx"].titles[1:] == ["30 more cases to look after, 30 of them high"]

    def test_its_end_closes_the_incident_and_is_told_once_with_who_still_waits(self, scene: Scene) -> None:
        first, *_ = scene.complain(3)
        scene.act(first, Resolve(), NOON)
        for hours in range(3, 6):
            scene.tick(NOON + hours * HOUR)
        wall = scene.walls["cx"]
        [over] = [key for key in wall.posts if key.startswith("over:")]
        assert wall.titles == ["Closed · High · 3 people · move", "Move is over: 2 of 3 cases still wait"]
        assert "Closed by the end of move, 15:00 UTC." in wall.said["incident:1:cx"].body
        assert "Told that it is over: 0 of 3." in wall.said["incident:1:cx"].body
        assert [fact.label.partition(" ")[0] for fact in wall.said[over].facts] == ["C-3", "C-2"]

    def test_what_an_incident_tells_of_already_is_no_message_more(self, scene: Scene) -> None:
        alone = Scene(scene.db).complain(now=NOON - HOUR)
        with scene.db.write() as tx:
            of_before = incident_acts.gather(tx, alone, by="Kim", now=NOON)
            incidents.learn(tx, of_before, ["copy:2"])
        scene.heard = 1
        scene.complain(2)
        with scene.db.read() as tx:
            assert incident_figures.size(tx, of_before) == 3
            assert len(incidents.newest(tx)) == 1


class TestByPeople:
    """What people add, change or end is in the store, and stands for the configuration's."""

    def test_one_that_is_added_acts(self, db: Database) -> None:
        scene = Scene(db)
        asked = Match(topic=(Topic.BILLING, Topic.PRICE), severity=Severity.LOW, keyword=("refund",), followers=0)
        added = silence("strike", match=asked, starts_at=NOON, by="ana")
        with db.write() as tx:
            silences.save(tx, added, NOON)
            assert silences.known(tx, ()) == [added]
        scene.complain()
        assert scene.kinds("alert") == [("cx", "held")]

    def test_one_of_the_configuration_is_ended(self, scene: Scene) -> None:
        with scene.db.write() as tx:
            ended = silences.end(tx, scene.silences, "bank", by="ana", now=NOON)
            assert silences.acting(tx, scene.silences, NOON) == []
        assert (ended.ends_at, ended.by) == (NOON, "ana")
        scene.complain()
        assert scene.kinds("alert") == [("cx", "waiting")]

    def test_one_that_is_over_stays_as_it_ended(self, scene: Scene) -> None:
        with scene.db.write() as tx:
            later = silences.end(tx, scene.silences, "bank", by="ana", now=NOON + 9 * HOUR)
        assert later == silence()

    def test_one_that_is_not_there(self, scene: Scene) -> None:
        with scene.db.write() as tx, pytest.raises(NoSuchSilence, match="'bnk'"):
            silences.end(tx, scene.silences, "bnk", by="ana", now=NOON)


class TestQuietHours:
    """What comes in quiet hours waits for their end; nothing is lost, and what is critical does not wait."""

    night = Hours(spans=tuple(Span(weekday=day, opens=0, closes=14 * 60) for day in range(7)))

    @pytest.fixture
    def scene(self, db: Database) -> Scene:
        return Scene(db, routing=routing(channels={"cx": self.night, "leads": None}))

    def test_it_waits_also_longer_than_a_clock_may_leap(self, scene: Scene) -> None:
        midnight = NOON - timedelta(hours=12)
        scene.complain(3, now=midnight)
        for hours in range(14):
            scene.deliver(midnight + hours * HOUR)
        assert (scene.walls["cx"].posts, scene.waiting()) == ([], 3)
        scene.deliver(NOON + 2 * HOUR)
        assert (len(scene.walls["cx"].posts), scene.waiting()) == (3, 0)

    def test_critical_ones_break_through(self, scene: Scene) -> None:
        scene.complain(severity=Severity.CRITICAL)
        scene.deliver(NOON)
        assert scene.walls["cx"].posts == ["case:1:cx"]

    def test_a_crowd_that_waited_is_one_message_in_the_morning(self, scene: Scene) -> None:
        scene.complain(30)
        scene.complain(severity=Severity.CRITICAL)
        scene.deliver(NOON)
        assert scene.walls["cx"].posts == ["case:31:cx"]
        scene.deliver(NOON + 2 * HOUR)
        assert len(scene.walls["cx"].posts) == 2

    def test_what_a_silence_held_is_told_in_the_morning(self, db: Database) -> None:
        first = (silence(ends_at=NOON + MINUTES),)
        scene = Scene(db, routing=routing(channels={"cx": self.night, "leads": None}), silences=first)
        scene.complain(due_in=9 * HOUR)
        scene.tick(NOON + HOUR)
        assert scene.walls["cx"].posts == []
        scene.tick(NOON + 2 * HOUR)
        assert scene.walls["cx"].titles == ["1 case was held while bank lasted"]


@pytest.mark.parametrize("state", ["dead", "withdrawn"])
def test_what_joins_a_message_that_was_given_up_is_told_by_another(db: Database, state: str) -> None:
    scene = Scene(db, silences=(silence("move", fold=True),))
    for minutes in range(3):
        scene.complain(now=NOON + minutes * MINUTES)
        scene.deliver(NOON + minutes * MINUTES)
        if minutes < 2:
            with db.write() as tx:
                tx.exec_driver_sql(f"UPDATE deliveries SET state = '{state}' WHERE kind = 'incident'")
    people = [title.split(" · ")[1] for title in scene.walls["cx"].titles]
    assert people == ["1 person", "2 people", "3 people"]
