"""`monitor settings`, `monitor shadow` and `monitor crisis`: what a lead changes while the monitor runs."""

import argparse

from monitor.cli.commands import Table, add_commands
from monitor.cli.moment import add_now

SETTINGS: Table = {
    "list": ("list settings, and who changed them", "monitor.cli.lead:settings_list"),
    "show": ("print a setting as it holds", "monitor.cli.lead:settings_show"),
    "set": ("try a setting on the last 30 days, and put it in force", "monitor.cli.lead:settings_set"),
    "undo": ("take a change back", "monitor.cli.lead:settings_undo"),
    "history": ("list every change, the latest first", "monitor.cli.lead:settings_history"),
}
SHADOW: Table = {
    "status": ("say whether alerts are held, and until when", "monitor.cli.lead:shadow_status"),
    "live": ("let alerts go out from now on", "monitor.cli.lead:shadow_live"),
}
CRISIS: Table = {
    "start": ("pause answers, set the one statement, call people in", "monitor.cli.lead:crisis_start"),
    "end": ("end it, with a summary", "monitor.cli.lead:crisis_end"),
    "status": ("say how it stands", "monitor.cli.lead:crisis_status"),
}
_NAMES = ("threshold", "severity", "keywords", "speakers", "departments", "routes", "hours", "holidays", "playbooks")


def settings(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor settings`."""
    add_commands(parser, SETTINGS)


def settings_list(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor settings list`."""
    parser.set_defaults(run="monitor.cli.setting_acts:list_")
    _shared(parser)


def settings_show(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor settings show`."""
    parser.set_defaults(run="monitor.cli.setting_acts:show")
    parser.add_argument("setting", metavar="SETTING", choices=_NAMES, help=", ".join(_NAMES))
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def settings_set(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor settings set`."""
    parser.set_defaults(run="monitor.cli.setting_acts:set_")
    parser.add_argument("setting", metavar="SETTING", choices=_NAMES, help=", ".join(_NAMES))
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--file", metavar="FILE", help="YAML as in config.yaml, beginning with `SETTING:`; - reads stdin")
    what.add_argument("--text", metavar="YAML", help="the same, written here")
    what.add_argument("--first", action="store_true", help="what config.yaml says")
    parser.add_argument("--try", dest="attempt", action="store_true", help="only say what it would have meant")
    _acting(parser)


def settings_undo(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor settings undo`."""
    parser.set_defaults(run="monitor.cli.setting_acts:undo")
    parser.add_argument("change", metavar="CHANGE", type=int, help="its number in `monitor settings history`")
    _acting(parser)


def settings_history(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor settings history`."""
    parser.set_defaults(run="monitor.cli.setting_acts:history")
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="how many at most (default: 50)")
    _shared(parser)


def shadow(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor shadow`."""
    add_commands(parser, SHADOW)


def shadow_status(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor shadow status`."""
    parser.set_defaults(run="monitor.cli.crisis_acts:shadow_status")
    _shared(parser)


def shadow_live(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor shadow live`."""
    parser.set_defaults(run="monitor.cli.crisis_acts:shadow_live")
    _acting(parser)


def crisis(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor crisis`."""
    add_commands(parser, CRISIS)


def crisis_start(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor crisis start`."""
    parser.set_defaults(run="monitor.cli.crisis_acts:start")
    parser.add_argument("--statement", metavar="TEXT", required=True, help="the one thing that may be said")
    parser.add_argument("--call", metavar="GROUP", help="the id of a user group to call in (Slack's begin with S)")
    parser.add_argument("--channel", metavar="NAME", help="where it is told (default: the first channel)")
    _acting(parser)


def crisis_end(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor crisis end`."""
    parser.set_defaults(run="monitor.cli.crisis_acts:end")
    _acting(parser)


def crisis_status(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor crisis status`."""
    parser.set_defaults(run="monitor.cli.crisis_acts:status")
    _shared(parser)


def _acting(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", metavar="NAME", help="who does it (default: the user of this machine)")
    _shared(parser)


def _shared(parser: argparse.ArgumentParser) -> None:
    add_now(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
