"""The sample's story has something of everything that the service must deal with."""

import re
from collections import Counter
from datetime import datetime, timedelta
from itertools import combinations
from urllib.parse import urlsplit

import pytest

from connectors import sample
from connectors.contract import Mention
from connectors.sample.reading import labels
from monitor.domain.score import Need, Topic
from tests.connectors.contract import mentions, words_of
from tests.connectors.story import SUNDAY, Clock, labelled, poll, story, tagged

KEYWORD = re.compile(rf"\b({'|'.join(sample.KEYWORDS)})\b", re.IGNORECASE)
LONG = 40
"""Shorter texts are too short to be called copies of each other."""


def by_id() -> dict[str, Mention]:
    return {mention.key.native_id: mention for mention in story()}


class TestWhatIsSaid:
    def test_four_hundred_mentions_and_a_label_for_each(self) -> None:
        assert {label.native_id for label in labels()} == set(by_id())
        assert len(labels()) >= 400

    @pytest.mark.parametrize("topic", list(Topic))
    def test_complaints_of_every_topic(self, topic: Topic) -> None:
        assert len(labelled(kind="complaint", topic=topic)) >= 4

    @pytest.mark.parametrize("need", list(Need))
    def test_complaints_of_every_need(self, need: Need) -> None:
        assert len(labelled(kind="complaint", need=need)) >= 10

    def test_complaints_alone_have_topic_and_need(self) -> None:
        for label in labels():
            assert (label.topic is not None) == (label.need is not None) == (label.kind == "complaint")
            assert label.topic is None or label.topic in set(Topic)

    @pytest.mark.parametrize(
        ("what", "least"), [("praise", 60), ("question", 15), ("mixed", 10), ("noise", 25), ("own", 4)]
    )
    def test_what_is_no_complaint(self, what: str, least: int) -> None:
        assert len(labelled(kind=what)) >= least

    @pytest.mark.parametrize("speaker", ["homonym", "job", "news", "bot", "competitor", "staff"])
    def test_noise_of_every_sort(self, speaker: str) -> None:
        assert labelled(kind="noise", speaker=speaker)

    @pytest.mark.parametrize("language", ["es", "fr", "de", "pt", "it", "nl", "ja", "ar", "pl", "ko"])
    def test_other_languages(self, language: str) -> None:
        assert labelled(language=language)

    def test_other_languages_praise_too(self) -> None:
        assert len({label.language for label in labelled(kind="praise")}) >= 6

    @pytest.mark.parametrize(
        "tag",
        [
            *("abuse", "critical", "extortion", "legal", "near_copy", "personal", "policy", "reach", "repeat"),
            *("safety", "sarcasm", "vulnerable", "wordless"),
        ],
    )
    def test_what_else_it_shows(self, tag: str) -> None:
        assert tagged(tag)

    def test_customers_are_won_back_and_lost(self) -> None:
        outcomes = Counter(label.outcome for label in labels())
        assert outcomes["recovered"] >= 20
        assert outcomes["worsened"] >= 1
        assert outcomes["unchanged"] >= 1

    def test_no_text_is_another_ones_copy_unless_it_says_so(self) -> None:
        copies = {label.native_id for label in tagged("near_copy")}
        texts = [(name, _shingles(told.text)) for name, told in by_id().items() if len(told.text) > LONG]
        for (one, ones), (other, others) in combinations(texts, 2):
            alike = len(ones & others) / len(ones | others)
            assert alike < 0.6 or {one, other} & copies, (one, other)


class TestHowItIsHeard:
    def test_whatever_is_about_the_brand_has_a_keyword(self) -> None:
        about = {label.native_id for label in labels() if label.kind != "noise"}
        for mention in mentions(poll(Clock(SUNDAY))):
            assert mention.key.native_id not in about or KEYWORD.search(words_of(mention)), mention.key

    def test_some_homonyms_are_excluded_by_phrase_and_some_are_not(self) -> None:
        told = by_id()
        homonyms = [words_of(told[label.native_id]).lower() for label in labelled(speaker="homonym")]
        excluded = [text for text in homonyms if any(phrase in text for phrase in sample.EXCLUDE)]
        assert 0 < len(excluded) < len(homonyms)

    def test_nothing_about_the_brand_is_excluded(self) -> None:
        told = by_id()
        for label in labels():
            text = words_of(told[label.native_id]).lower()
            assert label.kind == "noise" or not any(phrase in text for phrase in sample.EXCLUDE)

    def test_the_brand_speaks_under_its_own_accounts_only(self) -> None:
        own = {(platform, name) for platform, names in sample.OWN_ACCOUNTS.items() for name in names}
        speaking = {(m.key.platform, m.author.id) for m in story() if (m.key.platform, m.author.id) in own}
        assert speaking == own
        told = by_id()
        assert all((told[label.native_id].author.id or "") in ("sorrelgrocers",) for label in labelled(kind="own"))

    def test_eight_platforms(self) -> None:
        assert len({mention.key.platform for mention in story()}) == 8

    def test_stars_of_every_number_with_and_without_words(self) -> None:
        stars = Counter(mention.rating.stars for mention in story() if mention.rating)
        assert set(stars) == {1, 2, 3, 4, 5}
        assert any(mention.rating and not mention.text for mention in story())

    def test_pictures_without_words(self) -> None:
        told = by_id()
        assert any(told[label.native_id].media for label in tagged("wordless"))

    def test_addresses_people_and_numbers_are_made_up(self) -> None:
        for mention in mentions(poll(Clock(SUNDAY))):
            places = [mention.url, *(media.url for media in mention.media)]
            hosts = [urlsplit(url).hostname or "" for url in places if url]
            hosts += re.findall(r"(?:https?://|@)([\w-]+(?:\.[\w-]+)+)", words_of(mention))
            assert all(host.endswith(("example.org", "example.com", "example.net")) for host in hosts), hosts

    def test_labels_never_become_part_of_a_mention(self) -> None:
        assert not any(hasattr(mention, "tags") for mention in story()[:1])


class TestWhenItIsSaid:
    def test_weekdays_are_busier_than_weekends_and_one_day_is_silent(self) -> None:
        days = Counter(mention.posted_at.date() for mention in story())
        first = min(days)
        every_day = [first + timedelta(days=number) for number in range(35)]
        weekdays = [days[day] for day in every_day if day.weekday() < 5]
        weekends = [days[day] for day in every_day if day.weekday() >= 5]
        assert min(weekdays) > max(weekends)
        assert 0 in weekends

    def test_nights_are_quiet(self) -> None:
        assert not [mention for mention in story() if mention.posted_at.hour < 6]

    def test_replies_are_fast_slow_and_missing(self) -> None:
        last = {mention.key: mention for mention in mentions(poll(Clock(SUNDAY)))}.values()
        waits = [told.own_replies[0].posted_at - told.posted_at for told in last if told.own_replies]
        assert min(waits) < timedelta(minutes=15)
        assert max(waits) > timedelta(days=2)
        assert len(waits) < len(labelled(kind="complaint")) / 2

    def test_the_incident_is_one_fault_in_three_hours_of_the_fourth_week(self) -> None:
        told = by_id()
        incident = [label for label in tagged("incident") if label.kind == "complaint"]
        crowd = [told[label.native_id] for label in incident]
        times = [mention.posted_at for mention in crowd]
        assert len(crowd) >= 40
        assert max(times) - min(times) <= timedelta(hours=3)
        assert _week_of(times[0]) - _week_of(min(mention.posted_at for mention in story())) == 3
        assert len({mention.author.id for mention in crowd}) == len(crowd)
        assert sum("PAY-417" in words_of(m).upper() or "417" in m.text for m in crowd) == len(crowd)
        assert sum("critical" in label.tags for label in incident) == 2

    def test_some_people_complain_again(self) -> None:
        told = by_id()
        people = [
            (told[label.native_id].key.platform, told[label.native_id].author.id)
            for label in labelled(kind="complaint")
        ]
        again = Counter(person for person in people if person[1])
        assert sum(count > 1 for count in again.values()) >= 2


def _shingles(text: str) -> set[str]:
    plain = re.sub(r"\W+", " ", text.lower())
    return {plain[start : start + 5] for start in range(len(plain) - 4)}


def _week_of(moment: datetime) -> int:
    return moment.isocalendar()[1]
