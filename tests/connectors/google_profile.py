"""Google's business profiles as they live: locations, and reviews that come, change, go and are answered."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.connectors.contract import NOW
from tests.connectors.server import Reply, ScriptedServer, Seen, json_reply

ACCOUNT = "114147206379557324111"
LOCATIONS = f"/v1/accounts/{ACCOUNT}/locations"
BATCH = f"/v4/accounts/{ACCOUNT}/locations:batchGetReviews"
TOKEN = "/token"
STARS = ("ONE", "TWO", "THREE", "FOUR", "FIVE")


def error(status: int, name: str, **more: Any) -> Reply:
    """Return an error as Google writes it."""
    told = {"code": status, "message": "No.", "status": name}
    return json_reply({"error": told | ({"details": [more]} if more else {})}, status)


def disabled() -> Reply:
    """Return the answer to a project that Google has not approved."""
    return error(403, "PERMISSION_DENIED", reason="SERVICE_DISABLED", metadata={"service": "mybusiness.googleapis.com"})


@dataclass(kw_only=True)
class FakeProfiles:
    """Reviews by (location, id); `size` is how many a page has at most. Those of `shut` locations are not shown."""

    size: int = 50
    titles: dict[str, str] = field(default_factory=lambda: {"10": "Acme London"})
    reviews: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    shut: set[str] = field(default_factory=set)
    by_location: bool = False
    now: Callable[[], datetime] = lambda: NOW

    def add(self, review: str, text: str | None = "Rude staff", *, of: str = "10", hours: float = 1) -> None:
        """Let a review be written so many hours ago, by default in London."""
        at = (self.now() - timedelta(hours=hours)).isoformat().replace("+00:00", "Z")
        named = {"name": f"accounts/{ACCOUNT}/locations/{of}/reviews/{review}", "createTime": at, "updateTime": at}
        said = {} if text is None else {"comment": text}
        self.reviews[of, review] = {**named, "starRating": "ONE", "reviewer": {"displayName": "Kim"}, **said}

    def edit(self, review: str, text: str, stars: int, *, of: str = "10") -> None:
        """Let its author change a review now."""
        changed = {"comment": text, "starRating": STARS[stars - 1], "updateTime": self.now().isoformat()}
        self.reviews[of, review] |= changed

    def answer_there(self, review: str, text: str, *, of: str = "10", state: str = "APPROVED") -> dict[str, Any]:
        """Answer a review; that moves it nowhere."""
        reply = {"comment": text, "updateTime": self.now().isoformat(), "reviewReplyState": state}
        self.reviews[of, review]["reviewReply"] = reply
        return reply

    def open(self, server: ScriptedServer) -> None:
        """Answer on `server`."""
        server.script(TOKEN, json_reply({"access_token": "ya29.canary-access", "expires_in": 3599}))
        server.script(LOCATIONS, self.locations)
        server.always(self.answer)

    def locations(self, seen: Seen) -> Reply:
        """Return two locations a page."""
        start = int(seen.query.get("pageToken", 0))
        some = [self._location(number) for number in list(self.titles)[start : start + 2]]
        more = {"nextPageToken": str(start + 2)} if start + 2 < len(self.titles) else {}
        return json_reply({"locations": some, **more} if some else {})

    def answer(self, seen: Seen) -> Reply:
        """Return what Google says of reviews."""
        if seen.path == BATCH:
            sent = json.loads(seen.body)
            return self._page([name.rpartition("/")[2] for name in sent["locationNames"]], sent, is_batch=True)
        _, _, _, _, _, number, *rest = seen.path.split("/")
        if rest == ["reviews"]:
            return self._page([number], dict(seen.query), is_batch=False)
        known = self.reviews.get((number, rest[1]))
        if number in self.shut or known is None:
            return error(404, "NOT_FOUND")
        if rest[2:] == ["reply"]:
            return json_reply(self.answer_there(rest[1], json.loads(seen.body)["comment"], of=number))
        return json_reply(known)

    def _location(self, number: str) -> dict[str, Any]:
        address = {"addressLines": [f"{number} High Street"], "locality": "London"}
        metadata = {"mapsUri": f"https://maps.example/{number}", "placeId": "x"}
        named = {"name": f"locations/{number}", "title": self.titles[number], "languageCode": "en-GB"}
        return {**named, "storefrontAddress": address, "metadata": metadata}

    def _page(self, numbers: list[str], asked: dict[str, Any], *, is_batch: bool) -> Reply:
        if self.shut & set(numbers):
            return error(403, "PERMISSION_DENIED")
        wanted = [(key, one) for key, one in self.reviews.items() if key[0] in numbers]
        newest = sorted(wanted, key=lambda item: item[1]["updateTime"], reverse=True)
        if self.by_location:
            newest.sort(key=lambda item: item[0][0])
        start = int(asked.get("pageToken", 0))
        shown = newest[start : start + min(self.size, int(asked.get("pageSize", 50)))]
        more = {"nextPageToken": str(start + len(shown))} if start + len(shown) < len(newest) else {}
        if not is_batch:
            return json_reply({"reviews": [one for _, one in shown], **more} if shown else {})
        told = [{"name": f"accounts/{ACCOUNT}/locations/{key[0]}", "review": one} for key, one in shown]
        return json_reply({"locationReviews": told, **more} if told else {})
