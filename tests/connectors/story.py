"""Playing the sample's story in tests: a clock that is told, and the story as it is heard."""

from datetime import UTC, datetime, timedelta
from functools import cache

from connectors.contract import Connector, Cursor, Mention, MentionKey, Page
from connectors.kit.http import Door
from connectors.kit.kind import Tools
from connectors.registry import kind
from connectors.sample.reading import Label, labels
from tests.connectors.contract import drain, mentions

SUNDAY = datetime(2026, 11, 22, 23, 59, 59, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 0, 0, 1, tzinfo=UTC)
WEDNESDAY = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)

_UNUSED = Door().bind(timeout=1, allow_private=False)


class Clock:
    """A clock that stands still until it is told."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def player(clock: Clock, *, scenes: bool = True) -> Connector:
    found = kind("sample")
    return found.build(found.settings.model_validate({"scenes": scenes}), Tools(http=_UNUSED, now=clock))


def poll(clock: Clock, since: Cursor | None = None, *, scenes: bool = True) -> list[Page]:
    return drain(player(clock, scenes=scenes), since)


def listen(
    clock: Clock, since: Cursor | None, *, lasting: timedelta, every: timedelta, scenes: bool = True
) -> list[Page]:
    """Return the pages of polling every now and then for a while."""
    pages = []
    for _ in range(lasting // every):
        clock.now += every
        pages += poll(clock, since, scenes=scenes)
        since = pages[-1].cursor
    return pages


@cache
def story() -> tuple[Mention, ...]:
    """Return the five weeks' mentions as they were when first heard."""
    first: dict[MentionKey, Mention] = {}
    for mention in mentions(poll(Clock(SUNDAY))):
        first.setdefault(mention.key, mention)
    return tuple(first.values())


def labelled(**wanted: str) -> list[Label]:
    return [label for label in labels() if all(getattr(label, name) == value for name, value in wanted.items())]


def tagged(tag: str) -> list[Label]:
    return [label for label in labels() if tag in label.tags]
