"""Routes, hours, alarms and silences: read as they are written, and told what is wrong with them."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitor.assembly.routing import routing_for, silences_of
from monitor.config.hours import parse_hours
from monitor.domain.escalation import Ahead, Step
from monitor.domain.hours import ALWAYS, Hours, Span
from monitor.domain.match import Match
from monitor.domain.routing import Rule
from monitor.domain.score import Severity, Topic
from tests.config.reading import SMALLEST, read, told

WHOLE = """\
brands: [{name: Acme Air}]
sources: [{name: feed, kind: rss, url: "https://feeds.test/a.xml"}]
channels:
  - {name: terminal, kind: console}
  - {name: leads, kind: console, quiet_hours: "daily 22:00-07:00", timezone: Asia/Tokyo}
hours: mon-fri 09:00-17:00
timezone: Europe/London
holidays: [2026-12-25]
departments:
  - {name: care, lead: leads, always: critical, remind: [50%, 15m], follow_up: off, forgotten: {hand_back: off}}
  - name: digital
    topics: [digital]
    hours: always
    holidays: []
    escalation: [{after: 0m, to: owner}, {after: 1h, to: [channel, leads], call: S1}]
routes:
  - {name: loud, match: {severity: high, followers: 10000, topic: app_bug}, channels: leads, stop: false}
  - {name: rest, department: care}
silences:
  - name: move
    match: {keyword: [login, password]}
    begins: 2026-12-01
    until: "2026-12-02T03:00+01:00"
    reason: We move
    fold: true
"""


class TestRead:
    """What is left out of a department is the whole's."""

    def test_departments(self, tmp_path: Path) -> None:
        care, digital = routing_for(read(tmp_path, WHOLE)).departments
        office = tuple(Span(weekday=day, opens=540, closes=1020) for day in range(5))
        christmas = frozenset({date(2026, 12, 25)})
        assert care.hours == Hours(spans=office, zone=ZoneInfo("Europe/London"), holidays=christmas)
        assert care.hours_of(Severity.CRITICAL) == digital.hours == ALWAYS
        assert (care.lead, care.channel) == ("leads", "terminal")
        assert care.alarms.ahead == (Ahead(share=0.5), Ahead(before=timedelta(minutes=15)))
        assert (care.alarms.forgotten, care.alarms.hand_back) == (timedelta(hours=8), None)
        assert (care.alarms.follow_up, digital.alarms.follow_up) == (None, timedelta(days=3))
        assert care.alarms.steps == (Step(after=timedelta(), to=("owner",)),)
        assert digital.alarms.steps[1] == Step(after=timedelta(hours=1), to=("channel", "leads"), call="S1")

    def test_routes(self, tmp_path: Path) -> None:
        loud = Match(severity=Severity.HIGH, followers=10_000, topic=(Topic.DIGITAL,))
        assert routing_for(read(tmp_path, WHOLE)).rules == (
            Rule(name="loud", match=loud, channels=("leads",), go_on=True),
            Rule(name="rest", match=Match(), department="care"),
        )

    def test_quiet_hours(self, tmp_path: Path) -> None:
        channels = routing_for(read(tmp_path, WHOLE)).channels
        assert channels["terminal"] is None
        quiet = channels["leads"]
        assert quiet is not None
        assert (quiet.zone, len(quiet.spans)) == (ZoneInfo("Asia/Tokyo"), 14)

    def test_silences(self, tmp_path: Path) -> None:
        [move] = silences_of(read(tmp_path, WHOLE))
        assert (move.starts_at, move.ends_at) == (
            datetime(2026, 12, 1, tzinfo=UTC),
            datetime(2026, 12, 2, 2, tzinfo=UTC),
        )
        assert (move.match, move.fold, move.critical) == (Match(keyword=("login", "password")), True, False)


class TestHours:
    """Days and hours, several with commas, over midnight where they end before they begin."""

    @pytest.mark.parametrize(
        ("written", "spans"),
        [
            ("mon 9:00-17:30", [(0, 540, 1050)]),
            ("Sat-Sun 10:00-14:00", [(5, 600, 840), (6, 600, 840)]),
            ("sun-mon 10:00-14:00", [(0, 600, 840), (6, 600, 840)]),
            ("fri 22:00-06:00", [(4, 1320, 1440), (5, 0, 360)]),
            ("sun 22:00-24:00", [(6, 1320, 1440)]),
            ("sunday 22:00-00:00", [(6, 1320, 1440)]),
            ("tue 08:00-12:00,tue 13:00-17:00", [(1, 480, 720), (1, 780, 1020)]),
            ("always", []),
        ],
    )
    def test_are_read(self, written: str, spans: list[tuple[int, int, int]]) -> None:
        assert [(one.weekday, one.opens, one.closes) for one in parse_hours(written).spans] == spans

    @pytest.mark.parametrize("written", ["", "9-17", "mon-fri", "mon 25:00-26:00", "mon 9:70-10:00", "xyz 9:00-10:00"])
    def test_or_refused(self, written: str) -> None:
        with pytest.raises(ValueError, match="is no"):
            parse_hours(written)


def test_what_is_wrong_is_told_with_its_line_and_what_to_do(tmp_path: Path) -> None:
    text = (
        SMALLEST
        + """\
hours: mon-fri 9-17
holidays: [25.12.2026]
departments:
  - {name: care, remind: [150%], escalation: [{after: soon, to: owner}, {to: lead}, {to: cz}]}
  - {name: it, topics: [digital], lead: cy, hours: mon 10:00-10:00, always: bad}
routes:
  - {name: a, match: {topic: biling, brand: Acme Ari, followers: many}, channels: [cz], department: cars}
  - {name: a, mach: {}, channels: terminal}
  - {name: c}
silences:
  - {name: s, match: {}, until: tomorrow, reason: x}
  - {name: t, match: {topic: price}, begins: 2026-12-02, until: 2026-12-01, reason: x}
"""
    )
    hours = "write it as `mon-fri 09:00-17:00`, several with commas, `daily 22:00-07:00` or `always`"
    assert told(tmp_path, text) == [
        f'4: hours: "mon-fri 9-17" is not days and hours; {hours}',
        '5: holidays[0]: "25.12.2026" is not a day; write it as 2026-12-25',
        (
            '7: departments[0].remind[0]: "150%" is neither a share nor a duration; '
            "write a share of the time (50%) or how long before (15m)"
        ),
        '7: departments[0].escalation[0].after: "soon" is not a duration; write a number and a unit: 0m, 30m, 2h',
        (
            "7: departments[0].escalation[1].to: the department has no lead; "
            "add `lead:` with the channel of whoever leads it"
        ),
        (
            '7: departments[0].escalation[2].to: there is no channel called "cz"; '
            "known: channel, lead, on_duty, owner, terminal"
        ),
        '8: departments[1].lead: there is no channel called "cy"; known: terminal',
        f'8: departments[1].hours: "mon 10:00-10:00" ends when it begins; {hours}',
        '8: departments[1].always: "bad" is not known here; known: critical, high, low, medium',
        '10: routes[0].match.topic: "biling" is not known here; did you mean "billing"?',
        '10: routes[0].match.brand: there is no brand called "Acme Ari"; did you mean "Acme Air"?',
        (
            '10: routes[0].match.followers: a whole number belongs here, not "many"; '
            "change it: by an author with as many followers, or more"
        ),
        '10: routes[0].channels[0]: there is no channel called "cz"; known: terminal',
        '10: routes[0].department: there is no department called "cars"; did you mean "care"?',
        '11: routes[1].name: another route is called "a" too; give each a name of its own',
        '11: routes[1].mach: unknown key; did you mean "match"?',
        "12: routes[2]: it leads nowhere; give it a department, channels, or a group to call",
        (
            "14: silences[0].match: it would mute everything; "
            "say which complaints are known of: a topic, a place, a keyword"
        ),
        (
            '14: silences[0].until: "tomorrow" is not a time; '
            "write it as 2026-12-24T18:00Z or 2026-12-24T19:00+01:00; without a zone it is in UTC"
        ),
        "15: silences[1]: it ends before it begins; let `begins` be before `until`",
    ]
