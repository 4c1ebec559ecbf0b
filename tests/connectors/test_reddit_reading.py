"""Reddit: what it tells is read, its recorded errors are named, and settings that cannot work say why."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from connectors.kit.answer import Answer
from connectors.kit.status import error_for
from connectors.reddit import KIND
from connectors.reddit.reading import read_listing
from tests.connectors.contract import NOW
from tests.connectors.payloads import payloads, told
from tests.connectors.reddit_site import given
from tests.shared import shared


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({}, "say which `subreddits`"),
        ({"query": "stars<=2"}, "names no words"),
        ({"query": "acme", "password": "x"}, "whose"),
        ({"query": "acme", "username": "acme", "password": "x", "refresh_token": "y"}, "one of"),
        ({"mentions": True}, "needs a `username`"),
        ({"subreddits": ["acme"], "posts": False, "comments": False}, "say `posts"),
        ({"subreddits": ["r/acme"]}, "pattern"),
    ],
)
def test_settings_that_cannot_work_say_why(wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        KIND.settings.model_validate(given("http://x", **wrong))


def test_a_query_is_asked_in_reddits_words() -> None:
    query = 'acme AND (late OR "never arrived") AND title:refund AND author:sam -job'
    settings = KIND.settings.model_validate(given("http://x", query=query))
    assert settings.streams == ('search acme (late OR "never arrived") title:refund author:sam',)


@pytest.mark.parametrize(("file", "expected"), payloads("reddit"))
def test_reads_each_payload(file: Path, expected: dict[str, Any]) -> None:
    listed = read_listing(json.loads(file.read_bytes()), own=("acmecare",))
    page = told(listed.page.mentions, listed.page.rejected)
    deleted = [key.native_id for key in listed.page.deleted]
    ours = [thing.name for thing in listed.ours(("acmecare",))]
    assert {**page, "deleted": deleted, "ours": ours, "after": listed.after} == expected


def test_recorded_payloads_are_read_and_recorded_errors_named() -> None:
    read, errors = list[Any](), Counter[str]()
    for file, head in _recorded():
        if head["status"] < 400:
            read += [read_listing(payload) for payload in _listings(file.read_bytes())]
            continue
        headers = {name.lower(): value for name, value in head["headers"].items()}
        answer = Answer(status=head["status"], url=head["url"], headers=headers, body=file.read_bytes())
        errors[f"{head['status']} {type(error_for('reddit.com', answer, NOW)).__name__}"] += 1
    heard = [mention for listed in read for mention in listed.page.mentions]
    gone = [key for listed in read for key in listed.page.deleted]
    assert (len(read), len(heard), len(gone)) == (55, 1094, 31)
    strange = Counter(one.reason for listed in read for one in listed.page.rejected)
    assert strange == {"a thing of kind 't4'": 32}  # private messages, of which nothing is kept
    assert errors == {
        "400 Changed": 2,
        "401 Refused": 2,
        "403 Refused": 3,
        "404 Refused": 3,
        "429 Unavailable": 2,
        "451 Refused": 1,
        "500 Unavailable": 5,
        **dict.fromkeys(("502 Unavailable", "504 Unavailable", "522 Unavailable"), 3),
    }


def _recorded() -> Iterator[tuple[Path, dict[str, Any]]]:
    for meta in sorted(shared("recordings/reddit").glob("*.meta.json")):
        yield meta.with_name(meta.name.removesuffix(".meta.json")), json.loads(meta.read_bytes())


def _listings(body: bytes) -> list[Any]:
    """Return the listings in a body: one, or those of a post and of its comments."""
    found = json.loads(body) if body[:1] in (b"{", b"[") else None
    return [one for one in (found if isinstance(found, list) else [found]) if _is_listing(one)]


def _is_listing(found: Any) -> bool:
    return isinstance(found, dict) and found.get("kind") == "Listing"
