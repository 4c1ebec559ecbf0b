"""What a row's values mean: ratings, times, counts, links and ids."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.connectors.kit.reading import NOW, heard, read, reasons


@pytest.mark.parametrize(
    ("written", "stars", "out_of"),
    [
        ("4", 4, 5),
        ("4.5", 4.5, 5),
        ("3,5", 3.5, 5),
        ("4/5", 4, 5),
        ("8 / 10", 8, 10),
        ("2 out of 10", 2, 10),
        ("1 star", 1, 5),
        ("★★★☆☆", 3, 5),
        ("★", 1, 5),
        ("0", 0, 5),
    ],
)
def test_ratings(written: str, stars: float, out_of: float) -> None:
    (mention,) = heard(read(f'text,rating\nx,"{written}"\n'))
    assert mention.rating is not None
    assert (mention.rating.stars, mention.rating.out_of) == (stars, out_of)


@pytest.mark.parametrize("written", ["", "-", "n/a", "None"])
def test_no_rating(written: str) -> None:
    assert heard(read(f"text,rating\nx,{written}\n"))[0].rating is None


@pytest.mark.parametrize("written", ["bad", "6", "5/4", "-1", "4;5", "1e3", "٤x"])
def test_ratings_that_make_no_sense_are_rejected(written: str) -> None:
    assert reasons(read(f"text,rating\nx,{written}\n"))[0].startswith("line 2: rating ")


def test_the_most_stars_may_be_told() -> None:
    assert (
        heard(read("text,rating\nx,9\n", out_of=10))[0].rating
        == heard(read("text,rating,rating_out_of\nx,9,10\n"))[0].rating
    )


@pytest.mark.parametrize(
    ("written", "more"),
    [
        ("2026-03-04T05:06:07Z", {}),
        ("2026-03-04 05:06:07", {}),
        ("2026-03-04T07:06:07+02:00", {}),
        ("Wed, 04 Mar 2026 05:06:07 GMT", {}),
        ("1772600767", {}),
        ("1772600767000", {}),
        ("04/03/2026 05:06:07", {"time_format": "%d/%m/%Y %H:%M:%S"}),
        ("04/03/2026 00:06:07", {"time_format": "%d/%m/%Y %H:%M:%S", "timezone": "America/New_York"}),
        ("2026-03-04 00:06:07", {"timezone": "America/New_York"}),
        ("2026-03-04T05:06:07+00:00", {"timezone": "America/New_York"}),
    ],
)
def test_times(written: str, more: dict[str, Any]) -> None:
    (mention,) = heard(read(f'text,posted_at\nx,"{written}"\n', **more))
    assert mention.posted_at == datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
    assert mention.posted_at.tzinfo is UTC


def test_a_time_that_is_none_is_rejected_with_the_remedy() -> None:
    (reason,) = reasons(read("text,posted_at\nx,13/13/2026\n"))
    assert reason == "line 2: posted_at '13/13/2026' was not understood; set time_format to how it is written"


def test_a_row_without_a_time_was_posted_now() -> None:
    assert heard(read("text,posted_at\nx,\n"))[0].posted_at == NOW


def test_everything_a_row_can_tell() -> None:
    told = {
        "id": "7",
        "text": "Late",
        "title": "Train",
        "posted_at": "2026-01-02T03:04:05Z",
        "author": "Kim",
        "author_id": "u1",
        "followers": "1,200",
        "rating": 2,
        "language": "de-AT",
        "place": "Wien",
        "likes": 3.0,
        "shares": "x",
        "replies": "",
        "views": "10",
        "url": "https://x.example/7",
        "thread_id": "t",
        "parent_id": 6,
        "reply": "Sorry",
        "replied_at": "2026-01-03T00:00:00Z",
        "edited_at": "2026-01-02T04:00:00Z",
    }
    (mention,) = heard(read(json.dumps(told), "jsonl", scope="acme"))
    assert (mention.key.platform, mention.key.scope, mention.key.native_id) == ("file", "acme", "7")
    assert (mention.author.id, mention.author.name, mention.author.followers) == ("u1", "Kim", 1200)
    assert (mention.reach.likes, mention.reach.shares, mention.reach.views) == (3, None, 10)
    assert (mention.language, mention.place, mention.thread_id, mention.parent_id) == ("de", "Wien", "t", "6")
    assert mention.edited_at == datetime(2026, 1, 2, 4, tzinfo=UTC)
    (reply,) = mention.own_replies
    assert (reply.native_id, reply.text, reply.posted_at.day) == ("7:reply", "Sorry", 3)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "//x", "http://", "x.example"])
def test_what_is_no_web_address_is_no_link(url: str) -> None:
    assert heard(read(f"text,url\nx,{url}\n"))[0].url is None


def test_rows_without_an_id_are_known_by_what_they_say() -> None:
    rows = heard(read("text,author,likes\nLate,Kim,1\nLate,Kim,2\nLate,Lou,1\n"))
    ids = [mention.key.native_id for mention in rows]
    assert ids[0] == ids[1] != ids[2]
