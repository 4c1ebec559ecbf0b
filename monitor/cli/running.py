"""`monitor run`, its parts, and `monitor once`: the service for as long as it is wanted, or for one round."""

import argparse
import os
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import nullcontext, redirect_stdout
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import connectors.registry
from monitor import logs, roles
from monitor.access import links
from monitor.app import Monitor, assemble
from monitor.assembly.configuration import read_config
from monitor.assembly.hearing import endless
from monitor.cli.configured import source_called
from monitor.cli.failure import DONE, FAILED, WRONG, CommandError
from monitor.cli.moment import is_told, now_of
from monitor.cli.output import say, show_json
from monitor.cli.store import opened
from monitor.config.nearest import suggestion
from monitor.domain.lane import Line
from monitor.engines.contract import Engine
from monitor.roles import EngineFor
from monitor.service import Pages, Service
from monitor.serving import serve_pages, serve_probes
from monitor.stages.clock import Clock, FrozenClock, SystemClock
from monitor.stages.report import StageReport
from monitor.store import outbox
from monitor.store.database import StoreError
from monitor.store.instance import present
from monitor.store.judgements import Part
from monitor.wording.access import first_link

NICE = 10
"""What is live goes first, on the processor too."""
PATIENCE = 30.0
"""Seconds that `once` waits in all for a channel that asks for a pause."""


def run(args: argparse.Namespace) -> int:
    """Serve until SIGTERM or SIGINT."""
    return _serve(args, roles.everything(Path(args.config)), _pages)


def scheduler(args: argparse.Namespace) -> int:
    """Look what is due, and wake workers for it."""
    return _serve(args, roles.scheduler, _probes(args), only="distributed")


def worker(args: argparse.Namespace) -> int:
    """Do what there is to do, of the stages that are asked for."""
    stages = stages_of(args.stages)
    return _serve(args, roles.worker(Path(args.config), stages, args.concurrency), _probes(args), only="distributed")


def stages_of(asked: str | None) -> Sequence[str]:
    """Return the stages that `--stages` names; all where it names none. Raises `CommandError` for what is no stage."""
    stages = roles.STAGES if asked is None else [name.strip() for name in asked.split(",")]
    for name in stages:
        if name not in roles.STAGES:
            told = suggestion(name, roles.STAGES, none=f"there are {', '.join(roles.STAGES)}")
            raise CommandError(f'--stages: there is no stage "{name}"; {told}', code=WRONG)
    return stages


def listen(args: argparse.Namespace) -> int:
    """Listen to what never ends. `run` starts this by itself, and it ends with what started it."""
    if not endless(read_config(Path(args.config)).sources):
        kinds = ", ".join(name for name in connectors.registry.kinds() if connectors.registry.kind(name).endless)
        raise CommandError(f"there is no source to listen to; those of kind {kinds} are", code=WRONG)
    if args.while_open:
        threading.Thread(target=_end_with_input, name="input", daemon=True).start()
    return _serve(args, roles.listener, _probes(args))


def _end_with_input() -> None:
    """Who started us holds our input open for as long as they live."""
    while sys.stdin.buffer.read(1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def catch_up(args: argparse.Namespace) -> int:
    """Judge what waits of the past. `run` and a worker start this by themselves, so that it delays nothing else."""
    path = Path(args.config)
    logs.configure(path)
    os.nice(NICE)
    config = read_config(path)
    with opened(config) as db, present(db):
        monitor = assemble(config, db, SystemClock(threading.Event()))
        part = None if args.part is None else Part.named(args.part)
        report = monitor.judge.run_once(monitor.clock.now(), part=part, line=Line.BACKFILL)
        monitor.close()
    told = "judged {done}: {complaints} complaints, {cases_opened} cases opened"
    say(told.format(done=report.done, **report.figures))
    return DONE


def web(args: argparse.Namespace) -> int:
    """Serve the pages alone."""
    return _serve(args, roles.nothing, _pages)


def _pages(monitor: Monitor, engine: Engine, halt: threading.Event) -> None:
    """Serve the pages. Where nobody has access yet, a link is shown here, and nowhere else, that lets in the first."""
    key = links.first(monitor.db, monitor.clock.now())
    if key is not None:
        say(first_link(monitor.config.web.base_url.rstrip("/") + links.PATH + key, links.LASTS))
        sys.stdout.flush()
    serve_pages(monitor, engine, halt)


def _probes(args: argparse.Namespace) -> Pages | None:
    return None if args.health_port is None else serve_probes(args.health_port)


def _serve(args: argparse.Namespace, engine: EngineFor, pages: Pages | None, *, only: str | None = None) -> int:
    path = Path(args.config)
    logs.configure(path)
    if only is not None and (told := read_config(path).engine) != only:
        remedy = f"`monitor run` does all of it in one process, or write `engine: {only}`"
        raise CommandError(f"{path}: the engine is {told}, which has no such part; {remedy}", code=WRONG)
    try:
        Service(path, read_config, engine, pages).run()
    except StoreError as error:
        raise CommandError(str(error), code=WRONG) from error
    return DONE


def once(args: argparse.Namespace) -> int:
    """Do everything that is due once. 1 where a source or a channel failed."""
    logs.configure(Path(args.config))
    config = read_config(Path(args.config))
    names = [source_called(config, name).name for name in args.source] if args.source else None
    clock = _clock(args)
    with opened(config) as db, present(db):
        monitor = assemble(config, db, clock)
        with redirect_stdout(sys.stderr) if args.json else nullcontext():  # stdout holds one document
            outcome = _round(monitor, clock, names)
        monitor.close()
    if args.json:
        show_json(outcome.document())
    else:
        say(outcome.told())
    return FAILED if outcome.failed else DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a round did."""

    reports: dict[str, StageReport]
    posted: int
    pending: int
    failed: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """Return it as `--json` shows it."""
        collect, judge = self.reports["collect"], self.reports["judge"]
        return {
            "collected": collect.done,
            **collect.figures,
            "judged": judge.done,
            **judge.figures,
            "notices_posted": self.posted,
            "notices_pending": self.pending,
            "failed": list(self.failed),
        }

    def told(self) -> str:
        """Return it in words."""
        document = self.document()
        lines = [
            "heard {collected}: {new} new, {edited} edited, {rejected} not understood".format(**document),
            "judged {judged}: {complaints} complaints, {cases_opened} cases opened".format(**document),
            "posted {notices_posted} notices, {notices_pending} wait".format(**document),
        ]
        return "\n".join([*lines, *(f"failed: {each}" for each in self.failed)])


def _round(monitor: Monitor, clock: Clock, names: list[str] | None) -> Outcome:
    reports = monitor.round(clock.now(), names=names)
    posted = reports["deliver"].done
    began = clock.now()
    while (wait := _wait(monitor, clock.now())) is not None:
        if (clock.now() - began).total_seconds() + wait > PATIENCE:
            break
        clock.wait(wait)
        reports["deliver"] = monitor.deliver.run_once(clock.now())
        posted += reports["deliver"].done
    with monitor.db.read() as tx:
        pending = outbox.pending(tx)
    failed = tuple(problem for report in reports.values() for problem in report.failed)
    return Outcome(reports=reports, posted=posted, pending=pending, failed=failed)


def _wait(monitor: Monitor, now: datetime) -> float | None:
    """Return in how many seconds there is something to deliver; None where nothing waits."""
    due = monitor.deliver.next_due(now)
    return None if due is None else max((due - now).total_seconds(), 0.05)


def _clock(args: argparse.Namespace) -> Clock:
    stop = threading.Event()
    return FrozenClock(now_of(args), stop) if is_told(args) else SystemClock(stop)
