"""Polling, rereading and answering Reddit."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import msgspec

from connectors.contract import (
    Changed,
    Cursor,
    MentionKey,
    OwnReply,
    Page,
    Refused,
    ReplyReceipt,
    Unavailable,
    Uncertain,
)
from connectors.kit.answer import Answer
from connectors.kit.cursor import load
from connectors.kit.history import back_to
from connectors.kit.http import Http
from connectors.kit.items import read_json, shaped, time_of
from connectors.kit.kind import Tools
from connectors.kit.paging import Batch, Mark, Progress, newest_first, reach_of
from connectors.kit.rounds import in_rounds
from connectors.reddit.door import RedditDoor
from connectors.reddit.reading import Listed, Thing, is_ours, key_of, own_reply, read_listing, url_of
from connectors.reddit.settings import RedditSettings

PAGE_SIZE = 100
LATE, SEARCH_LATE = 3600, 6 * 3600
"""Seconds: posts that were held are shown later, where their time puts them; the search is slower still."""
ANCHORS = 5
"""So many of a page's last things are remembered: what is asked for behind one that is gone is an empty page."""
NEARLY_ALL = 900
"""A listing ends after about 1,000 things, whatever else there is."""
LONGEST_REPLY = 10_000
MOST_PAGES_OF_OURS = 3
SUSPICIOUS = 3
"""If none of so many things is there any more, Reddit is in trouble and not they."""
_WAIT = re.compile(r"(\d{1,4}) (second|minute|hour)")
_SECONDS = {"second": 1, "minute": 60, "hour": 3600}


class _Things(msgspec.Struct, frozen=True, kw_only=True):
    things: list[dict[str, object]] = []


class _Outcome(msgspec.Struct, frozen=True, kw_only=True):
    errors: list[list[object]] = []
    data: _Things = _Things()
    ratelimit: float | None = None


class _Commented(msgspec.Struct, frozen=True, kw_only=True):
    json: _Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a listing is read on: behind the first of `anchors` that is still there, `count` things down."""

    count: int
    anchors: tuple[str, ...]

    def token(self) -> str:
        """Return it as text; `place_of` reads that."""
        return f"{self.count} {','.join(self.anchors)}"


class RedditSource:
    """Walks listings from the newest down, and tells our answers with what they answer."""

    longest: int | None = LONGEST_REPLY
    looks: tuple[float, ...] = (3.0, 20.0)

    def __init__(self, settings: RedditSettings, tools: Tools) -> None:
        self._settings = settings
        self._door = RedditDoor(settings, tools)
        self._now = tools.now

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        """Yield pages of what was written since, and of the last hour, which may have been edited or held back."""
        yield from in_rounds(self._settings.streams, since, self._new)

    def history(self, since: datetime, resume: Cursor | None) -> Iterator[Page]:
        """Yield what was written at or after `since`, as far back as Reddit's listings reach."""
        yield from in_rounds(self._settings.streams, resume, partial(self._past, since))

    def reread(self, keys: Sequence[MentionKey]) -> Page:
        """Look again at posts and comments, 100 at a time."""
        found = self._info(self._door.again, [key.native_id for key in keys])
        page = _page(found)
        there = {mention.key for mention in page.mentions}
        if not there and not page.deleted and len(keys) >= SUSPICIOUS:
            raise Changed(f"Reddit knows none of {len(keys)} things: that is no answer to go by")
        return replace(page, deleted=tuple(key for key in keys if key not in there))

    def reply(self, key: MentionKey, text: str) -> ReplyReceipt:
        """Comment on a post or a comment, in the name of `username`."""
        if not self._settings.signs_in:
            raise Refused("to answer on Reddit, give a `username` and its `password` or a `refresh_token`")
        form = {"api_type": "json", "raw_json": "1", "thing_id": key.native_id, "text": text}
        answer = self._door.post_once("/api/comment", form)
        if answer.status != 200:
            raise Refused(
                f"Reddit does not take this answer ({answer.status}): may u/{self._settings.username} comment?"
            )
        return self._taken(answer)

    def replies_to(self, key: MentionKey) -> tuple[OwnReply, ...]:
        """Return the newest comments of our accounts that stand under a post or comment."""
        mine = (thing for name in self._settings.own for thing in self._written_by(name))
        return tuple(own_reply(thing) for thing in mine if thing.parent_id == key.native_id and not thing.is_gone)

    def _new(self, stream: str, since: Cursor | None) -> Iterator[Page]:
        progress = Progress() if since is None else load(Progress, since)
        overlap = SEARCH_LATE if stream.startswith("search ") else LATE
        fetch = partial(self._fetch, stream, reach_of(progress, overlap))
        yield from newest_first(fetch, progress, overlap=overlap, ceiling=self._now().timestamp())

    def _past(self, back: datetime, stream: str, resume: Cursor | None) -> Iterator[Page]:
        yield from back_to(partial(self._fetch, stream, back.timestamp()), back, resume)

    def _fetch(self, stream: str, floor: Mark | None, token: str | None) -> Batch:
        place = place_of(token) if token else Place(count=0, anchors=())
        listed = self._behind(stream, place)
        if token is None and floor is not None and not listed.count and stream.startswith(("new ", "comments ")):
            raise Changed(f"r/{stream.partition(' ')[2]} shows nothing, where there was something before")
        marks = tuple(thing.created_utc for thing in listed.things)
        count = place.count + listed.count
        is_cut = listed.after is None and floor is not None and count >= NEARLY_ALL and min(marks, default=0) > floor
        gap = "Reddit shows only the newest 1,000 here, and there were more since the last poll" if is_cut else None
        page = replace(self._with_answers(listed), gap=gap)
        return Batch(page=page, marks=marks, older=_older(listed, count))

    def _behind(self, stream: str, place: Place) -> Listed:
        """Read on behind the first anchor that is still there."""
        path, asked = self._question(stream)
        listed = None
        for anchor in place.anchors or (None,):
            answer = self._door.get(
                self._door.new, path, limit=PAGE_SIZE, after=anchor, count=place.count or None, **asked
            )
            listed = read_json(answer, partial(read_listing, own=self._settings.own))
            if listed.count:
                break
        assert listed is not None  # noqa: S101  there is an anchor, or the top
        return listed

    def _question(self, stream: str) -> tuple[str, dict[str, object]]:
        name, _, of = stream.partition(" ")
        match name:
            case "search":
                return "/search", {"q": of, "sort": "new", "type": "link", "t": "all"}
            case "mentions":
                return "/message/mentions", {"mark": "false"}
            case "account":
                return f"/user/{of}/comments", {"sort": "new"}
            case _:
                return f"/r/{of}/{name}", {}

    def _with_answers(self, listed: Listed) -> Page:
        """Tell our comments with what they answer: their parent, and the post where its author was spoken to."""
        ours = listed.ours(self._settings.own)
        if not ours:
            return listed.page
        known = {thing.name: thing for thing in listed.things}
        parents = self._missing(known, (thing.parent_id for thing in ours))
        spoken_to = [thing for thing in ours if (parent := known.get(thing.parent_id or "")) and parent.is_submitter]
        posts = self._missing(known, (thing.link_id for thing in spoken_to))
        page = _page((listed, *parents, *posts))
        answers: dict[MentionKey, list[OwnReply]] = {}
        for thing in ours:
            for name in (thing.parent_id, thing.link_id if thing in spoken_to else None):
                answers.setdefault(key_of(name or ""), []).append(own_reply(thing))
        told = (replace(mention, own_replies=tuple(answers.get(mention.key, ()))) for mention in page.mentions)
        return replace(page, mentions=tuple(told))

    def _missing(self, known: dict[str, Thing], names: Iterable[str | None]) -> list[Listed]:
        wanted = [name for name in dict.fromkeys(names) if name and name not in known]
        found = self._info(self._door.new, wanted)
        known.update({thing.name: thing for listed in found for thing in listed.things})
        return found

    def _info(self, http: Http, names: Sequence[str]) -> list[Listed]:
        found = []
        for at in range(0, len(names), PAGE_SIZE):
            answer = self._door.get(http, "/api/info", id=",".join(names[at : at + PAGE_SIZE]))
            found.append(read_json(answer, partial(read_listing, own=self._settings.own)))
        return found

    def _written_by(self, name: str) -> Iterator[Thing]:
        after: str | None = None
        for _ in range(MOST_PAGES_OF_OURS):
            answer = self._door.get(self._door.new, f"/user/{name}/comments", sort="new", limit=PAGE_SIZE, after=after)
            listed = read_json(answer, read_listing)
            yield from (thing for thing in listed.things if is_ours(thing, (name,)))
            after = listed.after
            if after is None:
                return

    def _taken(self, answer: Answer) -> ReplyReceipt:
        try:
            outcome = read_json(answer, lambda payload: shaped(payload, _Commented, "answer to a comment")).json
            if outcome.errors:
                raise _refusal(outcome)
            thing = msgspec.convert(next((one.get("data") for one in outcome.data.things), None), Thing)
            at = time_of(thing.created_utc, "created_utc")
        except (Changed, ValueError) as error:
            raise Uncertain(f"Reddit took an answer and did not show it: {error}") from error
        return ReplyReceipt(native_id=thing.name, posted_at=at, url=url_of(thing))


def place_of(token: str) -> Place:
    """Return the place that `token` stands for. Raises `Changed`."""
    count, _, anchors = token.partition(" ")
    if not count.isdecimal() or not anchors:
        raise Changed("the saved place in a listing was not understood", payload=token)
    return Place(count=int(count), anchors=tuple(anchors.split(",")))


def _older(listed: Listed, count: int) -> str | None:
    if listed.after is None:
        return None
    names = (listed.after, *(thing.name for thing in reversed(listed.things)))
    return Place(count=count, anchors=tuple(dict.fromkeys(names))[:ANCHORS]).token()


def _page(found: Sequence[Listed]) -> Page:
    """Return all that was found as one page, each mention once."""
    mentions = {mention.key: mention for listed in found for mention in listed.page.mentions}
    return Page(
        mentions=tuple(mentions.values()),
        rejected=tuple(one for listed in found for one in listed.page.rejected),
        deleted=tuple(dict.fromkeys(key for listed in found for key in listed.page.deleted)),
    )


def _refusal(outcome: _Outcome) -> Refused | Unavailable:
    """Say why an answer was surely not taken."""
    code, said = (*(str(part) for part in outcome.errors[0]), "", "")[:2]
    if code == "RATELIMIT":
        told = _WAIT.search(said)
        wait = outcome.ratelimit or (int(told[1]) * _SECONDS[told[2]] if told else None)
        return Unavailable("Reddit lets this account comment again only later", retry_after=wait)
    return Refused(f"Reddit does not take this answer ({code[:40]}: {said[:200]})")
