"""`monitor run` and its parts, `monitor once` and `monitor score`: how their parsers are made."""

import argparse

from monitor.cli import numbers
from monitor.cli.moment import add_now


def run(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor run`."""
    parser.set_defaults(run="monitor.cli.running:run")


def scheduler(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor scheduler`."""
    parser.set_defaults(run="monitor.cli.running:scheduler")
    _health_port(parser)


def worker(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor worker`."""
    parser.set_defaults(run="monitor.cli.running:worker")
    _health_port(parser)
    parser.add_argument("--stages", metavar="NAME,...", help="only these (default: all there are)")
    parser.add_argument(
        "--concurrency", metavar="N", type=numbers.count, default=16, help="sources polled at once (default: 16)"
    )


def listen(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor listen`."""
    parser.set_defaults(run="monitor.cli.running:listen")
    _health_port(parser)
    parser.add_argument("--while-open", action="store_true", help="end when the standard input does")


def catch_up(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor catch-up`."""
    parser.set_defaults(run="monitor.cli.running:catch_up")
    parser.add_argument("--part", metavar="N/OF", type=numbers.part, help="only this part of it: 0/4 to 3/4")


def web(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor web`."""
    parser.set_defaults(run="monitor.cli.running:web")


def once(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor once`."""
    parser.set_defaults(run="monitor.cli.running:once")
    parser.add_argument("--source", metavar="NAME", action="append", help="only this source, due or not; repeatable")
    add_now(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def score(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor score`."""
    parser.set_defaults(run="monitor.cli.score:run")
    parser.add_argument("file", metavar="FILE", nargs="?", help='JSON Lines: {"id", "text", ...} (default: stdin)')


def _health_port(parser: argparse.ArgumentParser) -> None:
    told = "answer /livez and /metrics at `web: host` and this port (default: nowhere)"
    parser.add_argument("--health-port", metavar="PORT", type=numbers.port, help=told)
