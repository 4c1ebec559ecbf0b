"""The sample plays its five weeks at once and goes on live, and can be stopped at any point."""

import re
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
from tests.connectors.checklist import Checklist, exempt, shown_by
from tests.connectors.contract import keys, mentions
from tests.connectors.story import MONDAY, SUNDAY, WEDNESDAY, Clock, listen, poll, story

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

    @pytest.mark.parametrize(
        "wrong", [{"live_every": "0s"}, {"live_every": "fast"}, {"live_every": 5}, {"speed": "5s"}]
    )
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
        for damaged in (whole.replace("PT5S", "PT0S"), re.sub(r'"legs":\[.*\]', '"legs":[]', whole)):
            with pytest.raises(Changed):
                poll(Clock(WEDNESDAY), Cursor(damaged))


class TestLive:
    def test_brings_an_event_every_few_seconds(self) -> None:
        clock = Clock(WEDNESDAY)
        pages = listen(clock, poll(clock)[-1].cursor, seconds=300)
        assert [len(page.mentions) + len(page.deleted) for page in pages] == [1] * 60
        assert all(WEDNESDAY < (mention.edited_at or mention.posted_at) <= clock.now for mention in new(pages))

    def test_is_the_same_however_often_it_is_asked(self) -> None:
        clock, other = Clock(WEDNESDAY), Clock(WEDNESDAY)
        often = listen(clock, poll(clock)[-1].cursor, seconds=600, every=1)
        seldom = listen(other, poll(other)[-1].cursor, seconds=600, every=60)
        assert mentions(often) == mentions(seldom)

    def test_never_says_the_same_twice_in_three_hours(self) -> None:
        clock = Clock(WEDNESDAY)
        past = poll(clock)
        heard = mentions(past + listen(clock, past[-1].cursor, seconds=3 * 3600, every=60))
        assert len(set(map(repr, heard))) == len(heard)
        rounds = {mention.key.native_id.rpartition(".")[2] for mention in heard if "." in mention.key.native_id}
        assert rounds >= {"1", "2", "3"}

    def test_another_round_has_other_people_but_the_same_brand(self) -> None:
        clock = Clock(SUNDAY)
        heard = mentions(listen(clock, poll(clock)[-1].cursor, seconds=2 * 3600, every=60))
        people = [mention.author.id for mention in heard if mention.key.native_id.startswith("live-001")]
        assert people == ["corduroy.1", "corduroy.2", "corduroy.3"][: len(people)]
        assert len(people) >= 2
        assert {mention.author.id for mention in heard if mention.author.name == "sorrelgrocers"} == {"sorrelgrocers"}

    def test_replies_edits_and_deletions_come_along(self) -> None:
        clock = Clock(SUNDAY)
        pages = listen(clock, poll(clock)[-1].cursor, seconds=600)
        heard = mentions(pages)
        posted = {mention.key: mention.posted_at for mention in reversed(heard)}
        assert all(posted[mention.key] == mention.posted_at for mention in heard)
        assert sum(mention.edited_at is not None for mention in heard) >= 5
        assert sum(bool(mention.own_replies) for mention in heard) >= 10
        (gone,) = [key for page in pages for key in page.deleted]
        assert gone in posted

    def test_waits_while_nobody_listens(self) -> None:
        clock = Clock(WEDNESDAY)
        cursor = poll(clock)[-1].cursor
        before = listen(clock, cursor, seconds=60)
        clock.now += timedelta(days=3)
        after = poll(clock, before[-1].cursor)
        assert len(mentions(after)) <= 121
        assert min(mention.edited_at or mention.posted_at for mention in new(after)) >= clock.now - timedelta(
            minutes=10
        )
        undisturbed = Clock(WEDNESDAY)
        expected = mentions(listen(undisturbed, poll(undisturbed)[-1].cursor, seconds=75))
        assert [heard.key for heard in mentions(before + after)][: len(expected)] == [heard.key for heard in expected]

    def test_keeps_times_of_what_was_posted_before_a_pause(self) -> None:
        clock = Clock(SUNDAY)
        heard = listen(clock, poll(clock)[-1].cursor, seconds=20)
        clock.now += timedelta(hours=5)
        heard += poll(clock, heard[-1].cursor)
        times = {mention.posted_at for mention in mentions(heard) if mention.key.native_id == "live-002.1"}
        assert times == {SUNDAY + timedelta(seconds=10)}

    def test_changes_speed_when_told(self) -> None:
        clock = Clock(WEDNESDAY)
        cursor = poll(clock)[-1].cursor
        clock.now += timedelta(minutes=1)
        slower = poll(clock, cursor, "1m")
        assert len(mentions(slower)) == 1
        clock.now += timedelta(minutes=2)
        assert len(mentions(poll(clock, slower[-1].cursor, "1m"))) == 2

    @settings(max_examples=25, deadline=None, derandomize=True)
    @given(st.lists(st.tuples(st.integers(0, 7200), st.sampled_from(["5s", "20s", "1m"])), max_size=12))
    def test_loses_and_doubles_nothing_whatever_the_pauses_and_speeds(self, polls: list[tuple[int, str]]) -> None:
        clock, cursor, heard = Clock(WEDNESDAY), None, list[Page]()
        for seconds, speed in [(0, "5s"), *polls]:
            clock.now += timedelta(seconds=seconds)
            for page in poll(clock, cursor, speed):
                cursor = page.cursor
                heard.append(page)
        expected = _undisturbed()
        for part in (_said, _deleted):  # a page names what was deleted apart from what was said
            both = list(zip(part(heard), part(expected), strict=False))
            assert [ours for ours, _ in both] == [theirs for _, theirs in both]

    def test_stands_still_when_the_clock_goes_back(self) -> None:
        clock = Clock(WEDNESDAY)
        cursor = listen(clock, poll(clock)[-1].cursor, seconds=60)[-1].cursor
        clock.now -= timedelta(hours=1)
        (page,) = poll(clock, cursor)
        assert (page.mentions, page.cursor) == ((), cursor)


@cache
def _undisturbed() -> list[Page]:
    """What is told to who asks every minute for two hours."""
    clock = Clock(WEDNESDAY)
    past = poll(clock)
    return past + listen(clock, past[-1].cursor, seconds=2 * 3600, every=60)


def _said(pages: Sequence[Page]) -> list[MentionKey]:
    return [mention.key for page in pages for mention in page.mentions]


def _deleted(pages: Sequence[Page]) -> list[MentionKey]:
    return [key for page in pages for key in page.deleted]


def new(pages: Sequence[Page]) -> list[Mention]:
    """Return the mentions that have no reply as their latest turn, whose own times therefore tell when they came."""
    return [mention for mention in mentions(pages) if not mention.own_replies]
