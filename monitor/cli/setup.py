"""The commands that set the monitor up: `monitor init` and `monitor check`."""

from monitor.cli.commands import Commands


def add(commands: Commands) -> None:
    """Add `monitor init` and `monitor check`."""
    init = commands.add("init", run="monitor.cli.init:run", tells="write a commented config.yaml and .env.example")
    init.add_argument("dir", metavar="DIR", nargs="?", default=".", help="where to (default: here)")
    init.add_argument("--force", action="store_true", help="write over files that are there")
    check = commands.add("check", run="monitor.cli.check:run", tells="say what is wrong with the configuration")
    check.add_argument("--live", action="store_true", help="also make one harmless request per source and channel")
    check.add_argument("--json", action="store_true", help="print one JSON document")
