"""From an answer to a page: one item that is not understood stops no other."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.contract import Changed, Mention, MentionKey
from connectors.kit.answer import Answer
from connectors.kit.items import read_json, shaped, sift, time_of
from connectors.kit.language import language_code


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """An item of some place."""

    name: str
    at: str = "2026-11-22T12:00:00Z"


def mention_of(thing: Thing) -> Mention | None:
    """Return the mention of `thing`; of `skip`, none."""
    key = MentionKey(platform="test", scope="", native_id=thing.name)
    return None if thing.name == "skip" else Mention(key=key, text=thing.name, posted_at=time_of(thing.at, "at"))


def test_each_item_is_heard_skipped_or_rejected_with_its_payload() -> None:
    items: list[Any] = [{"name": "one"}, {"name": "skip"}, {"name": 7}, None, {"name": "late", "at": "soon"}]
    page = sift(items, Thing, mention_of)
    assert [mention.text for mention in page.mentions] == ["one"]
    assert [item.payload for item in page.rejected] == ['{"name": 7}', "null", '{"name": "late", "at": "soon"}']
    assert page.rejected[-1].reason == "at is no time: 'soon'"


def test_a_payload_is_kept_short_and_storable() -> None:
    page = sift([{"name": ["\ud800" * 5000]}], Thing, mention_of)
    assert len(page.rejected[0].payload) == 2000
    assert page.rejected[0].payload.isascii()


def test_nothing_is_kept_of_what_may_not_be() -> None:
    page = sift([{"secret": "words"}], Thing, mention_of, may_keep=lambda item: False)
    assert "words" not in f"{page.rejected}"


def test_what_is_not_understood_has_a_sample_without_what_was_sent_in_confidence() -> None:
    answer = Answer(status=200, url="https://x.example", headers={}, body=b'{"echo": "s3cret"}', hidden=("s3cret",))
    with pytest.raises(Changed, match="no list of things") as caught:
        read_json(answer, lambda payload: shaped(payload, list[object], "list of things"))
    assert caught.value.payload == '{"echo": "…"}'


def test_times_are_aware_utc() -> None:
    assert time_of("2026-11-22T13:00:00+01:00", "at") == datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("tag", "code"),
    [("en", "en"), ("en_US", "en"), ("pt-BR", "pt"), ("zh-Hant-TW", "zh"), ("DE", "de"), ("fil", "fil")],
)
def test_a_language_is_what_the_tag_begins_with(tag: str, code: str) -> None:
    assert language_code(tag) == code


@pytest.mark.parametrize("tag", [None, "", "und", "english", "e", 7, "en us", "*"])
def test_what_is_no_language_is_none(tag: object) -> None:
    assert language_code(tag) is None
