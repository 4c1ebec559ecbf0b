"""`monitor routes explain` says in plain words why a complaint goes where it goes."""

import pytest

from monitor.domain.score import Severity
from tests.cli.installation import Installation
from tests.store.seeds import NOON, Wanted, mention, open_many

MORE = """\
  - {name: legal, kind: console, quiet_hours: daily 10:00-14:00}
routes:
  - {name: steam, match: {platform: steam, severity: critical}, channels: legal}
  - {name: money, match: {topic: [billing, price], keyword: refund}, channels: [legal, terminal], call: S1}
silences:
  - {name: bank, match: {topic: billing, place: Lyon}, until: "2027-01-01T00:00Z", reason: The bank is down}
timezone: Europe/London
"""
NOW = ("--now", NOON.isoformat())


@pytest.fixture
def routed(here: Installation) -> Installation:
    """Two cases, and routes."""
    config = here.home / "config.yaml"
    one = "{name: terminal, kind: console}"
    plain = config.read_text()
    config.write_text(plain.replace(f"channels: [{one}]", f"channels:\n  - {one}") + MORE)
    db = here.open()
    worst = Wanted(mention=mention("2", "refund now", author="u2"), severity=Severity.CRITICAL)
    open_many(db, [Wanted(mention=mention("1")), worst])
    db.close()
    return here


def test_it_says_which_route_matched_on_what_and_what_was_skipped(routed: Installation) -> None:
    ran = routed.run("routes", "explain", "--case", "C-1", *NOW)
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "C-1: high, billing, Acme Air, heard by play on Google Play, in en",
        "  route steam: skipped (platform is google_play, not steam; severity is high, below critical)",
        "  route money: matches (topic billing; the words refund)",
        "  department: support, for it takes what no other department takes",
        "  channels: legal, terminal",
        "  answer: due 14:00 UTC, 2 h around the clock after it was heard (12:00 UTC)",
        "  quiet hours: legal is told from 14:00 UTC on",
        "  silences: none mutes it (bank would mute others)",
        "  message in cx: posted",
    ]


def test_critical_ones_call_and_break_through(routed: Installation) -> None:
    out = routed.run("routes", "explain", "--mention", "M-2", *NOW).out
    assert "channels: legal, terminal; calls S1, for it is critical" in out
    assert "quiet hours: legal is told all the same, for it is critical" in out


def test_json_has_the_same(routed: Installation) -> None:
    document = routed.run("routes", "explain", "--mention", "1", "--json", *NOW).document
    assert document["mention"] == "M-1"
    [brand] = document["brands"]
    assert (brand["case"], brand["department"], brand["owned_by"]) == ("C-1", "support", "rest")
    assert brand["channels"] == [
        {"channel": "legal", "quiet_until": "2026-11-16T14:00:00Z"},
        {"channel": "terminal", "quiet_until": None},
    ]
    assert brand["sla"] == {"within": 7200.0, "due_at": "2026-11-16T14:00:00Z"}
    assert [(one["name"], one["taken"]) for one in brand["routes"]] == [("steam", False), ("money", True)]
    assert brand["messages"][0]["channel"] == "cx"
    assert (brand["silence"], brand["calls"]) == (None, [])


@pytest.mark.parametrize(("which", "says"), [("--case", "no case C-9"), ("--mention", "no mention M-9")])
def test_what_is_not_there_is_said(routed: Installation, which: str, says: str) -> None:
    ran = routed.run("routes", "explain", which, "9")
    assert (ran.code, says in ran.err) == (1, True)
