"""What Telegram's Bot API tells, read. Facts: https://core.telegram.org/bots/api"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import msgspec

from connectors.contract import Author, Media, Mention, MentionKey, OwnReply, Page
from connectors.kit.items import shaped, sift, time_of
from connectors.kit.text import clean
from connectors.kit.together import told_once

HEARD = ("message", "edited_message")
"""What is asked for. A channel's posts are its owner's; what people say to them is in its discussion group."""

_GROUPS = ("group", "supergroup")
_SUPERGROUP = "-100"
"""The ids of supergroups begin so; the links to their messages go without."""


class _Chat(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    type: str
    title: str | None = None
    username: str | None = None
    first_name: str | None = None
    last_name: str | None = None


class _User(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    is_bot: bool = False
    first_name: str = ""
    last_name: str | None = None
    username: str | None = None


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A message, or one that is answered. Only what people say or show is read; joining and pinning is neither."""

    message_id: int
    date: int
    chat: _Chat
    sender: _User | None = msgspec.field(name="from", default=None)
    sender_chat: _Chat | None = None
    edit_date: int | None = None
    message_thread_id: int | None = None
    is_automatic_forward: bool = False
    reply_to_message: object = None
    text: str | None = None
    caption: str | None = None
    photo: object = None
    video: object = None
    animation: object = None
    video_note: object = None
    voice: object = None
    audio: object = None
    document: object = None


class _Update(msgspec.Struct, frozen=True, kw_only=True):
    update_id: int
    message: Message | None = None
    edited_message: Message | None = None


class _Numbered(msgspec.Struct, frozen=True, kw_only=True):
    update_id: int


class _Updates(msgspec.Struct, frozen=True, kw_only=True):
    ok: bool
    result: list[object]


class _Bot(msgspec.Struct, frozen=True, kw_only=True):
    can_read_all_group_messages: bool = False


class _Me(msgspec.Struct, frozen=True, kw_only=True):
    result: _Bot


class Hook(msgspec.Struct, frozen=True, kw_only=True):
    """Where Telegram delivers to, and how that fares."""

    url: str
    pending_update_count: int = 0
    last_error_date: int | None = None
    last_error_message: str | None = None


class _HookInfo(msgspec.Struct, frozen=True, kw_only=True):
    result: Hook


class _Sent(msgspec.Struct, frozen=True, kw_only=True):
    result: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Ears:
    """What is heard, and who of those who speak is us. Without `chats` every group is."""

    chats: Collection[int] = ()
    private: bool = False
    staff: Collection[int] = ()
    admins_are_us: bool = True

    def listen(self, chat: _Chat) -> bool:
        """Whether what is said in `chat` is heard."""
        if chat.type == "private":
            return self.private
        return chat.type in _GROUPS and (not self.chats or chat.id in self.chats)

    def is_ours(self, message: Message) -> bool:
        """Whether it was written in the brand's name."""
        speaker = message.sender_chat or message.sender
        if speaker is not None and speaker.id in self.staff:
            return True
        is_admin = message.sender_chat is not None and message.sender_chat.id == message.chat.id
        return self.admins_are_us and (is_admin or message.is_automatic_forward)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What an answer tells, and the highest number of its updates; None where there is none."""

    page: Page
    count: int = 0
    last: int | None = None


def read_updates(payload: object, ears: Ears) -> Heard:
    """Return what an answer of `getUpdates` tells. Raises `Changed` where it is none."""
    items = shaped(payload, _Updates, "list of updates of the Bot API").result
    numbers = [shaped(item, _Numbered, "update").update_id for item in items]
    return Heard(page=_page(items, ears), count=len(items), last=max(numbers, default=None))


def read_delivery(payload: object, ears: Ears) -> Page:
    """Return what one update that was pushed tells. Raises `Changed` where it is none."""
    shaped(payload, _Numbered, "update")
    return _page([payload], ears)


def hears_all(payload: object) -> bool:
    """Whether the bot hears what is not addressed to it (`getMe`)."""
    return shaped(payload, _Me, "answer about the bot").result.can_read_all_group_messages


def hook_of(payload: object) -> Hook:
    """Return where Telegram delivers to (`getWebhookInfo`)."""
    return shaped(payload, _HookInfo, "answer about the webhook").result


def sent_message(payload: object) -> Message:
    """Return the message that was sent."""
    return shaped(payload, _Sent, "message that was sent").result


def url_of(message: Message) -> str | None:
    """Return where members read it; a small group's messages have no address."""
    chat = message.chat
    if chat.username:
        return f"https://t.me/{chat.username}/{message.message_id}"
    inner = str(chat.id).removeprefix(_SUPERGROUP)
    return f"https://t.me/c/{inner}/{message.message_id}" if chat.type == "supergroup" else None


def _page(items: Sequence[object], ears: Ears) -> Page:
    page = sift(items, _Update, partial(_of_update, ears), _is_of_a_group)
    return replace(page, mentions=told_once(page.mentions))


def _is_of_a_group(item: object) -> bool:
    """Whether it surely is: of a private message that was not understood nothing is kept."""
    found: Any = item.get("message") or item.get("edited_message") if isinstance(item, Mapping) else None
    chat = found.get("chat") if isinstance(found, Mapping) else None
    return isinstance(chat, Mapping) and chat.get("type") in _GROUPS


def _of_update(ears: Ears, update: _Update) -> Mention | None:
    message = update.edited_message or update.message
    if message is None or not ears.listen(message.chat) or not _says_something(message):
        return None
    if not ears.is_ours(message):
        return _mention(message)
    asked = _answered(message)
    if asked is None or ears.is_ours(asked) or not _says_something(asked):
        return None
    return replace(_mention(asked), own_replies=(_own_reply(message),))


def _answered(message: Message) -> Message | None:
    """Return what a message answers. One that is no longer there is told without words, and with no time."""
    try:
        return msgspec.convert(message.reply_to_message, Message) if message.reply_to_message else None
    except msgspec.ValidationError:
        return None


def _says_something(message: Message) -> bool:
    return bool(_words(message) or _shown(message)) and message.date > 0


def _mention(message: Message) -> Mention:
    asked, thread = _answered(message), message.message_thread_id
    parent = asked.message_id if asked and _says_something(asked) else None
    url, kind = url_of(message), _shown(message)
    return Mention(
        key=MentionKey(platform="telegram", scope=str(message.chat.id), native_id=str(message.message_id)),
        text=clean(_words(message)),
        posted_at=time_of(message.date, "date"),
        edited_at=time_of(message.edit_date, "edit_date") if message.edit_date else None,
        url=url,
        author=_author(message),
        thread_id=str(thread or parent or message.message_id),
        parent_id=None if parent is None else str(parent),
        media=(Media(kind=kind, url=url),) if kind and url else (),
    )


def _own_reply(message: Message) -> OwnReply:
    return OwnReply(
        native_id=str(message.message_id),
        text=clean(_words(message)),
        posted_at=time_of(message.date, "date"),
        author=_author(message).name,
    )


def _author(message: Message) -> Author:
    """Who writes in a channel's name is known by that: its `from` is a stand-in."""
    speaker = message.sender_chat or message.sender
    if speaker is None:
        return Author()
    names = clean(f"{speaker.first_name or ''} {speaker.last_name or ''}")
    title = clean(speaker.title or "") if isinstance(speaker, _Chat) else ""
    return Author(id=str(speaker.id), name=names or title or speaker.username)


def _words(message: Message) -> str:
    return message.text or message.caption or ""


def _shown(message: Message) -> str | None:
    """Return what kind of thing is shown; its file has no address that does not hold the bot's token."""
    if message.photo:
        return "image"
    if message.video or message.animation or message.video_note:
        return "video"
    if message.voice or message.audio:
        return "audio"
    return "other" if message.document else None
