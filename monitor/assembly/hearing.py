"""The sources of one configuration, put together: what is polled, what is pushed to, what it is judged for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import connectors.registry
from connectors.contract import Connector, Mention, Receiver, Rereader
from connectors.kit.budget import OwnLedger, Purpose
from connectors.kit.http import Door
from connectors.kit.kind import SourceSettings, Tools
from connectors.kit.query.field import Query
from monitor.config.looking import either
from monitor.config.routing import Brand, Source
from monitor.domain.listening import Listening
from monitor.stages.clock import Clock
from monitor.stages.collect import CollectStage
from monitor.stages.poll import Poller, SourceJob
from monitor.stages.receive import Door as PushDoor
from monitor.stages.watch import Window
from monitor.store.budgets import StoredLedger
from monitor.store.database import Database

ALWAYS = 1_000_000
"""Pages that one poll of an endless source may bring: it ends by itself after some minutes."""


def connector_for(
    source: Source, door: Door, clock: Clock, db: Database | None = None, *, purpose: Purpose | None = None
) -> Connector:
    """Return the connector of a configured source, on the budgets of all who use `db`. Does no I/O.

    With a `purpose`, all that it asks is paid from the share of that.
    """
    ledger = OwnLedger(clock.now) if db is None else StoredLedger(db)
    http = door.bind(timeout=source.timeout.total_seconds(), allow_private=source.allow_private)
    tools = Tools(http=http, now=clock.now, ledger=ledger, purpose=purpose)
    return connectors.registry.kind(source.kind).build(source.settings, tools)


def query_of(source: Source, brands: Sequence[Brand]) -> Query | None:
    """Return what `source` looks for, or else what its `brands` are looked for with; None for everything."""
    own = source.settings.query if isinstance(source.settings, SourceSettings) else None
    if own is not None:
        return own  # what its brands are looked for with is in it
    wanted = either(brand.query for brand in brands if brand.name in source.brands)
    return None if wanted is None else _read(wanted)


def keeps(source: Source, brands: Sequence[Brand]) -> Callable[[Mention], bool] | None:
    """Return which mentions of `source` are wanted; None for all."""
    query = query_of(source, brands)
    return query.matches if query else None


_read = lru_cache(maxsize=100)(Query)
"""One query of a brand serves all its sources."""


def job_for(source: Source, brands: Sequence[Brand], door: Door, clock: Clock, db: Database) -> SourceJob:
    """Return `source` of one of `brands`, ready to be polled. Does no I/O."""
    kind = connectors.registry.kind(source.kind)
    return SourceJob(
        name=source.name,
        connector=connector_for(source, door, clock, db),
        every=source.every,
        max_pages=source.max_pages,
        baseline=source.first_run == "baseline",
        replayed=kind.replays,
        place=source.place,
        language=source.language,
        keeps=keeps(source, brands),
    )


def listening_for(source: Source) -> Listening:
    """Return what follows from hearing `source`."""
    kind = connectors.registry.kind(source.kind)
    return Listening(
        source=source.name,
        brands=source.brands,
        about=source.about,
        department=source.department,
        replayed=kind.replays,
    )


def endless(configured: Iterable[Source]) -> list[str]:
    """Name the sources that are listened to by a process of its own."""
    return [source.name for source in configured if connectors.registry.kind(source.kind).endless]


def doors(jobs: Mapping[str, SourceJob], ids: Mapping[str, int]) -> dict[str, PushDoor]:
    """Return the sources that platforms push to."""
    return {
        name: PushDoor(source_id=ids[name], job=job, receiver=job.connector)
        for name, job in jobs.items()
        if isinstance(job.connector, Receiver)
    }


def windows(
    sources: Iterable[Source],
    jobs: Mapping[str, SourceJob],
    ids: Mapping[str, int],
    door: Door,
    clock: Clock,
    db: Database,
) -> dict[str, Window]:
    """Return the sources that can be looked at again: for open critical cases from a share that is kept for them."""
    found = {}
    for source in sources:
        job = jobs[source.name]
        if isinstance(job.connector, Rereader):
            urgent = connector_for(source, door, clock, db, purpose=Purpose.OPEN_CRITICAL)
            found[source.name] = Window(
                source_id=ids[source.name],
                job=job,
                rereader=job.connector,
                urgent=urgent if isinstance(urgent, Rereader) else None,
            )
    return found


def listener_for(db: Database, jobs: Mapping[str, SourceJob], clock: Clock, poller: Poller) -> CollectStage | None:
    """Return what stays at the sources whose stream has no end, each in a thread; None where there is none."""
    always = {name: replace(job, max_pages=ALWAYS) for name, job in jobs.items()}
    return CollectStage(db, always, clock, poller, workers=len(always), among=tuple(always)) if always else None
