"""Alarms ring once each, in the right place, whatever sleeps, dies or is started twice."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.domain.act import Acknowledge, Reopen, Resolve, Respond, Snooze
from monitor.domain.case import EventKind, State
from monitor.domain.escalation import Step
from monitor.domain.hours import Hours, Span
from monitor.domain.routing import Routing
from monitor.domain.score import Severity
from monitor.stages.wake import WakeStage
from monitor.store import case_files, cases, reminders
from monitor.store.database import Database
from tests.domain.routes import department
from tests.stages.scenes import ALARMS, HOUR, MINUTES, Scene, routing
from tests.store.seeds import NOON


@pytest.fixture
def scene(db: Database) -> Scene:
    return Scene(db)


def reminded(scene: Scene, case_id: int = 1) -> list[str]:
    """What the timeline tells of alarms."""
    with scene.db.read() as tx:
        events = case_files.file(tx, case_id).events
    return [event.became or "" for event in events if event.kind is EventKind.REMINDED]


class TestOneCase:
    """From its alert to the lead."""

    def test_its_thread_says_that_it_is_due_then_that_it_is_late_and_then_the_lead_is_told(self, scene: Scene) -> None:
        scene.complain()
        scene.deliver(NOON)
        for minutes in range(0, 181, 10):
            scene.tick(NOON + minutes * MINUTES)
        assert scene.walls["cx"].titles[1:] == ["C-1: answer by 14:00 UTC", "C-1 is late: an answer was due 14:00 UTC"]
        assert scene.walls["leads"].titles == ["C-1 is late: an answer was due 14:00 UTC"]
        [key] = scene.walls["leads"].posts
        assert scene.walls["leads"].said[key].calls == ("S1",)
        assert scene.walls["leads"].said[key].quote == "Still no refund after 3 weeks."
        assert reminded(scene) == ["soon", "late", "late"]

    def test_what_is_said_in_the_thread_answers_the_cases_message(self, scene: Scene) -> None:
        scene.complain()
        scene.deliver(NOON)
        scene.tick(NOON + HOUR)
        alert, line = (scene.walls["cx"].said[key] for key in scene.walls["cx"].posts)
        assert line.thread_of is not None
        assert line.thread_of.reference == f"ts-{alert.key}"
        assert (line.quote, line.facts) == (None, ())

    def test_the_alert_itself_says_that_it_is_overdue(self, scene: Scene) -> None:
        scene.complain()
        scene.deliver(NOON)
        scene.tick(NOON + 3 * HOUR)
        assert ("Answer", "Overdue since 14:00 UTC") in [
            (fact.label, fact.value) for fact in scene.walls["cx"].said["case:1:cx"].facts
        ]

    def test_what_is_answered_is_not_late(self, scene: Scene) -> None:
        scene.complain()
        scene.act(1, Respond(), NOON + 30 * MINUTES)
        for hours in range(1, 9):
            scene.tick(NOON + hours * HOUR)
        assert reminded(scene) == []

    def test_what_was_told_to_the_lead_says_that_it_is_over(self, scene: Scene) -> None:
        scene.complain()
        scene.tick(NOON + 3 * HOUR)
        scene.act(1, Respond(), NOON + 4 * HOUR)
        scene.tick(NOON + 4 * HOUR)
        assert scene.walls["leads"].titles == ["C-1 is late no more"]

    def test_a_reopened_case_has_a_new_clock(self, scene: Scene) -> None:
        scene.complain()
        scene.tick(NOON + 3 * HOUR)
        scene.act(1, Resolve(), NOON + 4 * HOUR)
        scene.act(1, Reopen(due_at=NOON + 7 * HOUR), NOON + 5 * HOUR)
        for half_hours in range(10, 20):
            scene.tick(NOON + half_hours * HOUR / 2)
        assert reminded(scene) == ["late", "soon", "late", "late"]

    def test_what_nobody_is_told_late_of_has_no_alarm(self, scene: Scene) -> None:
        """What is replayed happened long ago, and nobody promised an answer."""
        scene.complain(replayed=True)
        scene.tick(NOON + 9 * HOUR)
        assert (reminded(scene), len(scene.walls["cx"].posts)) == ([], 1)


class TestSleep:
    """A machine that was off tells the latest alone."""

    def test_over_a_weekend(self, scene: Scene) -> None:
        scene.complain()
        scene.deliver(NOON)
        scene.tick(NOON + timedelta(days=3))
        assert reminded(scene) == ["late"]
        assert (len(scene.walls["cx"].posts), len(scene.walls["leads"].posts)) == (1, 1)

    def test_business_hours_sleep_too(self, db: Database) -> None:
        office = Hours(spans=tuple(Span(weekday=day, opens=540, closes=1020) for day in range(5)))
        support = department("support", channel="cx", lead="leads", alarms=ALARMS, hours=office)
        scene = Scene(db, routing=routing(departments=(support,)))
        friday = NOON + timedelta(days=4, hours=4)  # 16:00: due on Monday at 10:00
        scene.complain(now=friday, due_in=timedelta(days=2, hours=18))
        for hours in range(65):
            scene.tick(friday + hours * HOUR)
        assert reminded(scene) == ["soon"]
        scene.tick(friday + timedelta(days=2, hours=18))
        assert reminded(scene) == ["soon", "late"]


class TestTaken:
    """Taken and forgotten."""

    def test_they_are_reminded_and_then_it_is_everybodys(self, scene: Scene) -> None:
        scene.complain(due_in=timedelta(days=5))
        scene.deliver(NOON)
        scene.act(1, Acknowledge(), NOON)
        for hours in range(1, 10):
            scene.tick(NOON + hours * HOUR)
        with scene.db.read() as tx:
            case = cases.get(tx, 1)
        assert (case.owner, case.state) == (None, State.OPEN)
        assert "C-1 is not answered yet" in scene.walls["cx"].titles
        assert reminded(scene) == ["forgotten"]


def test_what_was_answered_is_followed_up_once(scene: Scene) -> None:
    scene.complain()
    scene.deliver(NOON)
    scene.act(1, Respond(), NOON + HOUR)
    for days in range(1, 9):
        scene.tick(NOON + timedelta(days=days))
    assert scene.walls["cx"].titles[1:] == ["What became of C-1? It was answered, and no move of the customer was seen"]


def test_what_sleeps_is_silent_until_it_wakes(scene: Scene) -> None:
    scene.complain()
    scene.deliver(NOON)
    scene.act(1, Snooze(until=NOON + 5 * HOUR), NOON)
    scene.tick(NOON + 4 * HOUR)
    assert reminded(scene) == []
    WakeStage(scene.db).run_once(NOON + 5 * HOUR)
    scene.tick(NOON + 5 * HOUR)
    assert (reminded(scene), len(scene.walls["leads"].posts)) == (["late"], 1)


class TestOnce:
    """Each rings once, whatever dies in between."""

    @pytest.mark.parametrize("dies_after", [0, 1, 2])
    def test_killed_between_its_messages(self, scene: Scene, monkeypatch: pytest.MonkeyPatch, dies_after: int) -> None:
        both = replace(ALARMS, steps=tuple(Step(after=timedelta(), to=(to,)) for to in ("owner", "lead", "legal")))
        support = department("support", channel="cx", lead="leads", alarms=both)
        scene.routing = routing(departments=(support,), channels={})
        scene.complain()
        scene.deliver(NOON)
        tell, told = reminders.tell, list[str]()

        def dying(*args: object) -> int:
            if len(told) == dies_after:
                raise SystemExit
            told.append("")
            return tell(*args)  # type: ignore[arg-type]

        with monkeypatch.context() as patch:
            patch.setattr(reminders, "tell", dying)
            with pytest.raises(SystemExit):
                scene.remind(NOON + 2 * HOUR)
        assert reminded(scene) == []
        for _ in range(3):
            scene.tick(NOON + 2 * HOUR)
        assert [len(scene.walls[name].posts) for name in ("cx", "leads", "legal")] == [2, 1, 1]
        assert reminded(scene) == ["late", "late", "late"]

    def test_two_at_once(self, scene: Scene) -> None:
        scene.complain(40)
        both = threading.Barrier(2)

        def remind() -> None:
            both.wait()
            scene.remind(NOON + 2 * HOUR)

        threads = [threading.Thread(target=remind) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        scene.remind(NOON + 2 * HOUR)
        assert [reminded(scene, case_id) for case_id in range(1, 41)] == [["late"]] * 40


class TestMany:
    """Many at once are a list: at most some an hour one by one."""

    def test_escalations_of_an_hour(self, scene: Scene) -> None:
        scene.complain(12)
        scene.deliver(NOON)
        scene.tick(NOON + 3 * HOUR)
        leads = scene.walls["leads"]
        assert len(leads.posts) == reminders.MOST_POSTS + 1
        assert leads.titles[-1].startswith("7 more cases to look after") or leads.titles[0].startswith("7 more")

    def test_the_list_counts_up_in_place(self, scene: Scene) -> None:
        scene.complain(12)
        scene.tick(NOON + 3 * HOUR)
        scene.complain(8, now=NOON + 5 * MINUTES)
        scene.tick(NOON + 3 * HOUR + 10 * MINUTES)
        scene.deliver(NOON + 3 * HOUR + 15 * MINUTES)
        assert len(scene.walls["leads"].posts) == reminders.MOST_POSTS + 1
        assert "15 more cases to look after, 15 of them high" in scene.walls["leads"].titles

    def test_members_of_a_crowd_have_no_line_of_their_own(self, scene: Scene) -> None:
        scene.complain(60)
        scene.deliver(NOON)
        scene.remind(NOON + HOUR)
        scene.deliver(NOON + HOUR)
        assert len(scene.walls["cx"].posts) == 2

    def test_critical_ones_go_out_alone(self, scene: Scene) -> None:
        scene.complain(8, severity=Severity.CRITICAL)
        scene.tick(NOON + 3 * HOUR)
        assert len(scene.walls["leads"].posts) == 8


class TestWhoIsTold:
    """Steps name channels; what is not there is told where the case is."""

    def test_a_channel_that_is_gone(self, db: Database) -> None:
        steps = replace(ALARMS, ahead=(), steps=(Step(after=timedelta(), to=("gone",)),))
        support = department("support", channel="cx", alarms=steps)
        scene = Scene(db, routing=Routing(fallback="cx", departments=(support,), channels={"cx": None}))
        scene.complain()
        scene.tick(NOON + 2 * HOUR)
        assert scene.kinds("escalation") == [("cx", "posted")]

    def test_without_a_lead_the_cases_own_channel(self, db: Database) -> None:
        support = department("support", channel="cx", alarms=replace(ALARMS, ahead=()))
        scene = Scene(db, routing=routing(departments=(support,)))
        scene.complain()
        scene.tick(NOON + 3 * HOUR)
        assert scene.kinds("escalation", "reminder") == [("cx", "posted")]

    def test_quiet_hours_delay_what_is_not_critical(self, db: Database) -> None:
        quiet = Hours(spans=(Span(weekday=0, opens=13 * 60, closes=18 * 60),))
        scene = Scene(db, routing=routing(channels={"cx": quiet, "leads": None}))
        scene.complain()
        scene.complain(severity=Severity.CRITICAL)
        scene.deliver(NOON)
        scene.remind(NOON + HOUR)
        scene.deliver(NOON + HOUR)
        assert len(scene.walls["cx"].posts) == 3
        scene.deliver(NOON + 6 * HOUR)
        assert len(scene.walls["cx"].posts) == 4
