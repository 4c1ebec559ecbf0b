"""What Slack tells an app of people's acts, in the shapes that it tells them in."""

import time
from collections.abc import Mapping
from typing import Any

from tests.fake_slack.desk import View, Whisper, shown
from tests.fake_slack.workspace import APP, BOT, TEAM, Message

Element = Mapping[str, Any]


def pressed(on: Message | Whisper | View, element: Element, block_id: str, chosen: Element | None) -> dict[str, Any]:
    """`block_actions` without who, trigger and answer address; `chosen` is the option of a menu."""
    now = time.time_ns() // 1000
    act: dict[str, Any] = {"type": element["type"], "action_id": element["action_id"], "block_id": block_id}
    act["action_ts"] = f"{now // 1_000_000}.{now % 1_000_000:06d}"
    for name in ("text", "value", "style", "url"):
        if name in element:
            act[name] = element[name]
    if chosen:
        act["selected_option"] = chosen
    told = {"type": "block_actions", "api_app_id": APP, "token": "verification", "actions": [act], **_about(on)}
    return {**told, "team": {"id": TEAM, "domain": "fake"}, "enterprise": None, "is_enterprise_install": False}


def submitted(view: View, values: Mapping[str, Any]) -> dict[str, Any]:
    """`view_submission` without who and trigger; `values` are the states of the inputs by field."""
    state = {"values": {name: {name: given} for name, given in values.items()}}
    told = {"type": "view_submission", "api_app_id": APP, "token": "verification", "response_urls": []}
    view_told = {**shown(view), "state": state, "previous_view_id": None, "external_id": ""}
    return {**told, "team": {"id": TEAM, "domain": "fake"}, "enterprise": None, "view": view_told}


def state_of(element: Element, value: str) -> dict[str, Any]:
    """How one input stands once `value` is filled in."""
    kind = element["type"]
    if kind == "plain_text_input":
        return {"type": kind, "value": value or None}
    if kind == "users_select":
        return {"type": kind, "selected_user": value or None}
    if kind == "datetimepicker":
        return {"type": kind, "selected_date_time": int(value) if value else None}
    found = next((option for option in element["options"] if option["value"] == value), None)
    assert found or not value, f"{value!r} cannot be chosen"
    return {"type": kind, "selected_option": found}


def typed(command: str, text: str) -> dict[str, str]:
    """A slash command's fields without who, trigger and answer address."""
    place = {"channel_id": "C0123456789", "channel_name": "cx", "team_domain": "fake", "token": "verification"}
    return {"command": command, "text": text, "team_id": TEAM, "api_app_id": APP, **place}


def opened_home(user: str, number: int, now: float) -> dict[str, Any]:
    """`app_home_opened`."""
    event = {"type": "app_home_opened", "user": user, "channel": "D0FAKE", "tab": "home", "event_ts": f"{now:.6f}"}
    told = {"type": "event_callback", "event_id": f"Ev{number:08d}", "event_time": int(now), "team_id": TEAM}
    return {**told, "api_app_id": APP, "token": "verification", "event": event}


def _about(on: Message | Whisper | View) -> dict[str, Any]:
    if isinstance(on, View):
        return {"container": {"type": "view", "view_id": on.id}, "view": shown(on)}
    whispered = isinstance(on, Whisper)
    place = {"type": "message", "message_ts": on.ts, "channel_id": on.channel, "is_ephemeral": whispered}
    told: dict[str, Any] = {"container": place, "channel": {"id": on.channel, "name": on.channel.lower()}}
    if not whispered:
        told["message"] = {"type": "message", "bot_id": BOT, "ts": on.ts, "text": on.text, "blocks": on.blocks}
    return {**told, "state": {"values": {}}}
