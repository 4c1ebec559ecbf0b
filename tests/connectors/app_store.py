"""App Store Connect as it lives: reviews come, are edited, deleted and answered, and are told as Apple tells them."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.connectors.contract import NOW
from tests.connectors.server import Reply, ScriptedServer, Seen, json_reply

APP = 682658836
LIST = f"/v1/apps/{APP}/customerReviews"
ANSWERS = "/v1/customerReviewResponses"
ISSUER = "57246542-96fe-1a63-e053-0824d011072a"

_KEY = ec.generate_private_key(ec.SECP256R1())
PEM = _KEY.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
).decode()


def claims(seen: Seen) -> dict[str, Any]:
    """Return what the token of a request claims, verified as Apple verifies it (but for its end)."""
    token = seen.headers["authorization"].removeprefix("Bearer ")
    options: Any = {"verify_exp": False, "verify_iat": False}
    claim = jwt.decode(token, _KEY.public_key(), ["ES256"], options, audience="appstoreconnect-v1")
    return {**claim, "kid": jwt.get_unverified_header(token)["kid"]}


def error(status: int, code: str, **headers: str) -> Reply:
    """Return an error as Apple writes it."""
    told = {"id": "6f1e", "status": str(status), "code": code, "title": "No.", "detail": "Because of this and that."}
    return json_reply({"errors": [told]}, status, **headers)


@dataclass(kw_only=True)
class FakeAppStore:
    """Reviews by number; `size` is how many a page has. A cursor names the number of the last review before it."""

    size: int = 200
    reviews: dict[int, dict[str, Any]] = field(default_factory=dict)
    responses: dict[int, dict[str, Any]] = field(default_factory=dict)
    forgotten: set[str] = field(default_factory=set)
    now: Callable[[], datetime] = lambda: NOW

    def add(self, number: int, text: str = "Crashes", at: datetime | None = None, **said: Any) -> None:
        """Review `number`, by default as many hours before now as 1,000 lacks."""
        at = at or NOW - timedelta(hours=1000 - number)
        attributes = {"rating": 1, "title": f"Title {number}", "body": text, "createdDate": at.isoformat()}
        self.reviews[number] = {**attributes, "reviewerNickname": "sam", "territory": "DEU", **said}

    def answer_in_console(self, number: int, text: str, state: str = "PUBLISHED") -> dict[str, Any]:
        """Answer a review; there is one answer to each."""
        self.responses[number] = {"responseBody": text, "lastModifiedDate": self.now().isoformat(), "state": state}
        return self._response(number)

    def open(self, server: ScriptedServer) -> None:
        """Answer on `server`."""
        server.always(self.answer)

    def answer(self, seen: Seen) -> Reply:
        """Return what Apple says to a request."""
        if seen.path == LIST:
            return self._list(seen)
        if seen.path == ANSWERS:
            return self._posted(json.loads(seen.body)["data"])
        name = seen.path.rpartition("/")[2].removeprefix("r-")
        if not name.isdecimal() or int(name) not in self.reviews:
            return error(404, "NOT_FOUND")
        return json_reply({"data": self._review(int(name)), **self._included([int(name)], seen)})

    def _list(self, seen: Seen) -> Reply:
        cursor = seen.query.get("cursor")
        if cursor in self.forgotten:
            return error(400, "PARAMETER_ERROR.INVALID")
        newest = sorted(self.reviews, key=lambda number: self.reviews[number]["createdDate"], reverse=True)
        start = newest.index(int(cursor)) + 1 if cursor and int(cursor) in newest else 0
        shown = newest[start : start + self.size]
        is_more = start + self.size < len(newest)
        # As Apple does: what was asked for beside the cursor is not in the link
        link = {"next": f"https://api.example{LIST}?cursor={shown[-1]}&limit=200"} if is_more else {}
        told = {"data": [self._review(number) for number in shown], **self._included(shown, seen)}
        return json_reply({**told, "links": {"self": LIST, **link}, "meta": {"paging": {"total": len(newest)}}})

    def _review(self, number: int) -> dict[str, Any]:
        answered = {"data": {"type": "customerReviewResponses", "id": f"a-{number}"}}
        response = answered if number in self.responses else {"links": {"related": "…"}}
        told = {"type": "customerReviews", "id": f"r-{number}", "attributes": self.reviews[number]}
        return {**told, "relationships": {"response": response}}

    def _included(self, numbers: list[int], seen: Seen) -> dict[str, Any]:
        assert seen.query["include"] == "response", "without it no answer is told"
        return {"included": [self._response(number) for number in numbers if number in self.responses]}

    def _response(self, number: int) -> dict[str, Any]:
        return {"type": "customerReviewResponses", "id": f"a-{number}", "attributes": self.responses[number]}

    def _posted(self, data: dict[str, Any]) -> Reply:
        number = int(data["relationships"]["review"]["data"]["id"].removeprefix("r-"))
        told = self.answer_in_console(number, data["attributes"]["responseBody"], "PENDING_PUBLISH")
        return json_reply({"data": told}, 201)
