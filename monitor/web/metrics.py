"""Metrics: what `/metrics` answers, in the text format of Prometheus. Read from the store when it is asked for."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from monitor.access import keys
from monitor.store import queues
from monitor.store.database import Database, StoreError
from monitor.store.queues import Queue, SourceCount
from monitor.wording.health import NO_KEY


def metrics(db: Database, now: datetime, heartbeat: Mapping[str, datetime]) -> bytes:
    """Return the metrics. `heartbeat` has when each stage of this process ran last.

    A store that does not answer is `monitor_store_up 0`, and what it would tell is left out.
    """
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(_Fixed([*_of_store(db, now), _stages(heartbeat)]))
    return generate_latest(registry)


def answer(request: Request, key: str, find: Callable[[], bytes]) -> Response:
    """Return what is found to whoever knows `key`; to anybody where there is none."""
    if key and not keys.same(request.headers.get("authorization", ""), f"Bearer {key}"):
        return PlainTextResponse(NO_KEY, 401, {"WWW-Authenticate": "Bearer"})
    return Response(find(), headers={"Content-Type": CONTENT_TYPE_LATEST})


class _Fixed(Collector):
    """Metrics that were found already."""

    def __init__(self, found: Iterable[Metric]) -> None:
        self._found = found

    def collect(self) -> Iterable[Metric]:
        """Return them."""
        return self._found


def _of_store(db: Database, now: datetime) -> list[Metric]:
    try:
        with db.read() as tx:
            waiting, known = list(queues.queues(tx, now)), queues.source_counts(tx)
            states, pressed = queues.delivery_counts(tx), queues.press_counts(tx)
    except StoreError:
        return [_up(0)]
    return [_up(1), *_queues(waiting, now), _sources(known), _deliveries(states), _presses(pressed)]


def _up(value: int) -> Metric:
    return GaugeMetricFamily("monitor_store_up", "Whether the store answers.", value=value)


def _queues(found: Iterable[Queue], now: datetime) -> Iterator[Metric]:
    labels = ("stage", "lane")
    depth = GaugeMetricFamily(
        "monitor_queue_depth", f"What waits for a stage; {queues.MOST} where it is that or more.", labels=labels
    )
    age = GaugeMetricFamily(
        "monitor_queue_oldest_age_seconds",
        "How long the oldest waits for a stage; 0 where nothing does.",
        labels=labels,
    )
    for queue in found:
        waited = max((now - queue.since).total_seconds(), 0.0) if queue.since else 0.0
        depth.add_metric((queue.stage, queue.lane), queue.depth)
        age.add_metric((queue.stage, queue.lane), waited)
    yield from (depth, age)


def _sources(found: Iterable[SourceCount]) -> Metric:
    told = "Configured sources: ok, failing (tried again), paused (a person must act)."
    family = GaugeMetricFamily("monitor_sources", told, labels=("kind", "state"))
    for one in found:
        family.add_metric((one.kind, one.state), one.count)
    return family


def _deliveries(found: Mapping[str, int]) -> Metric:
    told = f"The newest {queues.RECENT} messages by state."
    family = GaugeMetricFamily("monitor_deliveries", told, labels=("state",))
    for state, count in sorted(found.items()):
        family.add_metric((state,), count)
    return family


def _presses(found: Mapping[str, int]) -> Metric:
    told = f"What became of the newest {queues.RECENT} clicks, forms and commands; failed: a bug, in the log."
    family = GaugeMetricFamily("monitor_presses", told, labels=("state",))
    for state, count in sorted(found.items()):
        family.add_metric((state,), count)
    return family


def _stages(heartbeat: Mapping[str, datetime]) -> Metric:
    told = "When each stage of this process last ended well."
    family = GaugeMetricFamily("monitor_stage_last_run_timestamp_seconds", told, labels=("stage",))
    for stage, at in sorted(heartbeat.items()):
        family.add_metric((stage,), at.timestamp())
    return family
