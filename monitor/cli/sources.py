"""`monitor sources`: what is listened to, and what can be."""

from monitor.cli.commands import Commands


def add(commands: Commands) -> None:
    """Add `monitor sources` and its commands."""
    sources = commands.add_group("sources", tells="what is listened to, and what can be")
    kinds = sources.add(
        "kinds", run="monitor.cli.source_kinds:run", tells="list the kinds of sources and their settings"
    )
    kinds.add_argument("kind", metavar="KIND", nargs="?", help="only this kind")
    kinds.add_argument("--json", action="store_true", help="print one JSON document")
