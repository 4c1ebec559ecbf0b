"""Playing the story: the five weeks at once, then an event every few seconds, for ever.

The first poll falls into the story's fifth week, at the weekday and hour that it really is: what the story has before
that moment is the past, and the four weeks before this one are whole weeks, Monday to Sunday (UTC), that a digest can
tell of. What is left of the fifth week is played live, then the live part, round after round, each with ids of its own.

Whoever stops listening misses nothing: the story waits, but for the last ten minutes, which are made up for.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from connectors.contract import Changed, Cursor, MentionKey, OwnReply, Page, ReplyReceipt
from connectors.kit.cursor import dump, load
from connectors.sample.reading import WEEKS, Event, past, reel
from connectors.sample.telling import key_of, mention_of

PAGE = 100
PATIENCE = timedelta(minutes=10)
"""How much of a pause in listening is made up for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """A stretch of live play at one speed: the event at `position` happens `at`, the next one `every` later."""

    position: int
    at: datetime
    every: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What the cursor remembers: when it `began`, the `position` of the next event, and when live events happen."""

    began: datetime
    position: int
    legs: tuple[Leg, ...]


class Player:
    """The story as a source. `every` is the pause between two live events."""

    longest: int | None = 350
    looks: tuple[float, ...] = (0.0,)

    def __init__(self, *, now: Callable[[], datetime], every: timedelta) -> None:
        self._now = now
        self._every = every
        self._answers: dict[MentionKey, tuple[OwnReply, ...]] = {}

    def reply(self, key: MentionKey, text: str) -> ReplyReceipt:
        """Take an answer, for as long as this process lives: nobody but you ever reads it."""
        answers = self._answers.get(key, ())
        reply = OwnReply(
            native_id=f"{key.native_id}-a{len(answers) + 1}", text=text, posted_at=self._now(), author="Sorrel"
        )
        self._answers[key] = (*answers, reply)
        return ReplyReceipt(native_id=reply.native_id, posted_at=reply.posted_at)

    def replies_to(self, key: MentionKey) -> tuple[OwnReply, ...]:
        """Return what was answered to a mention since this process began."""
        return self._answers.get(key, ())

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        """Yield what is due by now; an empty page where nothing is. Raises `Changed` for a cursor that is not ours."""
        now = self._now()
        progress = _continued(_begun(now, self._every) if since is None else _loaded(since), now, self._every)
        end = _due(progress, now)
        while True:
            page, progress = _page(progress, end)
            yield page
            if not page.more:
                return


def _begun(now: datetime, every: timedelta) -> Progress:
    return Progress(began=now, position=0, legs=(Leg(position=_live_from(now), at=now + every, every=every),))


def _loaded(cursor: Cursor) -> Progress:
    progress = load(Progress, cursor)
    times = (progress.began, *(leg.at for leg in progress.legs))
    sound = progress.position >= 0 and progress.legs and all(leg.every > timedelta(0) for leg in progress.legs)
    if not sound or any(time.utcoffset() != timedelta(0) for time in times):
        raise Changed("the saved cursor of the sample is damaged: forget it to start the story anew", payload=cursor)
    return progress


def _continued(progress: Progress, now: datetime, every: timedelta) -> Progress:
    """Start a new leg where nobody listened for long or the speed was changed, and drop those no longer needed."""
    following = max(progress.position, _live_from(progress.began))
    legs = progress.legs
    if legs[-1].every != every:
        legs = (*legs, Leg(position=following, at=now, every=every))
    elif _moment(legs, following) < now - PATIENCE:
        legs = (*legs, Leg(position=following, at=now - PATIENCE, every=every))
    first = _first_of_round(progress.position)
    needed = [leg for leg, later in pairwise(legs) if later.position > first]
    return replace(progress, legs=(*needed, legs[-1]))


def _due(progress: Progress, now: datetime) -> int:
    """Return the position behind the last event that has happened by `now`."""
    leg = progress.legs[-1]
    happened = (now - leg.at) // leg.every + 1
    return max(leg.position + happened, _live_from(progress.began), progress.position)


def _page(progress: Progress, end: int) -> tuple[Page, Progress]:
    """Return the events from where `progress` is, up to `end`, in a page that has no mention twice."""
    told: dict[MentionKey, tuple[Event, int]] = {}
    position = progress.position
    while position < end and len(told) < PAGE:
        event, round_ = _event(position, progress.began)
        key = key_of(event.line, round_)
        if key in told:
            break
        told[key] = event, round_
        position += 1
    after = replace(progress, position=position)
    page = Page(
        mentions=tuple(
            mention_of(event.line, _moments(event, round_, progress), round_)
            for event, round_ in told.values()
            if not _is_deletion(event)
        ),
        deleted=tuple(key for key, (event, _) in told.items() if _is_deletion(event)),
        cursor=dump(after),
        more=position < end,
    )
    return page, after


def _is_deletion(event: Event) -> bool:
    turns = len(event.steps) - 1
    return turns > 0 and event.line.then[turns - 1].deleted


def _event(position: int, began: datetime) -> tuple[Event, int]:
    """Return the event at `position` and its round: 0 for the five weeks, then 1, 2 ... for the live part."""
    live_from = _live_from(began)
    if position < live_from:
        return _spread(live_from)[position], 0
    if position < len(past()):
        return past()[position], 0
    round_, place = divmod(position - len(past()), len(reel()))
    return reel()[place], round_ + 1


def _moments(event: Event, round_: int, progress: Progress) -> list[datetime]:
    if round_:
        first = len(past()) + (round_ - 1) * len(reel())
        return [_moment(progress.legs, first + step) for step in event.steps]
    live_from, monday = _live_from(progress.began), _first_monday(progress.began)
    return [monday + past()[step].offset if step < live_from else _moment(progress.legs, step) for step in event.steps]


def _moment(legs: tuple[Leg, ...], position: int) -> datetime:
    leg = legs[max(0, bisect_right(legs, position, key=lambda leg: leg.position) - 1)]
    return leg.at + (position - leg.position) * leg.every


def _first_of_round(position: int) -> int:
    if position < len(past()):
        return 0
    return position - (position - len(past())) % len(reel())


def _first_monday(began: datetime) -> datetime:
    midnight = began.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=began.weekday(), weeks=WEEKS - 1)


def _live_from(began: datetime) -> int:
    """Return how many events of the five weeks had happened when the story was first asked for."""
    return bisect_right(past(), began - _first_monday(began), key=lambda event: event.offset)


@lru_cache(maxsize=2)
def _spread(count: int) -> tuple[Event, ...]:
    """Return the first `count` events in an order that has no mention twice in a page: its turns wait for the next."""
    waiting = list(past()[:count])
    told: list[Event] = []
    while waiting:
        page: dict[str, Event] = {}
        left = []
        for event in waiting:
            if event.line.id in page or len(page) == PAGE:
                left.append(event)
            else:
                page[event.line.id] = event
        told.extend(page.values())
        waiting = left
    return tuple(told)
