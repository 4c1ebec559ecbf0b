"""What Slack remembers and does: channels, messages, history, pace. No HTTP here."""

import json
import re
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from tests.fake_slack import blocks as block_kit

TEAM, BOT, BOT_USER, APP = "T00FAKE01", "B00FAKE01", "U00FAKE01", "A00FAKE01"
IDENTITY = {
    "url": "https://fake.slack.com/",
    "team": "Fake",
    "user": "monitor",
    "team_id": TEAM,
    "user_id": BOT_USER,
    "bot_id": BOT,
}


class ApiError(Exception):
    """`ok: false` with this code."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


class TooMany(Exception):
    """429; `wait` in seconds."""

    def __init__(self, wait: float) -> None:
        super().__init__(f"wait {wait}")
        self.wait = wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as it now is. `edits` counts `chat.update`; `versions` are the blocks before each."""

    ts: str
    channel: str
    text: str
    blocks: list[dict[str, Any]]
    metadata: dict[str, Any]
    thread_ts: str | None = None
    edits: int = 0
    seen_from: float = 0.0
    versions: tuple[list[dict[str, Any]], ...] = ()
    files: tuple[dict[str, Any], ...] = ()

    @property
    def key(self) -> str | None:
        """The notice's key in the metadata."""
        key = self.metadata.get("event_payload", {}).get("key")
        return key if isinstance(key, str) else None

    @property
    def words(self) -> str:
        """Everything that a person reads in the blocks, in order, as Slack shows it."""
        return " ".join(words_of(self.blocks))


@dataclass(slots=True, kw_only=True)
class Channel:
    """One channel and how it stands to the bot."""

    id: str
    is_archived: bool = False
    is_private: bool = False
    is_member: bool = True
    messages: dict[str, Message] = field(default_factory=dict)


class Workspace:
    """Thread-safe. `now` is Slack's own clock; `lag` delays what history shows; `speed` scales the rate limits."""

    def __init__(self, channels: Iterable[str], *, now: Callable[[], float], lag: float, speed: float) -> None:
        self.channels = {name: Channel(id=name) for name in channels}
        self.lag = lag
        self._now = now
        self._speed = speed
        self._lock = threading.Lock()
        self._last_ts = 0  # in microseconds: adding them to a float gives two messages one `ts`
        self._free_at: dict[str, float] = defaultdict(float)

    def pace(self, bucket: str, seconds: float) -> None:
        """Let one call of `bucket` through every `seconds`, or raise `TooMany`. A little burst is allowed for."""
        gap = seconds / self._speed
        with self._lock:
            now = self._now()
            free_at = self._free_at[bucket]
            if now < free_at - gap:
                raise TooMany(free_at - gap - now)
            self._free_at[bucket] = max(now, free_at) + gap

    def post(self, given: dict[str, Any]) -> dict[str, Any]:
        """`chat.postMessage`."""
        channel = self._writable(given["channel"])
        content = _content(given)
        message = self._keep(channel, given.get("thread_ts"), **content)
        return {"channel": channel.id, "ts": message.ts, "message": _shown(message, metadata=True)}

    def share(self, channel: str, thread_ts: str | None, files: list[dict[str, Any]]) -> None:
        """Files become a message."""
        self._keep(self._writable(channel), thread_ts, text="", blocks=[], metadata={}, files=tuple(files))

    def _keep(self, channel: Channel, thread_ts: str | None, **content: Any) -> Message:
        with self._lock:
            now = self._now()
            self._last_ts = max(int(now * 1e6), self._last_ts + 1)
            ts = f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"
            message = Message(ts=ts, channel=channel.id, thread_ts=thread_ts, seen_from=now + self.lag, **content)
            channel.messages[ts] = message
            return message

    def update(self, given: dict[str, Any]) -> dict[str, Any]:
        """`chat.update`. Metadata that is not given stays."""
        channel = self._writable(given["channel"])
        content = _content(given)
        with self._lock:
            old = channel.messages.get(given["ts"])
            if old is None:
                raise ApiError("message_not_found")
            if "metadata" not in given:
                content["metadata"] = old.metadata
            new = replace(old, **content, edits=old.edits + 1, versions=(*old.versions, old.blocks))
            channel.messages[new.ts] = new
        return {"channel": channel.id, "ts": new.ts, "text": new.text, "message": _changed(new)}

    def retract(self, given: dict[str, Any]) -> dict[str, Any]:
        """`chat.delete`."""
        channel = self._channel(given["channel"])
        with self._lock:
            if channel.messages.pop(given["ts"], None) is None:
                raise ApiError("message_not_found")
        return {"channel": channel.id, "ts": given["ts"]}

    def history(self, given: dict[str, Any]) -> dict[str, Any]:
        """`conversations.history`: newest first, without replies."""
        channel = self._channel(given["channel"])
        with self._lock:
            seen = [message for message in channel.messages.values() if message.thread_ts in {None, message.ts}]
        return self._page(sorted(seen, key=lambda message: message.ts, reverse=True), given)

    def replies(self, given: dict[str, Any]) -> dict[str, Any]:
        """`conversations.replies`: the parent, then its replies, oldest first."""
        channel = self._channel(given["channel"])
        if given["ts"] not in channel.messages:
            raise ApiError("thread_not_found")
        with self._lock:
            seen = [m for m in channel.messages.values() if given["ts"] in {m.ts, m.thread_ts}]
        return self._page(sorted(seen, key=lambda message: message.ts), given)

    def info(self, given: dict[str, Any]) -> dict[str, Any]:
        """`conversations.info`."""
        channel = self._channel(given["channel"])
        return {
            "channel": {
                "id": channel.id,
                "name": channel.id.lower(),
                "is_channel": not channel.is_private,
                "is_private": channel.is_private,
                "is_archived": channel.is_archived,
                "is_member": channel.is_member,
                "context_team_id": TEAM,
            }
        }

    def delete(self, channel: str, ts: str) -> None:
        """A person deletes a message."""
        with self._lock:
            del self.channels[channel].messages[ts]

    def snapshot(self, channel: str) -> list[Message]:
        """Return the channel's messages, oldest first."""
        with self._lock:
            return sorted(self.channels[channel].messages.values(), key=lambda message: message.ts)

    def _page(self, messages: list[Message], given: dict[str, Any]) -> dict[str, Any]:
        oldest, latest = _time(given, "oldest", 0.0), _time(given, "latest", float("inf"))
        now = self._now()
        inside = [m for m in messages if oldest < float(m.ts) < latest and m.seen_from <= now]
        limit = int(given.get("limit", 100))
        if not 1 <= limit <= 999:
            raise ApiError("invalid_arg_name", f"limit {limit}")
        cursor = given.get("cursor", "")
        if cursor and not re.fullmatch(r"next:\d+", cursor):
            raise ApiError("invalid_cursor")
        start = int(cursor.removeprefix("next:") or 0)
        with_metadata = str(given.get("include_all_metadata", "")) in {"1", "true", "True"}
        page: dict[str, Any] = {
            "messages": [_shown(message, metadata=with_metadata) for message in inside[start : start + limit]],
            "has_more": start + limit < len(inside),
            "pin_count": 0,
        }
        if page["has_more"]:
            page["response_metadata"] = {"next_cursor": f"next:{start + limit}"}
        return page

    def _channel(self, name: str) -> Channel:
        channel = self.channels.get(name)
        if channel is None or (channel.is_private and not channel.is_member):
            raise ApiError("channel_not_found")
        return channel

    def _writable(self, name: str) -> Channel:
        channel = self._channel(name)
        if channel.is_archived:
            raise ApiError("is_archived")
        if not channel.is_member:
            raise ApiError("not_in_channel")
        return channel


def _content(given: dict[str, Any]) -> dict[str, Any]:
    text, blocks = given.get("text", ""), _json(given.get("blocks", []), "invalid_blocks_format")
    if not text and not blocks:
        raise ApiError("no_text")
    if len(text) > 40_000:
        raise ApiError("no_text", "text beyond 40,000 characters")
    if wrong := block_kit.refusal(blocks):
        raise ApiError("invalid_blocks", wrong)
    if block_kit.size(blocks) > block_kit.TOO_LONG:
        raise ApiError("msg_blocks_too_long", str(block_kit.size(blocks)))
    metadata = _json(given.get("metadata", {}), "invalid_metadata_format")
    if metadata and not (
        re.fullmatch(r"[A-Za-z0-9_]+", str(metadata.get("event_type")))
        and isinstance(metadata.get("event_payload"), dict)
    ):
        raise ApiError("invalid_metadata_format", str(metadata))
    if len(json.dumps(metadata)) > 8000:
        raise ApiError("metadata_too_large")
    return {"text": text, "blocks": blocks, "metadata": metadata}


def _json(value: Any, code: str) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError as error:
        raise ApiError(code) from error


def _time(given: dict[str, Any], name: str, default: float) -> float:
    try:
        return float(given[name]) if name in given else default
    except ValueError as error:
        raise ApiError(f"invalid_ts_{name}") from error


def _shown(message: Message, *, metadata: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "type": "message",
        "subtype": "bot_message",
        "user": BOT_USER,
        "bot_id": BOT,
        "app_id": APP,
        "team": TEAM,
        "text": message.text,
        "ts": message.ts,
        "blocks": message.blocks,
    }
    if message.thread_ts:
        shown["thread_ts"] = message.thread_ts
    if message.edits:
        shown["edited"] = {"user": BOT, "ts": message.ts}
    if message.files:
        shown["files"] = list(message.files)
    if metadata and message.metadata:
        shown["metadata"] = message.metadata
    return shown


def _changed(message: Message) -> dict[str, Any]:
    """As `chat.update` shows it: without its `ts`, which stands beside it."""
    shown = _shown(message, metadata=True)
    return {name: value for name, value in shown.items() if name not in {"ts", "subtype"}}


def words_of(thing: Any) -> list[str]:
    """Everything that a person reads in blocks, or in a part of one, in order, as Slack shows it."""
    if isinstance(thing, list):
        return [word for item in thing for word in words_of(item)]
    if not isinstance(thing, dict):
        return []
    own = [thing["text"]] if isinstance(thing.get("text"), str) else words_of(thing.get("text"))
    if thing.get("type") in {"plain_text", "mrkdwn"}:
        own = [word.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") for word in own]
    inner = ("label", "hint", "fields", "elements", "element", "placeholder", "initial_value", "options")
    own += [thing["initial_value"]] if isinstance(thing.get("initial_value"), str) else []
    return own + [word for name in inner for word in words_of(thing.get(name))]
