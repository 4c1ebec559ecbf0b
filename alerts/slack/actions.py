"""What Slack tells of people's acts, read as presses. Pure; junk raises `Unreadable` and nothing else.

**The id of a press** is made of what Slack repeats when it delivers again, and of nothing that belongs to the delivery:
an `envelope_id` exists on the socket alone, a signature and a retry header over HTTP alone.

- A button or menu: who, where, which, and `action_ts`, which Slack gives each press in microseconds.
- A form: the view's id and hash, and what was filled in. The same form sent twice is one press; one that came back with
  a fault and was filled in anew is another.
- A command: `trigger_id`, the only thing in it that differs from the same words typed again.
- The home being opened: `event_id`, made for telling deliveries of one event apart.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from alerts.contract import Receipt
from alerts.interactive import Press, PressKind
from alerts.slack.elements import LINK, action_of
from alerts.slack.forms import recall
from alerts.slack.moments import moment

Payload = Mapping[str, Any]

_MENUS = {"overflow", "static_select"}


class Unreadable(ValueError):
    """Not a payload of Slack's that this app can have caused. Says what is wrong with it, never what it holds."""


def read(payload: object, now: datetime) -> Press | None:
    """Return the press that `payload` tells of; None where it tells of something that nothing follows from.

    `payload` is the JSON of an interaction or an event, or the fields of a slash command.
    """
    if not isinstance(payload, Mapping):
        raise Unreadable("not an object")
    kind = payload.get("type")
    if kind == "block_actions":
        return _pressed(payload, now)
    if kind == "view_submission":
        return _submitted(payload, now)
    if kind == "event_callback":
        return _opened(payload, now)
    if kind is None and "command" in payload:
        return _typed(payload, now)
    if isinstance(kind, str):
        return None
    raise Unreadable("neither an interaction nor an event nor a command")


def _pressed(payload: Payload, now: datetime) -> Press | None:
    actions = payload.get("actions")
    if not isinstance(actions, list) or not actions or not isinstance(actions[0], Mapping):
        raise Unreadable("block_actions without an action")
    act = actions[0]
    action = action_of(_text(act, "action_id"))
    if action == LINK:
        return None
    is_menu = act.get("type") in _MENUS
    value = _maybe(act, "selected_option", "value") if is_menu else _maybe(act, "value")
    receipt = _receipt(payload, now)
    place = receipt.reference if receipt else _maybe(payload, "view", "id")
    at = _text(act, "action_ts")
    who, team = _text(payload, "user", "id"), _team(payload)
    return Press(
        id=_id(team, who, place, action, _text(act, "action_id"), value, at),
        kind=PressKind.MENU if is_menu else PressKind.BUTTON,
        workspace=team,
        person=who,
        action=action,
        pressed_at=moment(at) or now,
        value=value,
        receipt=receipt,
        trigger=_maybe(payload, "trigger_id") or None,
        answer_at=_maybe(payload, "response_url") or None,
        outside=_is_outside(payload),
    )


def _submitted(payload: Payload, now: datetime) -> Press:
    try:
        memo = recall(_text(payload, "view", "private_metadata"))
    except ValueError as error:
        raise Unreadable("a view that is not ours") from error
    filled = dict(_filled(payload))
    who, team = _text(payload, "user", "id"), _team(payload)
    written = json.dumps(filled, sort_keys=True)
    receipt = Receipt(
        channel=memo.channel, workspace=team, reference=memo.message, posted_at=moment(memo.message) or now
    )
    return Press(
        id=_id(team, who, _text(payload, "view", "id"), _maybe(payload, "view", "hash"), written),
        kind=PressKind.FORM,
        workspace=team,
        person=who,
        action=_text(payload, "view", "callback_id"),
        pressed_at=now,
        value=memo.value,
        fields=filled,
        receipt=receipt if memo.channel else None,
        trigger=_maybe(payload, "trigger_id") or None,
        outside=_is_outside(payload),
    )


def _typed(payload: Payload, now: datetime) -> Press:
    command, trigger = _text(payload, "command"), _text(payload, "trigger_id")
    who, team = _text(payload, "user_id"), _text(payload, "team_id")
    return Press(
        id=_id(team, who, command, trigger),
        kind=PressKind.COMMAND,
        workspace=team,
        person=who,
        action=command,
        pressed_at=now,
        value=_maybe(payload, "text").strip(),
        trigger=trigger,
        answer_at=_maybe(payload, "response_url") or None,
    )


def _opened(payload: Payload, now: datetime) -> Press | None:
    if _maybe(payload, "event", "type") != "app_home_opened" or _maybe(payload, "event", "tab") != "home":
        return None
    who, team = _text(payload, "event", "user"), _text(payload, "team_id")
    return Press(
        id=_id(team, who, _text(payload, "event_id")),
        kind=PressKind.HOME,
        workspace=team,
        person=who,
        action="home",
        pressed_at=moment(_maybe(payload, "event", "event_ts")) or now,
    )


def _filled(payload: Payload) -> Iterator[tuple[str, str]]:
    values = _at(payload, "view", "state", "values")
    for name, inputs in values.items() if isinstance(values, Mapping) else ():
        for given in inputs.values() if isinstance(inputs, Mapping) else ():
            yield _clean(str(name)), _given(given)


def _given(given: object) -> str:
    """What stands in one input; empty where it was left so."""
    if not isinstance(given, Mapping):
        raise Unreadable("an input without a state")
    kind = given.get("type")
    if kind == "plain_text_input":
        return _maybe(given, "value")
    if kind == "static_select":
        return _maybe(given, "selected_option", "value")
    if kind == "users_select":
        return _maybe(given, "selected_user")
    if kind == "datetimepicker":
        seconds = given.get("selected_date_time")
        return str(seconds) if isinstance(seconds, int) and 0 <= seconds < 10**11 else ""
    raise Unreadable("an input of a kind that no form of ours has")


def _receipt(payload: Payload, now: datetime) -> Receipt | None:
    channel, reference = _maybe(payload, "container", "channel_id"), _maybe(payload, "container", "message_ts")
    if not channel or not reference:
        return None
    posted_at = moment(reference) or now
    return Receipt(channel=channel, workspace=_team(payload), reference=reference, posted_at=posted_at)


def _team(payload: Payload) -> str:
    """The workspace that the app is installed in.

    A modal in a channel that is shared with another company names it apart, for `team` is that of the person there;
    `team` is null where the app is installed in a whole organisation.
    """
    ours = _maybe(payload, "view", "app_installed_team_id") or _maybe(payload, "team", "id")
    return ours or _text(payload, "user", "team_id")


def _is_outside(payload: Payload) -> bool:
    """Whether the person is of another workspace. In an organisation that is no sign: its people are one company."""
    theirs = _maybe(payload, "user", "team_id")
    return bool(theirs) and theirs != _team(payload) and not _at(payload, "enterprise")


def _text(thing: Payload, *path: str) -> str:
    found = _maybe(thing, *path)
    if not found:
        raise Unreadable(f"nothing stands at {'.'.join(path)}")
    return found


def _maybe(thing: Payload, *path: str) -> str:
    found = _at(thing, *path)
    if found is not None and not isinstance(found, str):
        raise Unreadable(f"no text stands at {'.'.join(path)}")
    return _clean(found or "")


def _at(thing: object, *path: str) -> object:
    for name in path:
        thing = thing.get(name) if isinstance(thing, Mapping) else None
    return thing


def _clean(text: str) -> str:
    """Without what no database and no encoding takes: lone surrogates and NUL."""
    return text.encode("utf-8", "ignore").decode().replace("\0", "")


def _id(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:40]
