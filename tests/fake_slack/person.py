"""The people of a workspace: what they press, fill in and type, brought to the app by socket or by signed HTTP."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from tests.fake_slack import payloads
from tests.fake_slack.desk import Desk, View, Whisper
from tests.fake_slack.sockets import Sockets
from tests.fake_slack.workspace import TEAM, Message

Surface = Message | Whisper | View


class Answered(Protocol):
    """What an app answers a request with."""

    @property
    def status(self) -> int:
        """The HTTP status."""
        ...

    @property
    def body(self) -> str:
        """The body."""
        ...


Receive = Callable[[Mapping[str, str], bytes], Answered]
"""An app's own door, where a test calls it without a web server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How an act reaches the app. `times` is how often it is delivered, each acknowledged or not; with `lose_ack`
    Slack never sees the first acknowledgement and delivers anew; it was done `late` seconds before it is delivered;
    `wait` is how long Slack waits for an acknowledgement."""

    times: int = 1
    lose_ack: bool = False
    late: float = 0.0
    wait: float = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of an act: whether the app acknowledged it in the end, and with what."""

    acknowledged: bool
    answer: Mapping[str, Any] = field(default_factory=dict)

    @property
    def faults(self) -> Mapping[str, str]:
        """What the app found wrong with a form, by field."""
        errors: Mapping[str, str] = self.answer.get("errors", {})
        return errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Http:
    """Signed requests to an address or to the app's own door."""

    to: str | Receive
    secret: str
    now: Callable[[], float] = time.time

    def send(self, body: bytes, kind: str, attempt: int) -> Outcome:
        """Send one request, signed now."""
        stamp = str(int(self.now()))
        signed = hmac.new(self.secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": kind, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={signed}"}
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": "http_timeout"}
        status, text = self._sent(headers, body)
        if status != 200:
            return Outcome(acknowledged=False)
        return Outcome(acknowledged=True, answer=json.loads(text) if text.startswith("{") else {})

    def _sent(self, headers: dict[str, str], body: bytes) -> tuple[int, str]:
        if not isinstance(self.to, str):
            answered = self.to(headers, body)
            return answered.status, answered.body
        try:
            with urlopen(Request(self.to, data=body, headers=headers), timeout=10) as response:
                return response.status, response.read().decode()
        except HTTPError as error:
            with error:
                return error.code, ""


class People:
    """Everybody in the workspace. `http` is where acts are sent; None for the socket."""

    def __init__(self, desk: Desk, sockets: Sockets) -> None:
        self.http: Http | None = None
        self._desk = desk
        self._sockets = sockets
        self._count = 0

    def press(self, on: Surface, what: str, by: str, delivery: Delivery) -> Outcome:
        """Press the button whose action or label is `what`."""
        element, block_id = _found(on, lambda element: _is_button(element, what), what)
        return self._interact(payloads.pressed(on, element, block_id, None), by, delivery, _place(on))

    def choose(self, on: Surface, what: str, by: str, delivery: Delivery) -> Outcome:
        """Choose the entry of a menu whose value or label is `what`."""
        element, block_id = _found(on, lambda element: _option(element, what) is not None, what)
        told = payloads.pressed(on, element, block_id, _option(element, what))
        return self._interact(told, by, delivery, _place(on))

    def submit(self, view: View, values: Mapping[str, str], delivery: Delivery) -> Outcome:
        """Fill in and submit; what is not named is left as it stands. A modal without faults closes."""
        fields = view.fields
        assert set(values) <= set(fields), f"the form has no {sorted(set(values) - set(fields))}"
        states = {
            name: payloads.state_of(element, values.get(name, _initial(element))) for name, element in fields.items()
        }
        for block in view.blocks:
            if block["type"] == "input" and not block.get("optional"):
                filled = values.get(block["block_id"], _initial(block["element"]))
                assert filled, f"{block['block_id']} must be filled in"
        outcome = self._interact(payloads.submitted(view, states), view.user, delivery, None)
        if outcome.acknowledged and not outcome.faults:
            self._desk.leave(view)
        return outcome

    def type(self, line: str, by: str, delivery: Delivery) -> Outcome:
        """Type a slash command."""
        command, _, text = line.partition(" ")
        told = payloads.typed(command, text) | {
            "user_id": by,
            "user_name": by.lower(),
            "team_id": self._desk.team_of(by),
        }
        told |= {"trigger_id": self._desk.trigger(by, age=delivery.late)}
        told |= {"response_url": self._desk.answer_url(by, told["channel_id"])}
        return self._deliver("slash_commands", told, urlencode(told).encode(), delivery)

    def open_home(self, user: str, delivery: Delivery) -> Outcome:
        """Open the app's home."""
        self._count += 1
        told = payloads.opened_home(user, self._count, time.time())
        return self._deliver("events_api", told, json.dumps(told).encode(), delivery)

    def _interact(self, told: dict[str, Any], by: str, delivery: Delivery, channel: str | None) -> Outcome:
        team = self._desk.team_of(by)
        told |= {"user": {"id": by, "username": by.lower(), "name": by.lower(), "team_id": team}}
        if told["type"] == "view_submission":
            told |= {"team": {"id": team, "domain": "theirs"}} if team != TEAM else {}
        told |= {"trigger_id": self._desk.trigger(by, age=delivery.late)}
        if channel:
            told |= {"response_url": self._desk.answer_url(by, channel)}
        return self._deliver("interactive", told, urlencode({"payload": json.dumps(told)}).encode(), delivery)

    def _deliver(self, kind: str, told: dict[str, Any], body: bytes, delivery: Delivery) -> Outcome:
        outcomes = list(self._deliveries(kind, told, body, delivery))
        return outcomes[-1]

    def _deliveries(self, kind: str, told: dict[str, Any], body: bytes, delivery: Delivery) -> Iterator[Outcome]:
        self._count += 1
        for attempt in range(delivery.times + delivery.lose_ack):
            if self.http is not None:
                form = "application/json" if kind == "events_api" else "application/x-www-form-urlencoded"
                yield self.http.send(body, form, attempt)
                continue
            # One that was never acknowledged comes in an envelope of its own.
            envelope = f"env-{self._count}" + (f"-{attempt}" if delivery.lose_ack else "")
            ack = self._sockets.deliver(kind, told, envelope=envelope, wait=delivery.wait)
            yield Outcome(acknowledged=ack is not None, answer=(ack or {}).get("payload", {}))


def _found(on: Surface, fits: Callable[[Mapping[str, Any]], bool], what: str) -> tuple[Mapping[str, Any], str]:
    for number, block in enumerate(on.blocks):
        for element in block.get("elements", []) if block["type"] == "actions" else ():
            if fits(element):
                return element, block.get("block_id", f"b{number}")
    raise AssertionError(f"nothing that can be pressed is called {what!r}")


def _is_button(element: Mapping[str, Any], what: str) -> bool:
    return element["type"] == "button" and what in {element["action_id"], _label(element)}


def _option(element: Mapping[str, Any], what: str) -> Mapping[str, Any] | None:
    options = element.get("options", ())
    return next((option for option in options if what in {option["value"], _label(option)}), None)


def _label(thing: Mapping[str, Any]) -> str:
    text: str = thing["text"]["text"]
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _initial(element: Mapping[str, Any]) -> str:
    initial = element.get("initial_value") or element.get("initial_user") or element.get("initial_date_time")
    return str(initial or element.get("initial_option", {}).get("value") or "")


def _place(on: Surface) -> str | None:
    return None if isinstance(on, View) else on.channel
