"""What the stand-in answers has the shape of what Slack was recorded to answer: no key that Slack does not know."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient

from tests.fake_slack import ANN, FakeSlack
from tests.shared import shared

CHANNEL = "C0123456789"
HOME = {"type": "home", "blocks": [{"type": "divider"}]}
METADATA = {"event_type": "t", "event_payload": {"key": "k"}}


def answers(slack: FakeSlack) -> Iterator[tuple[str, dict[str, Any]]]:
    client = WebClient(token="xoxb-1", base_url=slack.base_url, retry_handlers=[])
    posted = client.chat_postMessage(channel=CHANNEL, text="x", metadata=METADATA)
    client.chat_postMessage(channel=CHANNEL, text="y", thread_ts=posted["ts"])
    yield "chat.postMessage", posted.data  # type: ignore[misc]
    yield "chat.update", client.chat_update(channel=CHANNEL, ts=posted["ts"], text="z").data  # type: ignore[misc]
    history = client.conversations_history(channel=CHANNEL, include_all_metadata=True)
    yield "conversations.history", history.data  # type: ignore[misc]
    yield "auth.test", client.auth_test().data  # type: ignore[misc]
    yield from _answers_about_people(slack, client)


def _answers_about_people(slack: FakeSlack, client: WebClient) -> Iterator[tuple[str, dict[str, Any]]]:
    trigger, view = slack.desk.trigger(ANN), {**HOME, "type": "modal", "title": {"type": "plain_text", "text": "x"}}
    yield "views.open", client.views_open(trigger_id=trigger, view=view).data  # type: ignore[misc]
    yield "views.publish", client.views_publish(user_id=ANN, view=HOME).data  # type: ignore[misc]
    yield "users.info", client.users_info(user=ANN).data  # type: ignore[misc]
    told = client.chat_postEphemeral(channel=CHANNEL, user=ANN, text="x")
    yield "chat.postEphemeral", told.data  # type: ignore[misc]
    place = client.files_getUploadURLExternal(filename="x.png", length=1)
    yield "files.getUploadURLExternal", place.data  # type: ignore[misc]
    slack.files.uploaded(place["upload_url"], b"x")
    files = [{"id": place["file_id"], "title": "x"}]
    done = client.files_completeUploadExternal(files=files, channel_id=CHANNEL)
    yield "files.completeUploadExternal", done.data  # type: ignore[misc]
    app = client.apps_connections_open(app_token="xapp-1")
    yield "apps.connections.open", app.data  # type: ignore[misc]


def test_answers_have_no_key_that_slack_does_not_know(slack: FakeSlack) -> None:
    recordings = shared("recordings/slack/api")
    for method, answer in answers(slack):
        recorded = json.loads((recordings / f"{method}.json").read_text(encoding="utf-8"))
        assert list(unknown(answer, recorded)) == [], method


@pytest.mark.parametrize(
    ("answer", "found"),
    [({"ok": True}, []), ({"okay": True}, ["okay"]), ({"message": {"tx": ""}}, ["message.tx"])],
)
def test_an_unknown_key_is_seen(answer: dict[str, Any], found: list[str]) -> None:
    assert list(unknown(answer, {"ok": True, "message": {"text": ""}})) == found


def unknown(answer: Any, recorded: Any, path: str = "") -> Iterator[str]:
    """Name the keys of `answer` that `recorded` lacks; what is ours to fill (metadata, blocks) is left out."""
    if isinstance(answer, dict) and isinstance(recorded, dict) and recorded:
        for key, value in answer.items():
            if key not in recorded:
                yield f"{path}{key}"
            elif key not in {"metadata", "blocks"}:
                yield from unknown(value, recorded[key], f"{path}{key}.")
    elif isinstance(answer, list) and isinstance(recorded, list) and recorded:
        for item in answer:
            yield from unknown(item, recorded[0], path)
