"""What another program pushes: genuine or refused, and what its values mean."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from connectors.contract import Changed, Pushed, Rating, Receiver, Refused
from connectors.webhook import WebhookSettings, WebhookSource
from tests.connectors.checklist import Checklist, exempt, shown_by

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
KEY = b"sixteen bytes of a secret"
SECRET = f"whsec_{base64.b64encode(KEY).decode()}"
ITEM = {
    "ref": 7,
    "said": {"text": "Never arrived"},
    "score": 1,
    "when": "2026-11-20T11:00:00Z",
    "by": {"id": "u1", "chat": "c4"},
}
MAP = {
    "id": "ref",
    "text": "said.text",
    "rating": "score",
    "posted_at": "when",
    "author_id": "by.id",
    "thread_id": "by.chat",
}

CHECKLIST = Checklist(
    contract=exempt("it is pushed to: there is nothing to poll, and what is pushed has tests of its own"),
    recorded=exempt("Standard Webhooks says how a delivery is signed, and every sender writes other JSON"),
    deletions=exempt("a delivery tells what is there; none of the standard's fields says what is gone"),
    backfill=exempt("what was pushed before this began was pushed to nobody"),
    budget=exempt("it is pushed to: nothing is asked for"),
    threads=shown_by("test_values_mean_what_the_map_says"),
    answers=exempt("a push is answered to its sender, not to a customer"),
)


def source(**given: Any) -> WebhookSource:
    return WebhookSource(WebhookSettings.model_validate({"secret": SECRET, **given}), lambda: NOW)


def delivery(payload: Any, *, key: bytes = KEY, at: datetime = NOW, identity: str = "msg_1", **headers: str) -> Pushed:
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    stamp = str(int(at.timestamp()))
    digest = hmac.new(key, f"{identity}.{stamp}.".encode() + body, hashlib.sha256).digest()
    signature = f"v1,{base64.b64encode(digest).decode()}"
    signed = {"webhook-id": identity, "webhook-timestamp": stamp, "webhook-signature": signature}
    return Pushed(headers={**signed, **headers}, body=body)


def test_a_genuine_delivery_is_admitted_by_its_id() -> None:
    assert isinstance(source(), Receiver)
    assert source().admit(delivery(ITEM), NOW).id == "msg_1"


def test_one_of_several_signatures_is_enough_while_a_secret_changes() -> None:
    genuine = delivery(ITEM)
    several = f"v1,AAAA v1a,xyz {genuine.headers['webhook-signature']}"
    assert source().admit(delivery(ITEM, **{"webhook-signature": several}), NOW).id == "msg_1"


@pytest.mark.parametrize(
    "pushed",
    [
        delivery(ITEM, key=b"another secret of sixteen"),
        delivery(ITEM, at=NOW - timedelta(minutes=6)),
        delivery(ITEM, at=NOW + timedelta(minutes=6)),
        delivery(ITEM, **{"webhook-id": "msg_2"}),
        delivery(ITEM, **{"webhook-id": ""}),
        delivery(ITEM, **{"webhook-timestamp": "soon"}),
        delivery(ITEM, **{"webhook-timestamp": "9" * 400}),
        delivery(ITEM, **{"webhook-timestamp": "١٢٣"}),
        delivery(ITEM, **{"webhook-signature": "v1,é\udce9"}),
        delivery(ITEM, **{"webhook-signature": ""}),
        Pushed(body=b"{}"),
        Pushed(method="GET"),
    ],
)
def test_what_is_not_genuine_is_refused(pushed: Pushed) -> None:
    with pytest.raises(Refused) as raised:
        source().admit(pushed, NOW)
    assert SECRET not in str(raised.value)


def test_values_mean_what_the_map_says() -> None:
    (heard,) = source(map=MAP, platform="shop", rating_out_of=5).read(delivery(ITEM)).mentions
    assert (heard.key.platform, heard.key.native_id, heard.text) == ("shop", "7", "Never arrived")
    assert heard.rating == Rating(stars=1, out_of=5)
    assert heard.posted_at == NOW - timedelta(hours=1)
    assert (heard.author.id, heard.thread_id) == ("u1", "c4")


def test_many_items_come_in_one_delivery_and_one_stops_no_other() -> None:
    payload = {"data": {"reviews": [{"id": "1", "text": "Late"}, {"id": "2"}, 5]}}
    page = source(items="data.reviews").read(delivery(payload))
    assert [one.key.native_id for one in page.mentions] == ["1"]
    assert [one.reason for one in page.rejected] == [
        "it has no text, no title and no rating",
        "it is no object with values",
    ]


@pytest.mark.parametrize("body", [b"", b"<html>", b"\xff\xfe", b'{"a": NaN}', b"[" * 100_000, b"{}"])
def test_what_is_not_understood_is_changed(body: bytes) -> None:
    with pytest.raises(Changed):
        source(items="data.reviews").read(delivery(body))


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"secret": "short"}, "at least 16 bytes"),
        ({"secret": "whsec_***"}, "no base64"),
        ({"map": {"text": "a..b"}}, "no JMESPath"),
        ({"map": {"words": "a"}}, "no such field: words"),
        ({"timezone": "Mars/Base"}, "no time zone"),
    ],
)
def test_settings_that_make_no_sense_are_refused(given: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        source(**given)
