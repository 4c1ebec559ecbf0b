"""`monitor sources backfill`: older mentions, saved without alerting anyone."""

import argparse
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

from connectors.contract import Cursor, History, SourceError
from connectors.kit.budget import Purpose
from connectors.kit.http import Door
from monitor.assembly.configuration import read_config
from monitor.assembly.enrolling import enroll
from monitor.assembly.hearing import connector_for, keeps
from monitor.assembly.stores import open_store
from monitor.cli.configured import source_called
from monitor.cli.failure import DONE, WRONG, CommandError
from monitor.cli.output import say, show_json
from monitor.cli.progress import Progress
from monitor.domain.lane import Lane
from monitor.stages import consequences
from monitor.stages.clock import SystemClock
from monitor.store import backfills, pages
from monitor.store.database import StoreError
from monitor.store.pages import Hearing


def run(args: argparse.Namespace) -> int:
    """Read back to a date. Stopped in the middle, it goes on from there when it is run again."""
    config, since, now = read_config(Path(args.config)), _date(args.since), datetime.now(UTC)
    source = source_called(config, args.name)
    clock = SystemClock(Event())
    lane = Lane.OPENED_HISTORY if args.open_cases else Lane.HISTORY
    counts = {"heard": 0, "new": 0, "edited": 0, "rejected": 0}
    try:
        with (
            closing(Door(contact=config.web.base_url, now=clock.now)) as door,
            closing(open_store(config)) as db,
            Progress(f"{source.name} since {since:%Y-%m-%d}") as progress,
        ):
            connector = connector_for(source, door, clock, db, purpose=Purpose.REST)
            if not isinstance(connector, History):
                raise CommandError(
                    f"{source.name}: sources of the kind {source.kind} cannot be read further back", code=WRONG
                )
            with db.write() as tx:
                number = enroll(tx, config, now)[source.name]
            with db.read() as tx:
                resume = backfills.cursor(tx, source.name, since)
            wanted = keeps(source, config.brands)
            for page in connector.history(since, None if resume is None else Cursor(resume)):
                hearing = Hearing(source_id=number, source=source.name, now=clock.now(), lane=lane, keeps=wanted)
                with db.write() as tx:
                    saved = pages.add_page(tx, page, hearing)
                    consequences.follow_page(tx, saved, clock.now())
                    backfills.save_cursor(tx, source.name, since, page.cursor)
                for name in counts:
                    counts[name] += getattr(saved, name)
                progress.advance(saved.heard)
    except (SourceError, StoreError) as error:
        raise CommandError(f"{source.name}: {error}; run it again to go on from here") from error
    if args.json:
        show_json(counts)
    else:
        say("heard {heard}: {new} new, {edited} edited, {rejected} not understood".format(**counts))
    return DONE


def _date(written: str) -> datetime:
    try:
        found = datetime.fromisoformat(written)
    except ValueError as error:
        raise CommandError(f'--since: "{written}" is not a date; write 2026-01-31', code=WRONG) from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)
