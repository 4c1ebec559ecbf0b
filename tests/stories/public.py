"""The public: what customers say on five platforms, each served as that platform writes it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import format_datetime
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.connectors.server import Reply, ScriptedServer, Seen, json_reply, reply

PACKAGE, APP = "com.acme.air", 42
FEED = "/feed.xml"
HACKERNEWS = "/api/v1/search_by_date"
MASTODON = "/api/v1/timelines/tag/acmeair"
PLAY = f"/androidpublisher/v3/applications/{PACKAGE}/reviews"
PLAY_TOKEN = "/token"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One post or review; `answer` is what the brand wrote below it."""

    id: str
    text: str
    at: datetime
    stars: int = 1
    edited_at: datetime | None = None
    answer: str | None = None
    answered_at: datetime | None = None


@dataclass(slots=True)
class Public:
    """Everything that can be read now, by platform: change the lists as the story goes on."""

    feed: list[Said] = field(default_factory=list)
    hackernews: list[Said] = field(default_factory=list)
    mastodon: list[Said] = field(default_factory=list)
    play: list[Said] = field(default_factory=list)
    app_store: list[Said] = field(default_factory=list)

    def serve(self, server: ScriptedServer) -> None:
        """Answer on `server` as all five platforms do."""
        server.script(FEED, self._answer(lambda: reply(feed_xml(self.feed), "application/rss+xml")))
        server.script(HACKERNEWS, self._answer(lambda: json_reply(found(self.hackernews))))
        server.script(MASTODON, lambda seen: json_reply([] if "max_id" in seen.query else self._statuses()))
        server.script(
            PLAY_TOKEN, json_reply({"access_token": "ya29.story", "expires_in": 3599, "token_type": "Bearer"})
        )
        server.script(PLAY, self._answer(lambda: json_reply({"reviews": [_review(one) for one in self.play]})))
        server.always(self._app_store)

    def _statuses(self) -> list[dict[str, Any]]:
        return [status(one) for one in sorted(self.mastodon, key=lambda one: one.at, reverse=True)]

    def _app_store(self, seen: Seen) -> Reply:
        if "customerreviews" not in seen.path:
            return Reply(status=404)
        if seen.path.endswith("/xml"):  # asked where the JSON has no reviews
            return reply('<feed xmlns="http://www.w3.org/2005/Atom"><id>feed</id></feed>', "text/xml")
        return json_reply(app_store_json(self.app_store if "page=1/" in seen.path else []))

    @staticmethod
    def _answer(make: Callable[[], Reply]) -> Callable[[Seen], Reply]:
        return lambda _: make()


def change(said: list[Said], name: str, **what: Any) -> None:
    """Let the post called `name` be another."""
    place = next(index for index, one in enumerate(said) if one.id == name)
    said[place] = replace(said[place], **what)


def feed_xml(said: list[Said]) -> str:
    """Return an RSS feed of `said`."""
    items = "".join(
        f"<item><guid isPermaLink='false'>{one.id}</guid><title>{escape(one.text[:40])}</title>"
        f"<link>https://blog.example/{one.id}</link><description>{escape(one.text)}</description>"
        f"<pubDate>{format_datetime(one.at)}</pubDate></item>"
        for one in said
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>Watch</title>{items}</channel></rss>"


def found(said: list[Said]) -> dict[str, Any]:
    """Return a search's answer that has `said`."""
    return {"hits": [_hit(one) for one in said]}


def _hit(one: Said) -> dict[str, Any]:
    return {
        "objectID": one.id,
        "created_at_i": int(one.at.timestamp()),
        "author": f"user-{one.id}",
        "comment_text": escape(one.text),
        "story_id": 7,
        "parent_id": 7,
    }


def status(one: Said) -> dict[str, Any]:
    """Return a post as Mastodon writes it."""
    return {
        "id": str(int(one.at.timestamp() * 1000)),
        "uri": f"https://social.example/users/ann/statuses/{one.id}",
        "url": f"https://social.example/@ann/{one.id}",
        "created_at": one.at.isoformat(),
        "edited_at": one.edited_at.isoformat() if one.edited_at else None,
        "visibility": "public",
        "language": "en",
        "content": f"<p>{escape(one.text)}</p>",
        "account": {"acct": "ann", "uri": "https://social.example/users/ann", "followers_count": 12},
    }


def _review(one: Said) -> dict[str, Any]:
    written = {"seconds": str(int((one.edited_at or one.at).timestamp()))}
    comments: list[dict[str, Any]] = [
        {
            "userComment": {
                "text": f"\t{one.text}",
                "lastModified": written,
                "starRating": one.stars,
                "reviewerLanguage": "en",
            }
        }
    ]
    if one.answer and one.answered_at:
        seconds = str(int(one.answered_at.timestamp()))
        comments.append({"developerComment": {"text": one.answer, "lastModified": {"seconds": seconds}}})
    return {"reviewId": one.id, "authorName": "Kim", "comments": comments}


def app_store_json(said: list[Said]) -> dict[str, Any]:
    """Return a page of Apple's feed of customer reviews."""
    entries = [
        {
            "id": {"label": one.id},
            "author": {"name": {"label": f"user {one.id}"}, "uri": {"label": f"https://apps.example/id{one.id}"}},
            "updated": {"label": (one.edited_at or one.at).isoformat()},
            "im:rating": {"label": str(one.stars)},
            "title": {"label": "Review"},
            "content": {"label": one.text, "attributes": {"type": "text"}},
        }
        for one in said
    ]
    app = {"im:name": {"label": "Acme Air"}, "id": {"label": "app"}, "title": {"label": "Acme Air"}}
    page: dict[str, Any] = {"id": {"label": "feed"}, "link": [], "updated": {"label": "2026-11-18T00:00:00Z"}}
    return {"feed": page | ({"entry": [app, *entries]} if entries else {})}


@cache
def service_account() -> str:
    """Return a key file with a key made for this run."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form = serialization.PrivateFormat.PKCS8
    pem = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()
    told = {
        "type": "service_account",
        "client_email": "monitor@acme.example",
        "private_key_id": "key-1",
        "private_key": pem,
        "token_uri": "https://oauth2.example/token",
    }
    return json.dumps(told)
