"""What Slack shows to one person alone: views, messages for their eyes, and who they are. No HTTP here."""

import json
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tests.fake_slack import blocks as block_kit
from tests.fake_slack import views
from tests.fake_slack.workspace import APP, BOT, TEAM, ApiError, Channel, words_of

TRIGGER_SECONDS = 3.0
ANSWER_SECONDS, ANSWER_USES = 1800.0, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody in the workspace."""

    id: str
    name: str
    email: str | None = None
    zone: str = "Europe/London"
    team: str = TEAM


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A modal or a home as one person has it before them. `content` is what the app sent."""

    id: str
    user: str
    hash: str
    content: dict[str, Any]

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """The view's blocks."""
        blocks: list[dict[str, Any]] = self.content["blocks"]
        return blocks

    @property
    def words(self) -> str:
        """Everything that a person reads in it, in order."""
        return " ".join(words_of([self.content.get("title"), self.blocks]))

    @property
    def fields(self) -> dict[str, dict[str, Any]]:
        """The elements that can be filled in, by field."""
        return {block["block_id"]: block["element"] for block in self.blocks if block["type"] == "input"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Whisper:
    """A message that one person alone sees."""

    ts: str
    user: str
    channel: str
    text: str
    blocks: list[dict[str, Any]]

    @property
    def words(self) -> str:
        """Everything that a person reads in the blocks, in order."""
        return " ".join(words_of(self.blocks))


@dataclass(slots=True)
class _Answering:
    """Where an answer to one press goes."""

    user: str
    channel: str
    until: float
    uses: int = ANSWER_USES


@dataclass(slots=True, kw_only=True)
class Desk:
    """Thread-safe. `now` is Slack's clock; `base` is where its HTTP side listens."""

    now: Callable[[], float]
    base: Callable[[], str]
    channels: Mapping[str, Channel]
    users: dict[str, User] = field(default_factory=dict)
    groups: dict[str, set[str]] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    whispers: list[Whisper] = field(default_factory=list)
    _triggers: dict[str, tuple[str, float]] = field(default_factory=dict)
    _answering: dict[str, _Answering] = field(default_factory=dict)
    _used: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _count: int = 0

    def team_of(self, user: str) -> str:
        """Return the workspace that somebody belongs to."""
        known = self.users.get(user)
        return known.team if known else TEAM

    def trigger(self, user: str, *, age: float = 0.0) -> str:
        """Make the `trigger_id` of a press that happened `age` seconds ago."""
        with self._lock:
            trigger = f"{self._next()}.{secrets.randbelow(10**9)}.{secrets.token_hex(16)}"
            self._triggers[trigger] = (user, self.now() + TRIGGER_SECONDS - age)
            return trigger

    def answer_url(self, user: str, channel: str) -> str:
        """Make a `response_url`."""
        with self._lock:
            token = secrets.token_hex(12)
            self._answering[token] = _Answering(user, channel, self.now() + ANSWER_SECONDS)
            return f"{self.base()}actions/{TEAM}/{self._next()}/{token}"

    def open(self, given: dict[str, Any]) -> dict[str, Any]:
        """`views.open`."""
        content = _content(given)
        with self._lock:
            view = self._view(self._spend(given.get("trigger_id", "")), content)
            self.views[view.id] = view
        return {"view": shown(view)}

    def update(self, given: dict[str, Any]) -> dict[str, Any]:
        """`views.update`."""
        content = _content(given)
        with self._lock:
            old = self.views.get(given.get("view_id", ""))
            if old is None:
                raise ApiError("not_found")
            if given.get("hash", old.hash) != old.hash:
                raise ApiError("hash_conflict")
            view = replace(old, content=content, hash=self._hash())
            self.views[view.id] = view
        return {"view": shown(view)}

    def publish(self, given: dict[str, Any]) -> dict[str, Any]:
        """`views.publish`."""
        content = _content(given)
        with self._lock:
            view = self._view(given["user_id"], content)
            self.homes[view.user] = view
        return {"view": shown(view)}

    def whisper(self, given: dict[str, Any]) -> dict[str, Any]:
        """`chat.postEphemeral`."""
        channel = self.channels.get(given["channel"])
        if channel is None:
            raise ApiError("channel_not_found")
        if not channel.is_member:
            raise ApiError("not_in_channel")
        return {"message_ts": self._whispered(given["user"], given["channel"], given)}

    def answered(self, path: str, body: bytes) -> tuple[int, dict[str, Any]]:
        """A POST to a `response_url`; the status and what is answered."""
        answering = self._answering.get(path.rsplit("/", 1)[-1])
        given = json.loads(body)
        if answering is None or self.now() > answering.until:
            return 404, {"ok": False, "error": "expired_url"}
        with self._lock:
            if answering.uses == 0:
                return 404, {"ok": False, "error": "used_url"}
            answering.uses -= 1
        self._whispered(answering.user, answering.channel, given)
        return 200, {"ok": True}

    def info(self, given: dict[str, Any], *, with_email: bool) -> dict[str, Any]:
        """`users.info`."""
        user = self.users.get(given["user"])
        if user is None:
            raise ApiError("user_not_found")
        return self._told(user, with_email=with_email)

    def by_email(self, given: dict[str, Any]) -> dict[str, Any]:
        """`users.lookupByEmail`."""
        email = given["email"].lower()
        found = next((user for user in self.users.values() if (user.email or "").lower() == email), None)
        if found is None or found.team != TEAM:
            raise ApiError("users_not_found")
        return self._told(found, with_email=True)

    def _told(self, user: User, *, with_email: bool) -> dict[str, Any]:
        profile = {"real_name": user.name, "display_name": user.name}
        if with_email and user.email:
            profile["email"] = user.email
        told = {"id": user.id, "team_id": user.team, "name": user.name.lower(), "real_name": user.name, "tz": user.zone}
        stranger = {"is_stranger": True} if user.team != TEAM else {}
        return {"user": {**told, **stranger, "deleted": False, "is_bot": False, "profile": profile}}

    def list_groups(self, given: dict[str, Any]) -> dict[str, Any]:
        """`usergroups.list`."""
        groups = [{"id": id_, "team_id": TEAM, "handle": id_.lower()} for id_ in sorted(self.groups)]
        if given.get("include_users") in {True, "1", "true"}:
            groups = [{**group, "users": sorted(self.groups[group["id"]])} for group in groups]
        return {"usergroups": groups}

    def leave(self, view: View) -> None:
        """A person's modal closes."""
        with self._lock:
            self.views.pop(view.id, None)

    def _spend(self, trigger: str) -> str:
        if trigger in self._used:
            raise ApiError("exchanged_trigger_id")
        if trigger not in self._triggers:
            raise ApiError("invalid_trigger_id")
        user, until = self._triggers[trigger]
        if self.now() > until:
            raise ApiError("expired_trigger_id")
        self._used.add(trigger)
        return user

    def _view(self, user: str, content: dict[str, Any]) -> View:
        return View(id=f"V{self._next():08d}", user=user, hash=self._hash(), content=content)

    def _hash(self) -> str:
        return f"{int(self.now())}.{secrets.token_hex(4)}"

    def _next(self) -> int:
        self._count += 1
        return self._count

    def _whispered(self, user: str, channel: str, given: Mapping[str, Any]) -> str:
        blocks = given.get("blocks", [])
        blocks = json.loads(blocks) if isinstance(blocks, str) else blocks
        if not blocks and not given.get("text"):
            raise ApiError("no_text")
        if wrong := block_kit.refusal(blocks):
            raise ApiError("invalid_blocks", wrong)
        with self._lock:
            ts = f"{int(self.now())}.{self._next():06d}"
            self.whispers.append(Whisper(ts=ts, user=user, channel=channel, text=given.get("text", ""), blocks=blocks))
            return ts


def shown(view: View) -> dict[str, Any]:
    """Return a view as Slack tells of it."""
    told = {"id": view.id, "team_id": TEAM, "hash": view.hash, "state": {"values": {}}, "root_view_id": view.id}
    return {**view.content, **told, "app_id": APP, "app_installed_team_id": TEAM, "bot_id": BOT}


def _content(given: dict[str, Any]) -> dict[str, Any]:
    content = given["view"]
    content = json.loads(content) if isinstance(content, str) else content
    if wrong := views.refusal(content):
        raise ApiError("view_too_large" if "too large" in wrong else "invalid_arg_name", wrong)
    checked: dict[str, Any] = content
    return checked
