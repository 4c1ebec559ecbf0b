"""Reading a mailbox, seeing what was answered, and answering."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from connectors.contract import Cursor, Mention, MentionKey, OwnReply, Page, Refused, Rejected, ReplyReceipt
from connectors.imap.letter import Letter, Us, letter_of, mention_of, message_id_of, reply_of
from connectors.imap.mailbox import Fetched, Folder, Mailbox, opened
from connectors.imap.sending import answer_to, send_once
from connectors.imap.settings import ImapSettings
from connectors.kit.cursor import dump, load
from connectors.kit.kind import Tools
from connectors.kit.oauth import OAuthClient, by_client_credentials, by_refresh_token
from connectors.kit.together import told_once
from connectors.kit.tokens import Granting, Tokens

BATCH = 20
LONGEST_REPLY = 50_000
_MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"
_FIRST = timedelta(days=30)
_AGAIN = timedelta(days=3)
"""How far back a folder is read again whose ids are no longer valid: mails are known by their own ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where reading a folder is: all up to `uid` is heard, as long as ids have this validity."""

    validity: int
    uid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What the cursor remembers: where each folder is, and when (epoch seconds) all of them were last heard."""

    places: Mapping[str, Place]
    heard: float | None = None


@dataclass(slots=True, kw_only=True)
class _Reading:
    """One poll, as far as it is."""

    box: Mailbox
    sent: str | None
    places: dict[str, Place] = field(default_factory=dict)
    heard: float | None = None

    def cursor(self) -> Cursor:
        return dump(Progress(places=dict(self.places), heard=self.heard))


class ImapSource:
    """Reads customers' mails in the order in which they arrived, and then what was sent."""

    longest: int | None = LONGEST_REPLY
    looks: tuple[float, ...] = (15.0, 60.0, 300.0)

    def __init__(self, settings: ImapSettings, tools: Tools) -> None:
        self._settings = settings
        self._us = Us(own=settings.own, lists=settings.own_lists)
        self._limits = tools.http.limits
        self._now = tools.now
        self._tokens = None if settings.oauth is None else Tokens(_granting(settings, tools), now=tools.now)

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        """Yield pages of mails since; of the last 30 days at first."""
        progress = Progress(places={}) if since is None else load(Progress, since)
        now = self._now()
        with opened(self._settings, self._limits, self._tokens) as box:
            reading = _Reading(box=box, sent=self._sent(box), places=dict(progress.places), heard=progress.heard)
            for name in (*self._settings.folders, *((reading.sent,) if reading.sent else ())):
                yield from self._folder(reading, name, now)
            reading.heard = now.timestamp()
            yield Page(cursor=reading.cursor())

    def history(self, since: datetime, resume: Cursor | None) -> Iterator[Page]:
        """Yield mails that arrived at or after `since`, each with what was answered."""
        progress = Progress(places={}) if resume is None else load(Progress, resume)
        with opened(self._settings, self._limits, self._tokens) as box:
            reading = _Reading(box=box, sent=self._sent(box), places=dict(progress.places))
            for name in self._settings.folders:
                known, folder = reading.places.get(name), box.examine(name)
                uids = box.search("SINCE", _day(since))
                left = [uid for uid in uids if known is None or known.validity != folder.validity or uid > known.uid]
                for first in range(0, len(left), BATCH):
                    box.examine(name)
                    batch = left[first : first + BATCH]
                    letters, rejected = self._letters(box.fetch(batch))
                    heard = (one for one in self._mentions(letters) if one.posted_at >= since)
                    mentions = tuple(self._answered(reading, one) for one in heard)
                    reading.places[name] = Place(validity=folder.validity, uid=batch[-1])
                    yield Page(mentions=mentions, rejected=rejected, cursor=reading.cursor())

    def reply(self, key: MentionKey, text: str) -> ReplyReceipt:
        """Answer a mail, in its thread."""
        smtp = self._settings.smtp
        if smtp is None:
            raise Refused("answers cannot be sent without `smtp`")
        with opened(self._settings, self._limits, self._tokens) as box:
            letter = self._letter(box, message_id_of(key), key)
        if letter is None:
            raise Refused("the mail is in none of the `folders` any more, or never had an id: it cannot be answered")
        now = self._now()
        message = answer_to(letter, text, smtp, now)
        send_once(message, letter.reply_to or letter.sender, self._settings, self._limits, self._tokens)
        return ReplyReceipt(native_id=str(message["Message-ID"]).strip("<>"), posted_at=now)

    def replies_to(self, key: MentionKey) -> tuple[OwnReply, ...]:
        """Return our answers to a mail, found among what was sent and what arrived."""
        name = message_id_of(key)
        if name is None:
            return ()
        with opened(self._settings, self._limits, self._tokens) as box:
            return self._replies(box, name, self._sent(box))

    def _folder(self, reading: _Reading, name: str, now: datetime) -> Iterator[Page]:
        """Read what is new in a folder, and say where that was."""
        box, known = reading.box, reading.places.get(name)
        folder = box.examine(name)
        is_valid = known is not None and known.validity == folder.validity
        gap = None if known is None or is_valid else f"the ids in {name!r} are no longer valid: it was made anew"
        if name == reading.sent and not is_valid and folder.next is not None:
            uids = list[int]()  # what was sent before anything was heard answers nothing
        else:
            uids = _new(box, known.uid if known is not None and is_valid else None, reading.heard, now)
        for first in range(0, len(uids), BATCH):
            batch = uids[first : first + BATCH]
            box.examine(name)
            letters, rejected = self._letters(box.fetch(batch))
            mentions = told_once((*self._mentions(letters), *self._answering(box, letters)))
            reading.places[name] = Place(validity=folder.validity, uid=batch[-1])
            yield Page(mentions=mentions, rejected=rejected, cursor=reading.cursor(), gap=gap, more=True)
            gap = None
        if not uids:
            reading.places[name] = _passed(folder, known if is_valid else None)

    def _letters(self, fetched: Sequence[Fetched]) -> tuple[list[Letter], tuple[Rejected, ...]]:
        """Return the mails that can be read; of others nothing is kept but why: they are private."""
        letters, rejected = list[Letter](), list[Rejected]()
        for one in fetched:
            try:
                letters.append(self._read(one))
            except ValueError as error:
                rejected.append(Rejected(reason=str(error), payload=""))
        return letters, tuple(rejected)

    def _mentions(self, letters: Sequence[Letter]) -> tuple[Mention, ...]:
        """Return what customers wrote."""
        return tuple(one for letter in letters if (one := mention_of(letter, self._us)) is not None)

    def _answering(self, box: Mailbox, letters: Sequence[Letter]) -> Iterator[Mention]:
        """Yield the customers' mails that those of ours answer, each with the answer."""
        for letter in letters:
            if not self._us.wrote(letter.sender) or letter.automatic is not None:
                continue
            for name in letter.answers:
                before = self._letter(box, name)
                mention = mention_of(before, self._us, (reply_of(letter),)) if before else None
                if mention is not None:
                    yield mention
                    break

    def _answered(self, reading: _Reading, mention: Mention) -> Mention:
        name = message_id_of(mention.key)
        return mention if name is None else replace(mention, own_replies=self._replies(reading.box, name, reading.sent))

    def _replies(self, box: Mailbox, name: str, sent: str | None) -> tuple[OwnReply, ...]:
        found = dict[str, OwnReply]()
        for folder in (*((sent,) if sent else ()), *self._settings.folders):
            box.examine(folder)
            for letter in self._letters(box.fetch(box.search("HEADER", "In-Reply-To", _said(name))[-BATCH:]))[0]:
                if name in letter.answers and self._us.wrote(letter.sender) and letter.automatic is None:
                    found.setdefault(letter.message_id or letter.fingerprint, reply_of(letter))
        return tuple(found.values())

    def _letter(self, box: Mailbox, name: str | None, key: MentionKey | None = None) -> Letter | None:
        """Return the mail of this id, of those that have it the one with the same `key`; None where there is none."""
        for folder in self._settings.folders if name is not None else ():
            box.examine(folder)
            for letter in self._letters(box.fetch(box.search("HEADER", "Message-ID", _said(name or ""))[:BATCH]))[0]:
                if letter.message_id == name and key in (None, letter.key):
                    return letter
        return None

    def _read(self, one: Fetched) -> Letter:
        return letter_of(one.raw, self._us, arrived=one.arrived or self._now())

    def _sent(self, box: Mailbox) -> str | None:
        named = self._settings.sent
        return box.sent() if named is None else named or None


def _new(box: Mailbox, uid: int | None, heard: float | None, now: datetime) -> list[int]:
    """Return the ids behind `uid`; without one, of what arrived since it was last heard, or of the last 30 days."""
    if uid is not None:
        return [one for one in box.search("UID", f"{uid + 1}:*") if one > uid]  # `*` is the last one, even below it
    since = now - _FIRST if heard is None else datetime.fromtimestamp(heard, UTC) - _AGAIN
    return box.search("SINCE", _day(since))


def _passed(folder: Folder, known: Place | None) -> Place:
    uid = known.uid if known is not None else 0 if folder.next is None else folder.next - 1
    return Place(validity=folder.validity, uid=uid)


def _day(moment: datetime) -> str:
    """Return a day as IMAP writes it: the one before, since the server compares days of a time zone of its own."""
    day = moment.astimezone(UTC) - timedelta(days=1)
    return f"{day.day:02}-{_MONTHS[day.month * 3 - 3 : day.month * 3]}-{day.year}"


def _said(word: str) -> str:
    """A word in quotes. An id of a mail has no line ends, and what else could end the quotes is escaped."""
    bare = "".join(letter for letter in word if " " < letter < "\x7f")
    return '"' + bare.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _granting(settings: ImapSettings, tools: Tools) -> Granting:
    oauth = settings.oauth
    if oauth is None:
        raise Refused("there is no `oauth` to sign in with")
    client = OAuthClient(
        place=settings.host,
        token_url=oauth.token_url,
        id=oauth.client_id,
        secret=oauth.client_secret.get_secret_value(),
        advice="see whether the application may still read and send mail for this user",
        in_form=True,
    )
    scope = {} if oauth.scope is None else {"scope": oauth.scope}
    if oauth.refresh_token is None:
        return by_client_credentials(tools.http, client, **scope)
    return by_refresh_token(tools.http, client, refresh_token=oauth.refresh_token.get_secret_value(), **scope)
