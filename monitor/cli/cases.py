"""`monitor cases`: what is open, what was done about it, and doing it."""

import argparse

from monitor.cli import numbers
from monitor.cli.commands import Table, add_commands
from monitor.cli.moment import add_now

_STATES = ("live", "open", "acknowledged", "responded", "resolved", "dismissed", "all")
_SEVERITIES = ("low", "medium", "high", "critical")
_DISMISSALS = "not_a_complaint|not_ours|duplicate|spam|extortion"
_OUTCOMES = "recovered|unchanged|worsened|unknown"

COMMANDS: Table = {
    "list": ("list cases, the newest first", "monitor.cli.cases:list_"),
    "show": ("tell all that is known of cases", "monitor.cli.cases:show"),
    "open": ("make a case of a mention that was not flagged", "monitor.cli.cases:open_"),
    "ack": ("claim cases", "monitor.cli.cases:ack"),
    "assign": ("make cases somebody's", "monitor.cli.cases:assign"),
    "hand-over": ("give all cases of somebody to somebody else", "monitor.cli.cases:hand_over"),
    "note": ("add words for colleagues", "monitor.cli.cases:note"),
    "respond": ("answer the customer, or record that it was done", "monitor.cli.cases:respond"),
    "approve": ("let answers be sent that wait for a second person", "monitor.cli.cases:approve"),
    "reject": ("give answers back that wait for a second person", "monitor.cli.cases:reject"),
    "resolve": ("close cases", "monitor.cli.cases:resolve"),
    "dismiss": ("set cases aside that need no answer", "monitor.cli.cases:dismiss"),
    "snooze": ("hide cases until a time", "monitor.cli.cases:snooze"),
    "wake": ("show snoozed cases again", "monitor.cli.cases:wake"),
    "set": ("correct the severity, topic or department of cases", "monitor.cli.cases:set_"),
    "reopen": ("open closed cases again", "monitor.cli.cases:reopen"),
}


def cases(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor cases`."""
    add_commands(parser, COMMANDS)


def list_(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor cases list`."""
    parser.set_defaults(run="monitor.cli.case_views:list_cases")
    parser.add_argument("--state", choices=_STATES, default="live", help="live: not closed (the default)")
    for name in ("brand", "source", "topic", "department"):
        parser.add_argument(f"--{name}", metavar="NAME")
    parser.add_argument("--severity", choices=_SEVERITIES)
    parser.add_argument("--text", metavar="WORDS", help="what the customer said, or a part of it")
    whose = parser.add_mutually_exclusive_group()
    whose.add_argument("--owner", metavar="NAME", help="whose cases")
    whose.add_argument("--unowned", action="store_true", help="cases that nobody owns")
    parser.add_argument("--overdue", action="store_true", help="unanswered past their time")
    parser.add_argument("--snoozed", action="store_true", help="snoozed ones too")
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="how many at most (default: 50)")
    parser.add_argument("--before", type=numbers.case, metavar="ID", help="go on behind this one")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def show(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor cases show`."""
    parser.set_defaults(run="monitor.cli.case_views:show")
    parser.add_argument("ids", metavar="ID", nargs="+", type=numbers.case, help="C-12 or 12")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def open_(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor cases open`."""
    parser.set_defaults(run="monitor.cli.case_opening:run")
    parser.add_argument("mention", metavar="MENTION", type=numbers.mention, help="M-7 or 7")
    parser.add_argument("--brand", metavar="NAME", help="whose complaint it is, where several listen")
    parser.add_argument("--severity", choices=_SEVERITIES, default="medium", help="default: medium")
    parser.add_argument("--topic", metavar="TOPIC", default="other", help="default: other")
    parser.add_argument("--note", metavar="TEXT", default="", help="why, in your words: the case tells it")
    parser.add_argument("--by", metavar="NAME", help="whose it is then (default: the user of this machine)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def ack(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor cases ack`."""
    _act(parser, "ack")


def assign(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor cases assign`."""
    _act(parser, "assign", value="NAME")
    parser.add_argument("--to", dest="value", metavar="NAME", help="the same as NAME")
    parser.add_argument("--nobody", action="store_true", help="give them back to everybody")


def hand_over(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor cases hand-over`."""
    parser.set_defaults(run="monitor.cli.handover_acts:hand_over")
    parser.add_argument("--from", dest="giver", metavar="NAME", required=True, help="whose open cases")
    parser.add_argument("--to", metavar="NAME", required=True, help="whose they shall be")
    parser.add_argument("--note", metavar="TEXT", default="", help="words for them, on each timeline")
    parser.add_argument("--by", metavar="NAME", help="who does it (default: the user of this machine)")
    add_now(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def note(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor cases note`."""
    _act(parser, "note", value="TEXT")
    parser.add_argument("--text", dest="value", metavar="TEXT", help="the same as TEXT")


def respond(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor cases respond`."""
    _act(parser, "respond", value="TEXT")
    parser.add_argument("--text", dest="value", metavar="TEXT", help="what the customer was told")
    parser.add_argument("--url", metavar="URL", help="where")
    parser.add_argument("--send", action="store_true", help="send it from here, where the source has `replies: true`")
    parser.add_argument("--offer", metavar="TEXT", help="with --send: what is offered in private, with its worth")
    parser.add_argument("--insist", action="store_true", help="with --send: send it although a hint speaks against it")
    parser.set_defaults(run="monitor.cli.case_answers:respond")


def approve(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor cases approve`."""
    _act(parser, "approve")
    parser.set_defaults(run="monitor.cli.case_answers:approve")


def reject(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor cases reject`."""
    _act(parser, "reject", value="WHY")
    parser.add_argument("--why", dest="value", metavar="WHY", help="what should be different")
    parser.set_defaults(run="monitor.cli.case_answers:reject")


def resolve(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor cases resolve`."""
    _act(parser, "resolve", value="OUTCOME")
    parser.add_argument("--outcome", dest="value", metavar="OUTCOME", help=f"{_OUTCOMES}; default: what was seen")


def dismiss(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor cases dismiss`."""
    _act(parser, "dismiss", value="REASON")
    parser.add_argument("--reason", dest="value", metavar="REASON", help=_DISMISSALS)


def snooze(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor cases snooze`."""
    _act(parser, "snooze", value="UNTIL")
    parser.add_argument("--until", dest="value", metavar="UNTIL", help="2h, 3d, or a time in UTC: 2026-11-23T09:00")


def wake(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor cases wake`."""
    _act(parser, "wake")


def reopen(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor cases reopen`."""
    _act(parser, "reopen")


def set_(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor cases set`."""
    parser.set_defaults(run="monitor.cli.case_set:run")
    parser.add_argument("ids", metavar="ID", nargs="+", type=numbers.case, help="C-12 or 12, one or more")
    parser.add_argument("--severity", choices=_SEVERITIES, help="how bad it is")
    parser.add_argument("--topic", metavar="TOPIC", help="what it is about, as in the configuration")
    parser.add_argument("--department", metavar="NAME", help="whose it is; its channel is told, too")
    parser.add_argument("--by", metavar="NAME", help="who does it (default: the user of this machine)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def _act(parser: argparse.ArgumentParser, name: str, *, value: str | None = None) -> None:
    """Ids come first; what else stands behind them is `value`, which may be an option instead."""
    told = "C-12 or 12, one or more" if value is None else f"C-12 or 12, one or more; then {value}"
    parser.add_argument("words", metavar="ID", nargs="+", help=told)
    parser.add_argument("--by", metavar="NAME", help="who does it (default: the user of this machine)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(run=f"monitor.cli.case_acts:{name}", value=None)
