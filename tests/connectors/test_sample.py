"""The sample plays its five weeks at once and goes on live, and can be stopped at any point."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from connectors.contract import Changed, Cursor, Mention, MentionKey, Page
from connectors.registry import kind
from connectors.sample.playing import PAGE
from connectors.sample.reading import past, scenes
from tests.connectors.checklist import Checklist, exempt, shown_by
from tests.connectors.contract import keys, mentions
from tests.connectors.story import MONDAY, SUNDAY, WEDNESDAY, Clock, listen, poll, story

HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)

CHECKLIST = Checklist(
    contract=exempt("it is a story from a file, told by the clock: no place could be made to hold other words"),
    recorded=exempt("nothing is recorded: it is made up"),
    edits=shown_by("test_edits_and_replies_come_after_their_post_and_deletions_last"),
    deletions=shown_by("test_edits_and_replies_come_after_their_post_and_deletions_last"),
    backfill=exempt("its past is told at once by the first poll"),
    budget=exempt("nobody is asked for anything"),
    threads=exempt("its people speak one by one"),
    own_replies=shown_by("test_replies_edits_and_deletions_come_along"),
    answers=shown_by("test_an_answer_is_sent_and_its_case_responded", module="../cli/test_case_answers"),
    story=exempt("it is a story of its own, told by test_sample_story.py"),
)


class TestKind:
    def test_alerts_from_the_first_run_and_needs_a_keyword(self) -> None:
        found = kind("sample")
        assert (found.first_run, found.about) == ("alert", "brand")
        assert found.edits
        assert found.deletions
        assert found.replies

    @pytest.mark.parametrize("wrong", [{"scenes": "now and then"}, {"scenes": None}, {"speed": "5s"}])
    def test_settings_refuse_what_they_do_not_know(self, wrong: dict[str, object]) -> None:
        with pytest.raises(ValidationError):
            kind("sample").settings.model_validate(wrong)

    def test_every_setting_is_described(self) -> None:
        assert all(field.description for field in kind("sample").settings.model_fields.values())


class TestThePast:
    @pytest.mark.parametrize("now", [MONDAY, WEDNESDAY, SUNDAY])
    def test_is_told_at_once_whatever_the_day(self, now: datetime) -> None:
        pages = poll(Clock(now))
        assert len(keys(pages)) >= 400
        assert all(mention.posted_at <= now for mention in mentions(pages))
        assert [page.more for page in pages] == [True] * (len(pages) - 1) + [False]

    def test_fills_five_weeks_of_which_the_four_before_this_one_are_whole(self) -> None:
        weeks = Counter(mention.posted_at.isocalendar()[:2] for mention in story())
        assert list(weeks) == [(2026, number) for number in range(43, 48)]
        this_week = {mention.posted_at.isocalendar()[1] for mention in mentions(poll(Clock(MONDAY)))}
        assert this_week == {44, 45, 46, 47}

    def test_comes_in_pages_of_a_hundred_with_no_mention_twice_in_one(self) -> None:
        pages = poll(Clock(SUNDAY))
        assert len(pages) < 12
        for page in pages:
            heard = [mention.key for mention in page.mentions] + list(page.deleted)
            assert len(heard) == len(set(heard)) <= PAGE

    def test_is_the_same_each_time(self) -> None:
        assert poll(Clock(WEDNESDAY)) == poll(Clock(WEDNESDAY))

    def test_goes_on_from_any_page(self) -> None:
        pages = poll(Clock(WEDNESDAY))
        for number, page in enumerate(pages[:-1], start=1):
            assert poll(Clock(WEDNESDAY), page.cursor) == pages[number:]

    def test_is_over_once_it_is_told(self) -> None:
        clock = Clock(WEDNESDAY)
        (page,) = poll(clock, poll(clock)[-1].cursor)
        assert (page.mentions, page.deleted, page.more) == ((), (), False)

    def test_edits_and_replies_come_after_their_post_and_deletions_last(self) -> None:
        posted: dict[MentionKey, Mention] = {}
        deleted: set[MentionKey] = set()
        for page in poll(Clock(SUNDAY)):
            assert not deleted & {mention.key for mention in page.mentions}
            assert set(page.deleted) <= set(posted)
            deleted |= set(page.deleted)
            for mention in page.mentions:
                before = posted.setdefault(mention.key, mention)
                assert mention.posted_at == before.posted_at
                assert mention.edited_at is None or mention.edited_at > mention.posted_at
                assert all(reply.posted_at > mention.posted_at for reply in mention.own_replies)
                assert mention.own_replies[: len(before.own_replies)] == before.own_replies
                posted[mention.key] = mention
        assert len(deleted) >= 3

    @pytest.mark.parametrize("cursor", ["", "nonsense", "[]", '{"v":99}', '{"v":1,"began":"x"}'])
    def test_refuses_a_cursor_that_is_not_its_own(self, cursor: str) -> None:
        with pytest.raises(Changed):
            poll(Clock(WEDNESDAY), Cursor(cursor))

    def test_refuses_a_damaged_cursor(self) -> None:
        whole = poll(Clock(WEDNESDAY))[-1].cursor or ""
        edits = {'"scenes":0': '"scenes":-1', '"weeks":': '"weeks":-', "Z": ""}
        damaged = [whole.replace(right, wrong) for right, wrong in edits.items()]
        for cursor in damaged:
            assert cursor != whole
            with pytest.raises(Changed):
                poll(Clock(WEDNESDAY), Cursor(cursor))


class TestTheScenes:
    def test_twelve_come_in_the_first_two_minutes_and_then_one_every_three(self) -> None:
        heard = _live(WEDNESDAY, lasting=HOUR, every=timedelta(seconds=10))
        times = [at - WEDNESDAY for at, key in heard if key.native_id.startswith("live")]
        assert times[:13] == [*(timedelta(seconds=10 * number) for number in range(1, 13)), timedelta(minutes=5)]
        assert len(times) == 12 + 58 // 3

    def test_are_told_once_and_are_over_after_some_hours(self) -> None:
        heard = _live(SUNDAY, lasting=7 * HOUR, every=HOUR / 4)
        times = [at for at, key in heard if key.native_id.startswith("live")]
        assert len(times) == len(scenes())
        assert timedelta(hours=4) < times[-1] - SUNDAY < timedelta(hours=6)

    def test_can_be_left_out(self) -> None:
        clock = Clock(WEDNESDAY)
        heard = listen(clock, poll(clock)[-1].cursor, lasting=3 * HOUR, every=HOUR / 2, scenes=False)
        assert mentions(heard)
        assert not [key for key in keys(heard) if key.native_id.startswith("live")]

    def test_are_spoken_by_others_and_by_the_brand_under_its_own_name(self) -> None:
        clock = Clock(SUNDAY)
        heard = mentions(listen(clock, poll(clock)[-1].cursor, lasting=6 * HOUR, every=HOUR))
        own = {mention.author.id for mention in heard if mention.author.name == "sorrelgrocers"}
        assert own == {"sorrelgrocers"}

    def test_replies_edits_and_deletions_come_along(self) -> None:
        clock = Clock(SUNDAY)
        pages = listen(clock, poll(clock)[-1].cursor, lasting=6 * HOUR, every=HOUR / 10)
        heard = mentions(pages)
        posted = {mention.key: mention.posted_at for mention in reversed(heard)}
        assert all(posted[mention.key] == mention.posted_at for mention in heard)
        assert sum(mention.edited_at is not None for mention in heard) >= 5
        assert sum(bool(mention.own_replies) for mention in heard) >= 10
        (gone,) = [key for page in pages for key in page.deleted]
        assert gone in posted


class TestTheWeeks:
    def test_go_on_at_the_pace_of_their_past_with_other_people(self) -> None:
        heard = _live(SUNDAY, lasting=5 * WEEK, every=timedelta(days=1))
        first = SUNDAY + timedelta(seconds=1)
        on = [(at, key) for at, key in heard if not key.native_id.startswith("live")]
        weeks = Counter((at - first) // WEEK for at, _ in on)
        assert weeks == Counter(event.offset // WEEK for event in past())
        assert all(key.native_id.endswith(".1") for _, key in on)

    def test_never_say_the_same_twice(self) -> None:
        clock = Clock(WEDNESDAY)
        told = poll(clock)
        heard = mentions(told + listen(clock, told[-1].cursor, lasting=10 * WEEK, every=WEEK))
        assert len(set(map(repr, heard))) == len(heard)
        assert {name.rpartition(".")[2] for name in (m.key.native_id for m in heard) if "." in name} == {"1", "2"}

    def test_what_nobody_listened_to_is_told_afterwards_at_its_own_time(self) -> None:
        clock = Clock(WEDNESDAY)
        told = poll(clock)
        clock.now += timedelta(days=3)
        late = poll(clock, told[-1].cursor)
        assert [page.more for page in late] == [True] * (len(late) - 1) + [False]
        assert all(WEDNESDAY < (m.edited_at or m.posted_at) <= clock.now for m in new(late))
        undisturbed = _undisturbed()
        assert [(m.key, m.posted_at) for m in mentions(told + late)] == [
            (m.key, m.posted_at) for m in mentions(undisturbed)
        ]

    @settings(max_examples=10, deadline=None, derandomize=True)
    @given(st.lists(st.integers(0, 3 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes)), max_size=12))
    def test_lose_and_double_nothing_whatever_the_pauses(self, pauses: list[timedelta]) -> None:
        clock, cursor, heard = Clock(WEDNESDAY), None, list[Page]()
        for pause in (timedelta(0), *pauses):
            clock.now = min(clock.now + pause, WEDNESDAY + timedelta(days=3))
            for page in poll(clock, cursor):
                cursor = page.cursor
                heard.append(page)
        expected = _undisturbed()
        for part in (_said, _deleted):  # a page names what was deleted apart from what was said
            assert part(heard) == part(expected)[: len(part(heard))]

    def test_stand_still_when_the_clock_goes_back(self) -> None:
        clock = Clock(WEDNESDAY)
        cursor = listen(clock, poll(clock)[-1].cursor, lasting=HOUR, every=HOUR / 4)[-1].cursor
        clock.now -= timedelta(hours=1)
        (page,) = poll(clock, cursor)
        assert (page.mentions, page.cursor) == ((), cursor)


@cache
def _undisturbed() -> list[Page]:
    """What is told to who asks often, for three days."""
    clock = Clock(WEDNESDAY)
    told = poll(clock)
    return told + listen(clock, told[-1].cursor, lasting=timedelta(days=3), every=HOUR / 4)


def _live(began: datetime, *, lasting: timedelta, every: timedelta) -> list[tuple[datetime, MentionKey]]:
    """What is told after the past: by which poll, and the mention, as often as something became of it."""
    clock = Clock(began)
    cursor, heard = poll(clock)[-1].cursor, []
    while clock.now < began + lasting:
        clock.now += every
        for page in poll(clock, cursor):
            cursor = page.cursor
            heard += [(clock.now, key) for key in (*(mention.key for mention in page.mentions), *page.deleted)]
    return heard


def _said(pages: Sequence[Page]) -> list[MentionKey]:
    return [mention.key for page in pages for mention in page.mentions]


def _deleted(pages: Sequence[Page]) -> list[MentionKey]:
    return [key for page in pages for key in page.deleted]


def new(pages: Sequence[Page]) -> list[Mention]:
    """Return the mentions that have no reply as their latest turn, whose own times therefore tell when they came."""
    return [mention for mention in mentions(pages) if not mention.own_replies]
