"""`monitor digest`: the weekly digest, shown or sent."""

import argparse

from monitor.cli.moment import add_now

FORMATS = ("text", "markdown", "html", "json", "csv", "png")


def digest(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor digest`."""
    parser.set_defaults(run="monitor.cli.weekly:run")
    parser.add_argument("--week", metavar="WEEK", help="the week, as 2026-W47 (default: the latest one that is due)")
    parser.add_argument("--name", metavar="NAME", help="a further digest of the configuration (default: the main one)")
    parser.add_argument("--brand", metavar="NAME", help="of this brand alone (default: of all)")
    parser.add_argument("--department", metavar="NAME", help="of this department alone (default: of all)")
    parser.add_argument("--format", choices=FORMATS, default="text", help="default: text; `png` is the chart alone")
    parser.add_argument("--out", metavar="FILE", help="write it to a file (default: print it)")
    parser.add_argument("--send", action="store_true", help="queue it for its channels, where it was not before")
    add_now(parser)
