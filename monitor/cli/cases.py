"""`monitor cases`: what is open, what was done about it, and doing it."""

import argparse

from monitor.cli import numbers
from monitor.cli.commands import Commands

_STATES = ("live", "open", "acknowledged", "responded", "resolved", "dismissed", "all")
_SEVERITIES = ("low", "medium", "high", "critical")


def add(commands: Commands) -> None:
    """Add `monitor cases` and its commands."""
    cases = commands.add_group("cases", tells="see complaints and what was done about them, and act on them")
    _add_list(cases)
    show = cases.add("show", run="monitor.cli.case_views:show", tells="tell all that is known of cases")
    show.add_argument("ids", metavar="ID", nargs="+", type=numbers.case, help="C-12 or 12")
    show.add_argument("--json", action="store_true", help="print one JSON document")
    _add_acts(cases)


def _add_list(cases: Commands) -> None:
    found = cases.add("list", run="monitor.cli.case_views:list_cases", tells="list cases, the newest first")
    found.add_argument("--state", choices=_STATES, default="live", help="live: not closed (the default)")
    for name in ("brand", "source", "topic", "department", "text"):
        found.add_argument(f"--{name}", metavar="WORDS" if name == "text" else "NAME")
    found.add_argument("--severity", choices=_SEVERITIES)
    whose = found.add_mutually_exclusive_group()
    whose.add_argument("--owner", metavar="NAME", help="whose cases")
    whose.add_argument("--unowned", action="store_true", help="cases that nobody owns")
    found.add_argument("--overdue", action="store_true", help="unanswered past their time")
    found.add_argument("--snoozed", action="store_true", help="snoozed ones too")
    found.add_argument("--limit", type=int, default=50, metavar="N", help="how many at most (default: 50)")
    found.add_argument("--before", type=numbers.case, metavar="ID", help="go on behind this one")
    found.add_argument("--json", action="store_true", help="print one JSON document")


def _add_acts(cases: Commands) -> None:
    _act(cases, "ack", "take cases on")
    assign = _act(cases, "assign", "make cases somebody's: ID... NAME", value="NAME")
    assign.add_argument("--to", dest="value", metavar="NAME", help="whose they are from now on")
    assign.add_argument("--nobody", action="store_true", help="nobody's")
    note = _act(cases, "note", "add words for colleagues: ID... TEXT", value="TEXT")
    note.add_argument("--text", dest="value", metavar="TEXT")
    respond = _act(cases, "respond", "record that the customer was answered: ID... [TEXT]", value="TEXT")
    respond.add_argument("--text", dest="value", metavar="TEXT", help="what they were told")
    respond.add_argument("--url", metavar="URL", help="where")
    resolve = _act(cases, "resolve", "close cases: ID... [recovered|unchanged|worsened|unknown]", value="OUTCOME")
    resolve.add_argument("--outcome", dest="value", metavar="OUTCOME", help="what the customer thinks now")
    reasons = "not_a_complaint|not_ours|duplicate|spam|extortion"
    dismiss = _act(cases, "dismiss", f"set cases aside: ID... {reasons}", value="REASON")
    dismiss.add_argument("--reason", dest="value", metavar="REASON")
    snooze = _act(cases, "snooze", "hide cases until a time: ID... 2h|3d|2026-11-23T09:00", value="UNTIL")
    snooze.add_argument("--until", dest="value", metavar="UNTIL", help="a duration, or a time (UTC)")
    _act(cases, "wake", "show snoozed cases again")
    _act(cases, "reopen", "open closed cases again")


def _act(cases: Commands, name: str, tells: str, *, value: str | None = None) -> argparse.ArgumentParser:
    act = cases.add(name, run=f"monitor.cli.case_acts:{name}", tells=tells)
    shown = ("ID", f"ID|{value}") if value else "ID"
    act.add_argument("words", metavar=shown, nargs="+", help="C-12 or 12, one or more")
    act.add_argument("--by", metavar="NAME", help="who does it (default: the user of this machine)")
    act.add_argument("--json", action="store_true", help="print one JSON document")
    act.set_defaults(value=None)
    return act
