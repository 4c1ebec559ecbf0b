"""Signed HTTP: requests that Slack sends to us, verified, read, kept, answered."""

import json
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from slack_sdk.signature import Clock, SignatureVerifier

from alerts.interactive import Reply, Take
from alerts.slack.acks import acknowledgement
from alerts.slack.actions import Unreadable, read

LARGEST = 1_000_000
"""Bytes of one request."""

_WINDOW = 600.0  # seconds: a stamp may be 300 behind or ahead of our clock
_REFUSED = Reply(status=401)
_FIELDS = 50


class Door:
    """What Slack may call. A request that was replied to and comes again gets the same reply, and has no effect."""

    def __init__(self, secret: str, now: Callable[[], datetime]) -> None:
        self._now = now
        self._verifier = SignatureVerifier(secret, _Clock(now))
        self._lock = threading.Lock()
        self._replied: dict[str, tuple[float, Reply]] = {}

    def receive(self, headers: Mapping[str, str], body: bytes, take: Take) -> Reply:
        """Return what to answer: 401 for what Slack did not sign just now, 400 for what cannot be read.

        Raises what `take` raises: that is not acknowledged, and Slack may send it again.
        """
        if len(body) > LARGEST:
            return Reply(status=413)
        given = {name.lower(): value for name, value in headers.items()}
        if not self._is_slacks(given, body):
            return _REFUSED
        signature = given["x-slack-signature"]
        known = self._known(signature)
        if known is not None:
            return known
        reply = self._answer(given.get("content-type", ""), body, take)
        if reply.status == 200:
            self._remember(signature, reply)
        return reply

    def _is_slacks(self, headers: Mapping[str, str], body: bytes) -> bool:
        """The verifier raises for a stamp that is no number, a signature beyond ASCII and a body that is no text."""
        try:
            return self._verifier.is_valid_request(body, dict(headers))
        except (ValueError, TypeError, ArithmeticError):
            return False

    def _answer(self, kind: str, body: bytes, take: Take) -> Reply:
        try:
            payload = _payload(kind, body)
            if payload.get("type") == "url_verification":
                return _json({"challenge": str(payload.get("challenge"))})
            press = None if "ssl_check" in payload else read(payload, self._now())
        except (Unreadable, ValueError, RecursionError):
            return Reply(status=400)
        if press is None:
            return Reply(status=200)
        answer = acknowledgement(press, take(press))
        return _json(answer) if answer else Reply(status=200)

    def _known(self, signature: str) -> Reply | None:
        with self._lock:
            now = self._now().timestamp()
            for old in [key for key, (until, _) in self._replied.items() if until < now]:
                del self._replied[old]
            return self._replied.get(signature, (0.0, None))[1]

    def _remember(self, signature: str, reply: Reply) -> None:
        with self._lock:
            self._replied[signature] = (self._now().timestamp() + _WINDOW, reply)


class _Clock(Clock):
    """The clock that the rest of the program goes by."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now

    def now(self) -> float:
        return self._now().timestamp()


def _payload(kind: str, body: bytes) -> dict[str, Any]:
    """An event is JSON; an interaction is JSON in a form; a command is a form."""
    text = body.decode()
    if kind.partition(";")[0].strip().lower() == "application/json":
        payload = json.loads(text)
    else:
        payload = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=_FIELDS))
        if "payload" in payload:
            payload = json.loads(payload["payload"])
    if not isinstance(payload, dict):
        raise Unreadable("not an object")
    return payload


def _json(answer: dict[str, Any]) -> Reply:
    return Reply(status=200, body=json.dumps(answer))
