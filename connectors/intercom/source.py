"""Polling, rereading and answering an Intercom workspace; and what it pushes."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import quote

from connectors.contract import (
    Admitted,
    Changed,
    Cursor,
    Mention,
    MentionKey,
    OwnReply,
    Page,
    Pushed,
    Refused,
    ReplyReceipt,
    Uncertain,
)
from connectors.intercom.reading import (
    Inbox,
    conversation_of,
    conversations_of,
    html_of,
    pushed_of,
    replies_of,
    whole_of,
)
from connectors.intercom.settings import IntercomSettings
from connectors.kit.answer import Answer
from connectors.kit.budget import Allowance, Purpose
from connectors.kit.cursor import load
from connectors.kit.discretion import place_of
from connectors.kit.drain import Depth, Drained, drained, drained_back_to
from connectors.kit.http import Http
from connectors.kit.items import read_json, shaped
from connectors.kit.kind import Tools
from connectors.kit.paging import Batch, TokenLostError
from connectors.kit.posting import post_once
from connectors.kit.signed import content_id

VERSION = "2.14"
PAGE = 150
LONGEST_REPLY = 30_000
_DAY = 86_400.0
_DEPTH = Depth(overlap=900, first=30 * _DAY)
_REFUSED: Mapping[int, str] = {
    401: "the access token is not accepted: copy it anew from the app's Authentication page",
    403: "the workspace's plan or the app's permissions do not allow it (read and write conversations)",
    404: "there is none: is `region` where your workspace is hosted?",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Admin:
    id: str | int


class IntercomSource:
    """Searches for conversations that were rated, by when they last changed."""

    longest: int | None = LONGEST_REPLY
    looks: tuple[float, ...] = (2.0, 15.0, 60.0)

    def __init__(self, settings: IntercomSettings, tools: Tools) -> None:
        self._settings = settings
        self._inbox: Inbox = settings.inbox
        allowance = Allowance(limit=settings.requests_a_minute, window=timedelta(minutes=1))
        budget = tools.budget("intercom", allowance, settings.access_token.get_secret_value())
        self._http = tools.http.within(budget)
        self._again = tools.http.within(budget, purpose=Purpose.ANSWERED)
        self._now: Callable[[], datetime] = tools.now

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        """Yield pages of ratings whose conversations changed since; of the last 30 days at first."""
        progress = Drained(since=None) if since is None else load(Drained, since)
        ask = partial(self._search, "updated_at", progress.since or 0)
        yield from drained(ask, progress, now=self._now().timestamp(), depth=_DEPTH)

    def history(self, since: datetime, resume: Cursor | None) -> Iterator[Page]:
        """Yield ratings asked for at or after `since`."""
        yield from drained_back_to(partial(self._search, "updated_at", 0), since, resume, now=self._now().timestamp())

    def reread(self, keys: Sequence[MentionKey]) -> Page:
        """Look again at conversations: what their ratings are now, and what was written in them since."""
        mentions, gone = list[Mention](), list[MentionKey]()
        for key in keys:
            answer = self._conversation(self._again, key)
            if answer is None:
                gone.append(key)
            else:
                mentions += read_json(answer, lambda told: conversation_of(told, self._inbox)).mentions
        return Page(mentions=tuple(mentions), deleted=tuple(gone))

    def reply(self, key: MentionKey, text: str) -> ReplyReceipt:
        """Write to the customer in the conversation, in the name of `admin_id`."""
        sent = {"message_type": "comment", "type": "admin", "admin_id": self._admin(), "body": html_of(text)}
        url = f"{self._settings.address}/conversations/{quote(key.native_id, safe='')}/reply"
        answer = post_once(self._http, url, json=sent, headers=self._headers(), now=self._now())
        if answer.status != 200:
            advice = _REFUSED.get(answer.status, "may its admin write there?")
            raise Refused(f"Intercom does not take this answer ({answer.status}): {advice}")
        try:
            posted = replies_of(read_json(answer, whole_of))
        except (Changed, ValueError) as error:
            raise Uncertain("Intercom took an answer and did not show it") from error
        mine = [one for one in posted if _bare(one.text) == _bare(text)]
        if not mine:
            raise Uncertain("Intercom took an answer and did not show it")
        newest = max(mine, key=lambda one: one.posted_at)
        return ReplyReceipt(native_id=newest.native_id, posted_at=newest.posted_at)

    def replies_to(self, key: MentionKey) -> tuple[OwnReply, ...]:
        """Return what people of the brand wrote in the conversation."""
        answer = self._conversation(self._http, key)
        return () if answer is None else replies_of(read_json(answer, whole_of))

    def admit(self, pushed: Pushed, now: datetime) -> Admitted:
        """Verify a notification: Intercom signs it with the app's client secret (SHA-1 is what it offers)."""
        del now
        secret = self._settings.client_secret
        if secret is None:
            raise Refused("nothing can be pushed here without `client_secret`")
        wanted = "sha1=" + hmac.new(secret.get_secret_value().encode(), pushed.body, hashlib.sha1).hexdigest()
        given = pushed.headers.get("x-hub-signature", "").encode(errors="surrogateescape")
        if not hmac.compare_digest(given, wanted.encode()):
            raise Refused("the signature in `x-hub-signature` does not fit: the secret is not the app's")
        return Admitted(id=content_id(pushed))

    def read(self, pushed: Pushed) -> Page:
        """Return the rating that a notification tells of."""
        try:
            payload: Any = json.loads(pushed.body)
        except (ValueError, RecursionError) as error:
            raise Changed("what was pushed is no JSON", payload=pushed.body[:2000].decode(errors="replace")) from error
        return pushed_of(payload, self._inbox)

    def _search(self, field: str, heard: float, start: float, token: str | None) -> Batch:
        filters = [
            {"field": field, "operator": ">", "value": int(start)},
            {"field": "conversation_rating.score", "operator": "IN", "value": sorted(self._inbox.ratings)},
        ]
        paged = {"per_page": PAGE, **({"starting_after": token} if token else {})}
        sent = {"query": {"operator": "AND", "value": filters}, "pagination": paged}
        url, accept = f"{self._settings.address}/conversations/search", (200, 400, *_REFUSED)
        answer = self._http.post(url, json=sent, headers=self._headers(), accept=accept)
        if answer.status == 400 and token:
            raise TokenLostError("Intercom no longer knows the page to read on from")
        _refuse(url, answer)
        told = read_json(answer, lambda payload: conversations_of(payload, self._inbox))
        mentions = tuple(self._whole(one) if _changed(one) > heard else one for one in told.page.mentions)
        return Batch(page=replace(told.page, mentions=mentions), marks=told.marks, older=told.next)

    def _whole(self, mention: Mention) -> Mention:
        """Return it with what was written since it was rated, which a search does not tell."""
        answer = self._conversation(self._http, mention.key)
        whole = read_json(answer, lambda told: conversation_of(told, self._inbox)).mentions if answer else ()
        return whole[0] if whole else mention

    def _conversation(self, http: Http, key: MentionKey) -> Answer | None:
        """Ask for a conversation; None where it is gone. A workspace that is gone refuses every one."""
        url = f"{self._settings.address}/conversations/{quote(key.native_id, safe='')}"
        answer = http.get(url, headers=self._headers(), accept=(200, *_REFUSED))
        if answer.status == 404 and b'"not_found"' in answer.body:
            return None
        _refuse(url, answer)
        return answer

    def _admin(self) -> str:
        if self._settings.admin_id is not None:
            return self._settings.admin_id
        url = f"{self._settings.address}/me"
        answer = self._http.get(url, headers=self._headers(), accept=(200, *_REFUSED))
        _refuse(url, answer)
        return str(read_json(answer, lambda payload: shaped(payload, _Admin, "admin")).id)

    def _headers(self) -> dict[str, str]:
        token = self._settings.access_token.get_secret_value()
        return {"Authorization": f"Bearer {token}", "Intercom-Version": VERSION, "Accept": "application/json"}


def _refuse(url: str, answer: Answer) -> None:
    if answer.status in _REFUSED:
        raise Refused(f"{place_of(url)} answered {answer.status}: {_REFUSED[answer.status]}")
    if answer.status != 200:
        raise Changed(f"{place_of(url)} answered {answer.status}, which was not expected", payload=answer.sample())


def _bare(text: str) -> str:
    return " ".join(text.split())


def _changed(mention: Mention) -> float:
    return (mention.edited_at or mention.posted_at).timestamp()
