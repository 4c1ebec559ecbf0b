"""The page Health: how each source was heard hour by hour, what waits and for whom, and what needs somebody."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import Response

from monitor.domain.access import Permission, Viewer
from monitor.domain.hourly import HOUR, Fare, Polled, Stretch, stretches
from monitor.store import budgets, hourly, operations, queues, sources
from monitor.store.columns import EPOCH
from monitor.store.database import Database, Transaction
from monitor.store.sources import SourceHealth
from monitor.web.address import Address
from monitor.web.filters import LONGEST, Unknown
from monitor.web.gate import Asking
from monitor.web.health import health
from monitor.web.rendering import Renderer
from monitor.wording import health_page as words
from monitor.wording import times

WEEK = timedelta(days=7)
PAGE = 25
"""Sources on one page: their polls of a week are read."""
_MOST_MISSED = 12
_SHAPES = {Fare.HEARD: (0, 10), Fare.QUIET: (5, 5), Fare.FAILING: (0, 7), Fare.BLIND: (0, 4), Fare.ABSENT: (9, 1)}
"""Where fares begin in a strip, and how high they are: what is well stands at its foot, the rest hangs from its top."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bit:
    """Some hours of a strip: where they begin, how many they are, and how high they stand."""

    x: int
    width: int
    y: int
    height: int
    fare: str
    tip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One source. `missed` are the hours that were not heard, the latest first."""

    name: str
    kind: str
    state: str
    well: bool
    heard: str
    moments: str
    bits: tuple[Bit, ...]
    missed: tuple[tuple[str, str], ...]
    advice: words.Advice | None


class HealthPage:
    """What it answers. `heartbeat` returns when each stage of this process ran last."""

    def __init__(
        self,
        db: Database,
        *,
        renderer: Renderer,
        now: Callable[[], datetime],
        heartbeat: Callable[[], Mapping[str, datetime]],
        zone: tzinfo,
    ) -> None:
        self._db = db
        self._renderer = renderer
        self._now = now
        self._heartbeat = heartbeat
        self._zone = zone

    def addresses(self) -> tuple[Address, ...]:
        """Return where it answers."""
        return (Address(path="/health", answer=self.page, needs=Permission.LOOK),)

    def page(self, request: Request, viewer: Asking) -> Response:
        """Show how everything fares, as far as somebody may know of it."""
        after = request.query_params.get("after", "")
        if "\x00" in after or len(after) > LONGEST:
            raise Unknown("no such source")
        now = self._now()
        checks = health(self._db, now, self._heartbeat()).checks if viewer.limits.any else ()
        with self._db.read() as tx:
            seen = _seen_by(tx, viewer)
            below = [source for source in seen if source.name > after]
            lines = list(self._lines(tx, below[:PAGE], now))
            rest = self._rest(tx, now) if viewer.limits.any else {}
        findings = [check.says for check in checks if not check.ok]
        in_trouble = len(findings) if viewer.limits.any else sum(source.trouble is not None for source in seen)
        return self._renderer.page(
            request,
            "health.html",
            health=words,
            heading=words.heading(in_trouble),
            findings=list(map(words.in_parts, findings)),
            well=[check.says for check in checks if check.ok],
            lines=lines,
            key=[_bit(fare, x=0, width=4, tip=name) for fare, name in words.FARES.items()],
            days=list(_days(now, self._zone)),
            further=f"/health?after={quote(below[PAGE - 1].name)}" if len(below) > PAGE else None,
            first="/health" if after else None,
            rest=rest,
        )

    def _lines(self, tx: Transaction, seen: Sequence[SourceHealth], now: datetime) -> Iterator[Line]:
        since, ids = _since(now), [source.id for source in seen]
        polled, first = hourly.polled(tx, ids, since), hourly.first_asked(tx, ids)
        for source in seen:
            begins = first.get(source.id) or (None if source.due_at > now else source.due_at)
            yield self._line(source, stretches(polled[source.id], since=since, until=now, first=begins), now)

    def _line(self, source: SourceHealth, told: Sequence[Stretch], now: datetime) -> Line:
        missed = [each for each in reversed(_apart(told)) if words.is_missed(each)]
        failing = source.trouble is not None
        return Line(
            name=source.name,
            kind=source.kind,
            state=words.state(paused=source.paused, failing=failing, asked=source.last_polled_at is not None),
            well=not (source.paused or failing),
            heard=words.heard(told),
            moments=words.last_moments(
                source.last_polled_at, source.last_new_at, source.due_at, now=now, zone=self._zone
            ),
            bits=tuple(self._bits(told)),
            missed=tuple((words.between(each, self._zone), words.missed(each)) for each in missed[:_MOST_MISSED]),
            advice=words.source_advice(source.name, source.trouble, paused=source.paused),
        )

    def _bits(self, told: Sequence[Stretch]) -> Iterator[Bit]:
        x = 0
        for each in told:
            yield _bit(each.fare, x=x, width=each.hours, tip=words.stretch(each, self._zone))
            x += each.hours

    def _rest(self, tx: Transaction, now: datetime) -> dict[str, Any]:
        """Return what those alone are told who see all brands."""
        judging = operations.judging(tx)
        return {
            "channels": [self._channel(each, now) for each in operations.outgoing(tx, now)],
            "lost": [
                (self._moment(each.at, now), each.channel, words.message_kind(each.kind), each.case, each.why or "")
                for each in operations.lost(tx, now - WEEK)
            ],
            "budgets": [
                (one.account, f"{one.spent:,}", f"{one.limit:,}", f"{max(0, one.limit - one.spent):,}", at)
                for one in budgets.spendings(tx)
                for at in [self._moment(one.free_at, now)]
            ],
            "queues": [
                (self._queue(each), f"{each.depth:,}", self._moment(each.since, now) if each.since else "")
                for each in queues.queues(tx, now)
            ],
            "listeners": [
                (one.channel, words.connection(connected=one.connected, since=one.since, seen=one.seen_at, now=now))
                for one in operations.hearing(tx)
            ],
            "duties": [(name, self._moment(at, now)) for name, at in operations.duties(tx)],
            "jobs": [words.ran(name, last, now) for name, last in sorted(self._heartbeat().items())],
            "judged": judging and words.judged(judging.version, judging.at, now=now, zone=self._zone),
        }

    def _channel(self, each: operations.Outgoing, now: datetime) -> dict[str, Any]:
        fares = each.health
        return {
            "name": fares.name,
            "state": words.channel_state(fares.trouble, refused=fares.refused),
            "well": fares.trouble is None,
            "waiting": f"{each.waiting:,}",
            "doubtful": f"{each.doubtful:,}",
            "since": self._moment(each.since, now) if each.since else "",
            "advice": words.channel_advice(fares.trouble, fares.trouble_since, now=now, zone=self._zone),
        }

    def _queue(self, each: queues.Queue) -> str:
        past = " (from the past)" if each.lane == "backfill" else ""
        return f"{words.STAGES.get(each.stage, each.stage)}{past}"

    def _moment(self, at: datetime, now: datetime) -> str:
        return times.moment(at, now=now, zone=self._zone)


def _bit(fare: Fare, *, x: int, width: int, tip: str) -> Bit:
    y, height = _SHAPES[fare]
    return Bit(x=x, width=width, y=y, height=height, fare=fare.value, tip=tip)


def _seen_by(tx: Transaction, viewer: Viewer) -> list[SourceHealth]:
    known = sources.health(tx)
    if viewer.limits.any:
        return known
    names = set(sources.seen_by(tx, viewer.limits))
    return [source for source in known if source.name in names]


def _since(now: datetime) -> datetime:
    """Return the hour a week ago: whole hours since 1970, as they are polled in."""
    return EPOCH + ((now - EPOCH) // HOUR) * HOUR - WEEK + HOUR


def _days(now: datetime, zone: tzinfo) -> Iterator[tuple[int, str]]:
    """Yield where each day begins in a strip, and its name."""
    since = _since(now)
    for place in range(WEEK // HOUR):
        local = (since + place * HOUR).astimezone(zone)
        if local.hour == 0:
            yield place, f"{local:%a} {local.day}"


def _apart(told: Sequence[Stretch]) -> list[Stretch]:
    """Return the stretches, with the hours that had a gap or something that was not understood by themselves."""
    found: list[Stretch] = []
    for each in told:
        if each.fare in {Fare.FAILING, Fare.BLIND}:
            found.append(each)
            continue
        found += [_alone(each, hour) for hour in each.polled if hour.gaps or hour.rejected]
    return found


def _alone(each: Stretch, hour: Polled) -> Stretch:
    return Stretch(fare=each.fare, start=hour.at, end=hour.at + HOUR, polled=(hour,))
