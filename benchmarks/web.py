"""What a page costs the server with a year of mentions behind it: `python -m benchmarks.web [--mentions 1_000_000]`.

Measured is the time from the request's arrival in the application to the last byte of the answer: the gate, queries,
masking and the template, without the network. Each address is asked for several times; the first one finds caches cold,
statements not compiled and templates not read, and is told apart too.
Beside the time by the clock stands the processor's, of ours and of PostgreSQL's for us: it says what a page costs on a
machine that others use, too.
"""

import argparse
import math
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

from rich.console import Console
from rich.table import Table
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from benchmarks.crowd import END
from benchmarks.web_store import on_postgresql, on_sqlite
from monitor.store.database import Database
from tests.web.pages import Browser, an_app, session_of, somebody

TIMES, LEAST = 20, 3
MOST = 8_000.0
"""Milliseconds after which an address is asked for no longer, once it was `LEAST` times."""
GOAL = 50.0
"""Milliseconds for the first page, at a million mentions."""
_WEEK = "2026-W46"
_CONSOLE = Console(width=140)


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """Milliseconds of one request, by the clock and of processors."""

    clock: float
    processor: float


class Timed:
    """An application that notes how long it took with the latest request; `spent` tells processor seconds so far."""

    def __init__(self, app: ASGIApp, spent: Callable[[], float]) -> None:
        self._app = app
        self._spent = spent
        self.took = Took(clock=0, processor=0)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and note in `took` what it took until the last byte was handed on."""
        began, spent = time.perf_counter(), self._spent()

        async def noted(message: Message) -> None:
            await send(message)
            clock = time.perf_counter() - began
            self.took = Took(clock=clock * 1000, processor=(self._spent() - spent) * 1000)

        await self._app(scope, receive, noted)


def _spent(db: Database) -> float:
    """Return processor seconds of this process, and of PostgreSQL's backends on this machine that work for us."""
    return time.process_time() + sum(map(_of_process, _backends(db)))


def _of_process(number: int) -> float:
    try:
        return int(Path(f"/proc/{number}/schedstat").read_text("utf-8").split()[0]) / 1e9
    except OSError:
        return 0.0


def _backends(db: Database) -> list[int]:
    if db.file is not None:
        return []
    asked = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"
    with db.read() as tx:
        return [int(number) for number in tx.exec_driver_sql(asked).scalars()]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print how long each page takes on each database."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.web")
    parser.add_argument("--mentions", type=lambda text: int(text.replace("_", "")), default=1_000_000)
    parser.add_argument("--times", type=int, default=TIMES)
    parser.add_argument("--like", default="", help="only pages whose name has this in it")
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    asked = parser.parse_args(arguments)
    stores: dict[str, Callable[[int, Callable[[str], None]], AbstractContextManager[Database]]] = {
        "sqlite": on_sqlite,
        "postgresql": on_postgresql,
    }
    told: dict[str, dict[str, list[Took]]] = {}
    for name, store in stores.items():
        if asked.only in {None, name}:
            with store(asked.mentions, _CONSOLE.print) as db:
                for what, times in _measured(db, asked.times, asked.like).items():
                    told.setdefault(what, {})[name] = times
    _CONSOLE.print(_table(told, asked.mentions))


def _table(told: dict[str, dict[str, list[Took]]], mentions: int) -> Table:
    names = sorted({name for by_store in told.values() for name in by_store}, reverse=True)
    columns = [f"{name} {part}" for name in names for part in ("first", "p50", "p95", "processor")]
    table = Table("milliseconds of the server", *columns, title=f"{mentions:,} mentions")
    for what, by_store in told.items():
        cells = [f"{value:,.0f}" for name in names for value in _shown(by_store.get(name, []))]
        table.add_row(what, *cells)
    return table


def _shown(times: list[Took]) -> tuple[float, float, float, float]:
    """Return the first, the median and the 95th percentile by the clock, and the median of processors."""
    if not times:
        return (float("nan"),) * 4
    ordered = sorted(took.clock for took in times)
    high = ordered[math.ceil(0.95 * len(ordered)) - 1]
    return times[0].clock, statistics.median(ordered), high, statistics.median(took.processor for took in times)


def _measured(db: Database, times: int, like: str) -> dict[str, list[Took]]:
    timed = Timed(an_app(db, now=END), lambda: _spent(db))
    browser = Browser(timed, session=session_of(db, somebody(db, name=f"b{time.time_ns()}"), END))
    found: dict[str, list[Took]] = {}
    for what, address in ((what, address) for what, address in _addresses(db).items() if like in what):
        taken: list[Took] = []
        while len(taken) < times and (sum(took.clock for took in taken) < MOST or len(taken) < LEAST):
            answer = browser.get(address)
            if answer.status_code != 200:
                _CONSOLE.print(f"{what}: {address} answers {answer.status_code}")
                break
            taken.append(timed.took)
        found[what] = taken
        if taken and (spent := statistics.median(took.processor for took in taken)) > GOAL:
            _CONSOLE.print(f"over {GOAL:.0f} ms of the processor: {what}, {spent:,.0f} ms")
    return found


def _addresses(db: Database) -> dict[str, str]:
    with db.read() as tx:
        newest = int(tx.exec_driver_sql("SELECT max(id) FROM cases").scalar() or 1)
        mentions = int(tx.exec_driver_sql("SELECT max(id) FROM mentions").scalar() or 1)
    day = (END - timedelta(days=100)).date()
    deep = max(1, newest - 100 * 50)
    filters = {
        "brand": "brand=Acme+Rail", "source": "source=reddit", "topic": "topic=billing", "severity": "severity=high",
        "department": "department=billing", "owner": "owner=Priya", "nobody's": "owner=nobody",
        "overdue": "state=overdue", "resolved": "state=resolved", "language": "language=es", "place": "place=Berlin",
        "week": f"week={_WEEK}&state=all",
        "days": f"since={day}&until={day + timedelta(days=9)}&state=all",
        "three at once": "brand=Acme+Cargo&topic=safety&language=fr&state=all",
        "owner, all": "owner=Priya&state=all", "topic, all": "topic=leaving&state=all",
        "place and language, all": "place=Leeds&language=es&state=all",
    }  # fmt: skip
    words = {"common": "delivery", "rare": "zeppelin", "two": "delivery zeppelin", "none": "nowhere"}
    return {
        "inbox, newest first": "/cases?order=newest",
        "inbox, most urgent first": "/cases?order=urgent",
        "inbox, all, newest first": "/cases?state=all&order=newest",
        "inbox, all, page 100": f"/cases?state=all&order=newest&before={deep}",
        **{f"inbox, {name}": f"/cases?{query}&order=newest" for name, query in filters.items()},
        **{
            f"search {states}, a {name} word": f"/cases?q={quote(word)}{query}&order=newest"
            for states, query in (("live", ""), ("all", "&state=all"))
            for name, word in words.items()
        },
        "case": f"/cases/C-{newest - 17}",
        "case of a year ago": "/cases/C-42",
        "incidents": "/incidents",
        "incident": "/incidents/I-3",
        "mentions": "/mentions",
        "mentions, flagged": "/mentions?flagged=yes",
        "mentions, source": "/mentions?source=reddit",
        "mentions, topic": "/mentions?topic=billing",
        "mentions, week": f"/mentions?week={_WEEK}",
        **{f"mentions, a {name} word": f"/mentions?q={quote(word)}" for name, word in words.items()},
        "mention": f"/mentions/M-{mentions - 99}",
        "needs eyes": "/eyes",
        "insights, 13 weeks": "/insights",
        "insights, 52 weeks": "/insights?weeks=52",
        "health": "/health",
        "digests": "/digests",
        "digest": "/digests/2026-W47",
        "digest as CSV": "/digests/2026-W47.csv",
    }


if __name__ == "__main__":
    main()
