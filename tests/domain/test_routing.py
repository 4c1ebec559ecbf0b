"""Each complaint goes to a department and to at least one channel that is there, and it can be said why."""

from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.hours import Hours, Span
from monitor.domain.match import Match
from monitor.domain.routing import Owning, Route, Routing, Rule, route
from monitor.domain.score import Severity, Topic
from tests.domain.routes import department, routing, rule, subject
from tests.store.seeds import NOON

FRENCH = Match(language=("fr",))


def where(found: Route) -> tuple[str | None, tuple[str, ...]]:
    return found.department, found.channels


class TestWithoutRules:
    """The department decides: the source's, the topic's, the one for the rest."""

    def test_the_topics(self) -> None:
        found = route(routing(), subject())
        assert (*where(found), found.owning) == ("money", ("finance",), Owning.TOPIC)

    def test_the_sources(self) -> None:
        found = route(routing(), subject(), named="care")
        assert (*where(found), found.owning) == ("care", ("cx",), Owning.SOURCE)

    def test_the_one_for_the_rest(self) -> None:
        found = route(routing(), subject(topic=Topic.STAFF))
        assert (*where(found), found.owning) == ("care", ("cx",), Owning.REST)

    def test_nobody_and_the_fallback(self) -> None:
        found = route(Routing(fallback="cx"), subject())
        assert (*where(found), found.owning, found.fell_back, found.clock) == (None, ("cx",), Owning.NOBODY, True, None)


class TestRules:
    """The first rule that fits decides; what it leaves out is as it would be without it."""

    def test_a_channel_takes_the_place_of_the_departments(self) -> None:
        rules = routing(rule("french", match=FRENCH, channels=("legal", "leads")))
        assert where(route(rules, subject())) == ("money", ("legal", "leads"))

    def test_a_department_brings_its_channel(self) -> None:
        assert where(route(routing(rule("french", match=FRENCH, department="care")), subject())) == ("care", ("cx",))

    def test_a_rule_wins_over_the_source(self) -> None:
        found = route(routing(rule("french", match=FRENCH, department="care")), subject(), named="money")
        assert (found.department, found.owning) == ("care", Owning.ROUTE)

    def test_one_that_does_not_fit_is_passed_over_and_told(self) -> None:
        found = route(routing(rule("steam", match=Match(platform=("steam",)), channels=("legal",))), subject())
        assert where(found) == ("money", ("finance",))
        [tried] = found.tried
        assert (tried.rule.name, tried.taken, tried.compared[0].found) == ("steam", False, "google_play")

    def test_the_first_that_fits_ends_the_search(self) -> None:
        found = route(routing(rule("one", channels=("legal",)), rule("two", channels=("leads",))), subject())
        assert found.channels == ("legal",)
        assert [tried.rule.name for tried in found.tried] == ["one"]

    def test_one_that_goes_on_adds_its_channels(self) -> None:
        rules = routing(rule("all", channels=("leads",), go_on=True), rule("french", match=FRENCH, channels=("legal",)))
        assert route(rules, subject()).channels == ("leads", "legal")

    def test_one_that_goes_on_adds_to_the_department_too(self) -> None:
        assert route(routing(rule("all", channels=("leads",), go_on=True)), subject()).channels == ("leads", "finance")

    def test_no_channel_is_told_twice(self) -> None:
        rules = routing(rule("all", channels=("finance", "finance"), go_on=True))
        assert route(rules, subject()).channels == ("finance",)


class TestCalls:
    """A group is called for critical ones alone."""

    rules = routing(rule("all", call="S1", go_on=True), rule("legal", call="S2", channels=("legal",)))

    def test_for_critical_ones(self) -> None:
        assert route(self.rules, subject(severity=Severity.CRITICAL)).calls == ("S1", "S2")

    def test_for_no_other(self) -> None:
        assert route(self.rules, subject(severity=Severity.HIGH)).calls == ()


class TestWhatIsThereNoMore:
    """Rules may name what was removed since."""

    def test_a_channel_is_left_out(self) -> None:
        assert route(routing(rule("all", channels=("gone", "legal"))), subject()).channels == ("legal",)

    def test_where_none_is_left_the_fallback_takes_it(self) -> None:
        found = route(routing(rule("all", channels=("gone",))), subject())
        assert (found.channels, found.fell_back) == (("cx",), True)

    def test_a_department_is_left_out(self) -> None:
        assert route(routing(rule("all", department="gone")), subject()).department == "money"


class TestTime:
    """Clocks run in the department's hours; quiet hours are the channel's and the department's."""

    office = Hours(spans=tuple(Span(weekday=day, opens=540, closes=1020) for day in range(5)))
    night = Hours(spans=tuple(Span(weekday=day, opens=0, closes=480) for day in range(7)), zone=UTC)
    care = department("care", channel="cx", hours=office, always=Severity.CRITICAL, quiet=night)

    @pytest.mark.parametrize(("severity", "hours"), [(Severity.HIGH, 2), (Severity.MEDIUM, 24), (Severity.CRITICAL, 1)])
    def test_the_severest_run_around_the_clock(self, severity: Severity, hours: int) -> None:
        evening = NOON.replace(hour=20)
        started = evening if severity is Severity.CRITICAL else NOON
        due = Routing(fallback="cx", departments=(self.care,)).due_at("care", severity, started)
        assert due == started + timedelta(hours=hours)

    def test_without_a_department_nothing_is_due(self) -> None:
        assert routing().due_at(None, Severity.HIGH, NOON) is None

    def test_quiet_hours_of_both_count(self) -> None:
        early = Hours(spans=(Span(weekday=0, opens=480, closes=540),))
        both = Routing(fallback="cx", departments=(self.care,), channels={"cx": early})
        monday = NOON.replace(hour=1)
        assert both.loud_at("cx", "care", monday) == monday.replace(hour=9)
        assert both.loud_at("cx", None, monday) == monday
        assert both.loud_at("cx", "care", NOON) == NOON


NAMES = st.sampled_from(["cx", "legal", "gone", "leads"])
MATCHES = st.builds(
    Match,
    topic=st.lists(st.sampled_from(list(Topic)), max_size=2).map(tuple),
    severity=st.none() | st.sampled_from(list(Severity)),
    language=st.lists(st.sampled_from(["fr", "en"]), max_size=1).map(tuple),
)
RULES = st.builds(
    Rule,
    name=st.text(max_size=3),
    match=MATCHES,
    department=st.none() | st.sampled_from(["care", "money", "gone"]),
    channels=st.lists(NAMES, max_size=3).map(tuple),
    call=st.none() | st.just("S1"),
    go_on=st.booleans(),
)


@given(
    rules=st.lists(RULES, max_size=5).map(tuple),
    departments=st.sampled_from([(), routing().departments[:1], routing().departments]),
    topic=st.sampled_from(list(Topic)),
    severity=st.sampled_from(list(Severity)),
    named=st.none() | st.sampled_from(["care", "gone"]),
)
def test_nothing_is_ever_routed_to_nowhere(
    rules: tuple[Rule, ...], departments: tuple[object, ...], topic: Topic, severity: Severity, named: str | None
) -> None:
    there = replace(routing(*rules), departments=departments, channels=dict.fromkeys(("cx", "legal")))
    found = route(there, subject(topic=topic, severity=severity), named=named)
    assert found.channels
    assert set(found.channels) <= {"cx", "legal"}
    assert len(set(found.channels)) == len(found.channels)
    assert (found.department is None) == (found.clock is None)
    assert not found.calls or severity is Severity.CRITICAL
