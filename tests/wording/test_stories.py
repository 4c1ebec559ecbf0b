"""What a thread tells: one short line an event, and nothing of what was undone at once."""

from datetime import timedelta

import pytest

from alerts.contract import Notice
from monitor.domain.case import Event, EventKind
from monitor.wording.stories import story
from tests.wording.files import NOON


def event(kind: str, by: str = "Mia", **more: str | None) -> Event:
    return Event(kind=EventKind(kind), at=NOON, by=by, **more)  # type: ignore[arg-type]


def told(*events: Event, later: timedelta = timedelta(seconds=10)) -> Notice | None:
    return story(events, key="story:1:2", mask=lambda words: words.replace("555 1234", "•••"), now=NOON + later)


def test_each_event_is_a_line() -> None:
    notice = told(event("acknowledged"), event("noted", text="Called her on 555 1234."))
    assert notice is not None
    assert (notice.title, notice.body) == ("", "Mia claimed it\nMia noted: Called her on •••.")


def test_what_is_told_late_says_when_it_was() -> None:
    notice = told(event("acknowledged"), later=timedelta(hours=2))
    assert notice is not None
    assert notice.body == "Mia claimed it (12:00 UTC)"


@pytest.mark.parametrize(
    "events",
    [
        (event("acknowledged"), event("assigned", was="Mia")),
        (event("dismissed", became="spam"), event("reopened", was="dismissed")),
        (event("snoozed", became="2026-11-18T15:00:00Z"), event("snoozed", was="2026-11-18T15:00:00Z")),
    ],
    ids=lambda events: events[0].kind,
)
def test_what_is_undone_at_once_leaves_nothing(events: tuple[Event, ...]) -> None:
    assert told(*events) is None


def test_what_changes_hands_twice_is_told_twice() -> None:
    notice = told(event("acknowledged"), event("assigned", was="Mia", became="Jo"))
    assert notice is not None
    assert notice.body == "Mia claimed it\nMia assigned it to Jo"


def test_a_customers_words_are_never_in_it() -> None:
    notice = told(event("edited", by="customer", was="1/5", became="2/5", text="they are thieves"))
    assert notice is not None
    assert notice.body == "The customer changed the stars: 1★ → 2★"
