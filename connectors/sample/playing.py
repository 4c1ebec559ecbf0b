"""Playing the story: its past at once, then its weeks at their own days and hours, and scenes at the beginning.

The first poll falls into the story's fifth week, at the weekday and hour that it really is: what the story has before
that moment is the past, and the four weeks before this one are whole weeks, Monday to Sunday (UTC), that a digest can
tell of. From there on it goes at the pace of its past, so that what was usual stays usual; after the fifth week comes
the first again, with other people.

So that something happens while one looks, scenes are played beside it for the first hours. They are as many as make
the light fifth week one like the others.

What happens while nobody listens is told to whoever comes back, as it is at a real place.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from heapq import merge

from connectors.contract import Changed, Cursor, MentionKey, OwnReply, Page, ReplyReceipt
from connectors.kit.cursor import dump, load
from connectors.sample.reading import WEEKS, Event, past, scenes
from connectors.sample.telling import key_of, mention_of

PAGE = 100
ROUND = timedelta(weeks=WEEKS)
QUICK, QUICKLY, SLOWLY = 12, timedelta(seconds=10), timedelta(minutes=3)
"""So many scenes come at the first pace, the others at the second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What the cursor remembers: when it `began`, and how many events of the weeks and of the scenes were told."""

    began: datetime
    weeks: int = 0
    scenes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Happening:
    """An event of this `round` of the weeks, or a `scene`, and when each thing happened to its mention up to now."""

    event: Event
    round: int
    moments: tuple[datetime, ...]
    scene: bool

    @property
    def key(self) -> MentionKey:
        return key_of(self.event.line, self.round)

    @property
    def deletes(self) -> bool:
        turns = len(self.moments) - 1
        return turns > 0 and self.event.line.then[turns - 1].deleted


class Player:
    """The story as a source, `with_scenes` or without."""

    longest: int | None = 350
    looks: tuple[float, ...] = (0.0,)

    def __init__(self, *, now: Callable[[], datetime], with_scenes: bool) -> None:
        self._now = now
        self._with_scenes = with_scenes
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
        progress = Progress(began=now) if since is None else _loaded(since)
        while True:
            page, progress = _page(progress, self._due(progress, now))
            yield page
            if not page.more:
                return

    def _due(self, progress: Progress, now: datetime) -> Iterator[_Happening]:
        """Yield what happened by `now` and was not told: the past in its own order, all else as it happened."""
        count = _before(progress.began)
        if progress.weeks < count:
            yield from (_of_weeks(event, 0, progress.began) for event in _spread(count)[progress.weeks :])
        live = [_weeks_on(max(progress.weeks, count), progress.began)]
        if self._with_scenes:
            live.append(_scenes_on(progress.scenes, progress.began))
        for happening in merge(*live, key=lambda one: one.moments[-1]):
            if happening.moments[-1] > now:
                return
            yield happening


def _loaded(cursor: Cursor) -> Progress:
    progress = load(Progress, cursor)
    if progress.weeks < 0 or progress.scenes < 0 or progress.began.utcoffset() != timedelta(0):
        raise Changed("the saved cursor of the sample is damaged: forget it to start the story anew", payload=cursor)
    return progress


def _page(progress: Progress, due: Iterator[_Happening]) -> tuple[Page, Progress]:
    """Return what is due in a page that has no mention twice, and where it leads."""
    told: dict[MentionKey, _Happening] = {}
    more = False
    for happening in due:
        if more := happening.key in told or len(told) == PAGE:
            break
        told[happening.key] = happening
    played = sum(happening.scene for happening in told.values())
    after = replace(progress, weeks=progress.weeks + len(told) - played, scenes=progress.scenes + played)
    page = Page(
        mentions=tuple(mention_of(one.event.line, one.moments, one.round) for one in told.values() if not one.deletes),
        deleted=tuple(key for key, one in told.items() if one.deletes),
        cursor=dump(after),
        more=more,
    )
    return page, after


def _weeks_on(position: int, began: datetime) -> Iterator[_Happening]:
    """Yield the events of the weeks from a position on, round after round, without end."""
    while True:
        round_, place = divmod(position, len(past()))
        yield _of_weeks(past()[place], round_, began)
        position += 1


def _of_weeks(event: Event, round_: int, began: datetime) -> _Happening:
    first = _first_monday(began) + round_ * ROUND
    moments = tuple(first + past()[step].offset for step in event.steps)
    return _Happening(event=event, round=round_, moments=moments, scene=False)


def _scenes_on(position: int, began: datetime) -> Iterator[_Happening]:
    for event in scenes()[position:]:
        yield _Happening(
            event=event, round=0, moments=tuple(began + _scene_at(step) for step in event.steps), scene=True
        )


def _scene_at(position: int) -> timedelta:
    quick = min(position + 1, QUICK)
    return quick * QUICKLY + (position + 1 - quick) * SLOWLY


def _first_monday(began: datetime) -> datetime:
    midnight = began.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=began.weekday(), weeks=WEEKS - 1)


def _before(began: datetime) -> int:
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
