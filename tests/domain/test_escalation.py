"""Which alarms ring when: in business hours, over clock changes and holidays, and after the machine was asleep."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain import act
from monitor.domain.case import Case, Event, EventKind, Outcome
from monitor.domain.escalation import Ahead, AlarmKind, Alarms, Step, alarms, ring
from monitor.domain.hours import ALWAYS, Hours, Span, add
from tests.domain.cases import OPEN

MINUTES, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PLAN = Alarms(
    ahead=(Ahead(share=0.5), Ahead(before=15 * MINUTES)),
    steps=(
        Step(after=timedelta(), to=("owner",)),
        Step(after=30 * MINUTES, to=("lead",), call="S1"),
        Step(after=30 * MINUTES, to=("legal",)),
    ),
    forgotten=4 * HOUR,
    hand_back=8 * HOUR,
    follow_up=3 * DAY,
)
LONDON = ZoneInfo("Europe/London")
OFFICE = Hours(
    spans=tuple(Span(weekday=day, opens=540, closes=1020) for day in range(5)),
    zone=LONDON,
    holidays=frozenset({date(2026, 12, 25), date(2026, 12, 28)}),
)


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def a_due_case(opened: str, within: timedelta, hours: Hours) -> Case:
    at = utc(opened)
    return replace(OPEN, opened_at=at, due_at=add(hours, at, within))


@pytest.mark.parametrize(
    ("why", "hours", "opened", "within", "expected"),
    [
        (
            "around the clock", ALWAYS, "2026-11-23T10:00", 2 * HOUR,
            ["23T11:00 soon", "23T11:45 soon", "23T12:00 late", "23T12:30 late", "23T12:30 late"],
        ),
        (
            "over a weekend", OFFICE, "2026-11-20T16:00", 2 * HOUR,
            ["20T17:00 soon", "23T09:45 soon", "23T10:00 late", "23T10:30 late", "23T10:30 late"],
        ),
        (
            "over the holidays", OFFICE, "2026-12-24T16:30", HOUR,
            ["24T17:00 soon", "29T09:15 soon", "29T09:30 late", "29T10:00 late", "29T10:00 late"],
        ),
        (
            "into summer time", OFFICE, "2026-03-27T16:00", 2 * HOUR,
            ["27T17:00 soon", "30T08:45 soon", "30T09:00 late", "30T09:30 late", "30T09:30 late"],
        ),
        (
            "out of summer time", OFFICE, "2026-10-23T15:00", 2 * HOUR,
            ["23T16:00 soon", "26T09:45 soon", "26T10:00 late", "26T10:30 late", "26T10:30 late"],
        ),
        (
            "due at closing time", OFFICE, "2026-11-23T15:00", 2 * HOUR,
            ["23T16:00 soon", "23T16:45 soon", "23T17:00 late", "24T09:30 late", "24T09:30 late"],
        ),
        (
            "too short to remind 15 minutes before", ALWAYS, "2026-11-23T10:00", 10 * MINUTES,
            ["23T10:05 soon", "23T10:10 late", "23T10:40 late", "23T10:40 late"],
        ),
    ],
)  # fmt: skip
def test_alarms_before_and_after_an_answer_is_due(
    why: str, hours: Hours, opened: str, within: timedelta, expected: list[str]
) -> None:
    found = alarms(a_due_case(opened, within, hours), (), PLAN, hours)
    assert [f"{alarm.at:%dT%H:%M} {alarm.kind}" for alarm in found] == expected, why
    assert len({alarm.key for alarm in found}) == len(found)


CASE = a_due_case("2026-11-23T10:00", 2 * HOUR, ALWAYS)
ALARMS = alarms(CASE, (), PLAN)


@pytest.mark.parametrize(
    ("why", "rung", "now", "expected", "next_at"),
    [
        ("nothing yet", 0, "2026-11-23T10:30", [], "2026-11-23T11:00"),
        ("the first", 0, "2026-11-23T11:00", ["soon:0.5"], "2026-11-23T11:45"),
        ("each but once", 1, "2026-11-23T11:30", [], "2026-11-23T11:45"),
        ("asleep over one", 0, "2026-11-23T11:50", ["soon:0:15:00"], "2026-11-23T12:00"),
        ("those of one moment together", 3, "2026-11-23T12:40", ["late:0:30:00:lead", "late:0:30:00:legal"], None),
        ("asleep over the weekend", 0, "2026-11-30T09:00", ["late:0:30:00:lead", "late:0:30:00:legal"], None),
        ("killed between two of one moment", 4, "2026-11-23T12:40", ["late:0:30:00:legal"], None),
        ("all rung", 5, "2026-11-30T09:00", [], None),
    ],
)
def test_what_rings(why: str, rung: int, now: str, expected: list[str], next_at: str | None) -> None:
    done = {alarm.key for alarm in ALARMS[:rung]}
    found = ring(ALARMS, done, utc(now))
    assert [alarm.key.partition("/")[2] for alarm in found.now] == expected, why
    assert found.next_at == (next_at and utc(next_at)), why


def test_a_step_that_is_added_before_one_that_has_rung_is_passed_over() -> None:
    done = {alarm.key for alarm in ALARMS}
    more = replace(PLAN, steps=(*PLAN.steps, Step(after=10 * MINUTES, to=("channel",))))
    assert ring(alarms(CASE, (), more), done, utc("2026-11-23T15:00")).now == ()


def test_a_reopened_case_has_a_new_clock() -> None:
    again = replace(CASE, due_at=utc("2026-11-25T12:00"))
    reopened = Event(kind=EventKind.REOPENED, at=utc("2026-11-25T10:00"), by="customer")
    found = alarms(again, [reopened], PLAN)
    assert [f"{alarm.at:%dT%H:%M}" for alarm in found][:3] == ["25T11:00", "25T11:45", "25T12:00"]
    assert not {alarm.key for alarm in found} & {alarm.key for alarm in ALARMS}


class TestTaken:
    """Somebody has it: they are reminded, then it is everybody's again."""

    case, taking = act.apply(CASE, act.Acknowledge(), by="ana", now=utc("2026-11-23T10:10"))
    plan = replace(PLAN, ahead=(), steps=())

    def test_it_counts_from_the_taking(self) -> None:
        found = alarms(self.case, [self.taking], self.plan)
        assert [(alarm.kind, f"{alarm.at:%H:%M}") for alarm in found] == [
            (AlarmKind.FORGOTTEN, "14:10"),
            (AlarmKind.HANDED_BACK, "18:10"),
        ]

    def test_it_counts_anew_for_the_next(self) -> None:
        case, given_on = act.apply(self.case, act.Assign(owner="ben"), by="ana", now=utc("2026-11-23T13:00"))
        found = alarms(case, [self.taking, given_on], self.plan)
        assert [f"{alarm.at:%H:%M}" for alarm in found] == ["17:00", "21:00"]

    def test_nobody_forgets_what_nobody_has(self) -> None:
        case, given_back = act.apply(self.case, act.Assign(owner=None), by="ana", now=utc("2026-11-23T13:00"))
        assert alarms(case, [self.taking, given_back], self.plan) == ()


class TestAnswered:
    """What was answered is followed up until it has an outcome."""

    case, answer = act.apply(CASE, act.Respond(), by="ana", now=utc("2026-11-27T10:00"))

    def test_it_counts_plain_days_and_comes_in_business_hours(self) -> None:
        [found] = alarms(self.case, [self.answer], PLAN, OFFICE)
        assert (found.kind, found.at) == (AlarmKind.FOLLOW_UP, utc("2026-11-30T10:00"))
        [found] = alarms(self.case, [self.answer], replace(PLAN, follow_up=DAY), OFFICE)
        assert found.at == utc("2026-11-30T09:00")

    def test_an_outcome_ends_it(self) -> None:
        assert alarms(replace(self.case, outcome=Outcome.RECOVERED), [self.answer], PLAN) == ()

    def test_a_closed_case_has_no_alarm(self) -> None:
        closed, _ = act.apply(self.case, act.Resolve(), by="ana", now=utc("2026-11-27T11:00"))
        assert alarms(closed, [self.answer], PLAN) == ()


def test_where_nothing_is_due_nothing_is_late() -> None:
    assert alarms(replace(CASE, due_at=None), (), PLAN) == ()


@given(naps=st.lists(st.integers(1, 600), max_size=12))
def test_however_the_machine_sleeps_each_alarm_rings_once_at_most_and_the_last_one_does(naps: list[int]) -> None:
    rung: list[str] = []
    now = CASE.opened_at
    for nap in [*naps, 10_000]:
        now += nap * MINUTES
        rung += [alarm.key for alarm in ring(ALARMS, rung, now).now]
    assert len(rung) == len(set(rung))
    assert {ALARMS[-1].key, ALARMS[-2].key} <= set(rung)
