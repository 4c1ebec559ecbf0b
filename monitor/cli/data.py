"""The commands that bring data in and out, keep the store in shape, and make it forget."""

from monitor.cli import numbers
from monitor.cli.commands import Commands

_FORMATS = ("csv", "jsonl")


def add(commands: Commands) -> None:
    """Add `monitor import`, `export`, `erase`, `prune`, `migrate`, `backup` and `restore`."""
    _add_in_and_out(commands)
    _add_forgetting(commands)
    commands.add("migrate", run="monitor.cli.upkeep:migrate", tells="bring the store's schema up to date")
    backup = commands.add("backup", run="monitor.cli.upkeep:backup", tells="save the store to a file, in use or not")
    backup.add_argument("file", metavar="FILE")
    restore = commands.add("restore", run="monitor.cli.upkeep:restore", tells="bring a saved store back")
    restore.add_argument("file", metavar="FILE")


def _add_in_and_out(commands: Commands) -> None:
    rows = commands.add("import", run="monitor.cli.importing:run", tells="read a file's rows into the store")
    rows.add_argument("file", metavar="FILE")
    rows.add_argument("--source", metavar="NAME", required=True, help="the configured source they belong to")
    rows.add_argument("--format", choices=_FORMATS, help="default: by the file's ending")
    rows.add_argument("--map", metavar="FIELD=COLUMN", action="append", default=[], help="where a field's column is")
    rows.add_argument("--platform", metavar="NAME", help="where these people spoke (default: as the source says)")
    rows.add_argument("--scope", metavar="NAME", help="the part of the platform in which the ids are unique")
    rows.add_argument("--open-cases", action="store_true", help="complaints open cases; nobody is alerted")
    rows.add_argument("--json", action="store_true", help="print one JSON document")
    out = commands.add("export", run="monitor.cli.exporting:run", tells="write all mentions or cases out")
    out.add_argument("what", choices=("mentions", "cases"))
    out.add_argument("--format", choices=_FORMATS, default="jsonl", help="default: jsonl")
    out.add_argument("--out", metavar="FILE", help="default: standard output")


def _add_forgetting(commands: Commands) -> None:
    erase = commands.add("erase", run="monitor.cli.forgetting:erase", tells="erase what people said, for good")
    whose = erase.add_mutually_exclusive_group(required=True)
    whose.add_argument("--author", metavar="PLATFORM:ID", help="all that this author said, and will say")
    whose.add_argument("--mention", metavar="ID", type=numbers.mention, help="one mention: M-7 or 7")
    erase.add_argument("--by", metavar="NAME", help="who does it (default: the user of this machine)")
    erase.add_argument("--json", action="store_true", help="print one JSON document")
    prune = commands.add("prune", run="monitor.cli.forgetting:prune", tells="delete what is older than `retention`")
    prune.add_argument("--json", action="store_true", help="print one JSON document")
