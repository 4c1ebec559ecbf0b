"""Slack's own client, on our own way out."""

import json
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.request import Request

from slack_sdk import WebClient

from alerts.contract import Refused, Unavailable, Uncertain
from alerts.http import Answer, Http, retry_after

# The client's log repeats what the error says already, and at DEBUG the words of messages.
_SILENT = logging.getLogger("alerts.slack.client")
_SILENT.setLevel(logging.CRITICAL)


class Client(WebClient):
    """The real `WebClient`: no retries of its own, and our `Http` where it would use urllib.

    With urllib a slow drip has no end, a redirect takes the token along, and nothing tells a request that was never
    sent from one that was. An answer without a JSON object in it never reaches the client's own parsing.
    """

    def __init__(self, *, token: str, base_url: str, http: Http, now: Callable[[], datetime]) -> None:
        super().__init__(token=token, base_url=base_url, retry_handlers=[], logger=_SILENT)
        self._http = http
        self._now = now

    def _perform_urllib_http_request_internal(self, url: str, req: Request) -> dict[str, Any]:
        body = req.data if isinstance(req.data, bytes) else b""
        headers = {name: str(value) for name, value in req.header_items() if name.lower() != "content-length"}
        answer = self._http.post(url, body=body, headers=headers)
        if answer.status == 429:
            wait = retry_after(answer.headers, self._now()) or 1.0
            raise Unavailable("Slack asks to wait (429)", retry_after=wait)
        if not _is_object(answer.body):
            raise _unreadable(answer)
        return {"status": answer.status, "headers": answer.headers, "body": answer.body.decode()}


def _is_object(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except ValueError:
        return False


def _unreadable(answer: Answer) -> Refused | Uncertain:
    """What no JSON was given: something between us and Slack answered, or Slack was cut off after it acted."""
    if 300 <= answer.status < 500:
        return Refused(f"HTTP {answer.status} without Slack's JSON: is base_url the address of Slack's Web API?")
    return Uncertain(f"HTTP {answer.status} without an answer of Slack's that can be read")
