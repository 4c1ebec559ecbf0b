"""Polling, rereading and answering a Discourse forum."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import quote, urlsplit

from connectors.contract import Changed, Cursor, Mention, MentionKey, OwnReply, Page, Refused, ReplyReceipt, Uncertain
from connectors.discourse.reading import (
    Post,
    Read,
    Window,
    answers_by_post,
    hits_of,
    mention_of,
    own_replies,
    post_of,
    read_page,
    read_posts,
    topic_of,
    url_of,
    window_of,
)
from connectors.discourse.settings import DiscourseSettings
from connectors.kit.answer import Answer
from connectors.kit.budget import Allowance, Purpose
from connectors.kit.cursor import load
from connectors.kit.history import back_to
from connectors.kit.http import Http
from connectors.kit.items import read_json, shaped, time_of
from connectors.kit.kind import Tools
from connectors.kit.paging import Batch, Mark, Progress, newest_first, reach_of
from connectors.kit.posting import post_once
from connectors.kit.rounds import in_rounds

LONGEST_REPLY = 32_000
"""Characters: a forum's `max_post_length` where nobody changed it."""


class DiscourseSource:
    """Walks from the newest post to where it last was, and tells staff's answers with what they answer."""

    longest: int | None = LONGEST_REPLY
    looks: tuple[float, ...] = (2.0, 15.0)

    def __init__(self, settings: DiscourseSettings, tools: Tools) -> None:
        self._settings = settings
        self._forum = settings.forum
        key = settings.api_key.get_secret_value() if settings.api_key else ""
        allowance = Allowance(limit=settings.requests_a_minute, window=timedelta(minutes=1))
        budget = tools.budget(f"discourse {urlsplit(settings.base_url).netloc}", allowance, key)
        self._http = tools.http.within(budget)
        self._again = tools.http.within(budget, purpose=Purpose.ANSWERED)
        self._now = tools.now

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        """Yield pages of posts since, and of the newest `reread_posts` ids, which may have been edited."""
        yield from in_rounds(self._settings.searches, since, self._new)

    def history(self, since: datetime, resume: Cursor | None) -> Iterator[Page]:
        """Yield posts written at or after `since`."""
        yield from in_rounds(self._settings.searches, resume, partial(self._past, since))

    def reread(self, keys: Sequence[MentionKey]) -> Page:
        """Look at known posts again, with the answers that staff gave to each."""
        return self._each(keys, self._again)[0]

    def reply(self, key: MentionKey, text: str) -> ReplyReceipt:
        """Answer a post in its topic, in the name of the key's user."""
        post = self._known(self._http, key)
        if post is None:
            raise Refused("the post is no longer there: it cannot be answered")
        sent = {"topic_id": post.topic_id, "reply_to_post_number": post.post_number, "raw": text}
        url = f"{self._forum.address}/posts.json"
        answer = post_once(self._http, url, json=sent, headers=self._headers(), now=self._now())
        if answer.status != 200:
            raise Refused(f"the forum does not take this answer ({answer.status}): may the key's user post there?")
        try:
            posted = read_json(answer, post_of)
            at = time_of(posted.created_at, "created_at")
        except (Changed, ValueError) as error:
            raise Uncertain(f"the forum took an answer and did not show it: {error}") from error
        return ReplyReceipt(native_id=str(posted.id), posted_at=at, url=url_of(posted, self._forum))

    def replies_to(self, key: MentionKey) -> tuple[OwnReply, ...]:
        """Return the answers of staff that stand under a post."""
        post = self._known(self._http, key)
        return () if post is None else own_replies(self._under(self._http, post)[1])

    def _new(self, search: str, since: Cursor | None) -> Iterator[Page]:
        progress, overlap = Progress() if since is None else load(Progress, since), self._settings.reread_posts
        fetch = self._fetch(search, lambda post: post.id, reach_of(progress, overlap))
        yield from newest_first(fetch, progress, overlap=overlap)

    def _past(self, back: datetime, search: str, resume: Cursor | None) -> Iterator[Page]:
        yield from back_to(self._fetch(search, _moment, None), back, resume)

    def _fetch(self, search: str, mark: Callable[[Post], Mark], floor: Mark | None) -> Callable[[str | None], Batch]:
        return partial(self._found, search, mark, floor) if search else partial(self._latest, mark)

    def _latest(self, mark: Callable[[Post], Mark], token: str | None) -> Batch:
        window = window_of(token) if token else None
        below = window.below if window else None
        answer = self._get(self._http, "/posts.json", before=below)
        read = read_json(answer, lambda payload: read_page(payload, self._forum, below))
        ids = [post.id for post in read.posts]
        further = window.older(ids) if window else Window(below=min(ids)) if ids else None
        marks = tuple(mark(post) for post in read.posts)
        return Batch(page=self._with_answers(read), marks=marks, older=further.token() if further else None)

    def _found(self, search: str, mark: Callable[[Post], Mark], floor: Mark | None, token: str | None) -> Batch:
        """Ask the search, which shows only the beginnings of posts, and then for each new post as a whole."""
        number = int(token or 1)
        answer = self._get(self._http, "/search.json", q=f"{search} order:latest", page=number)
        hits = read_json(answer, hits_of)
        wanted = [hit for hit in hits.ids if floor is None or hit > floor]
        pages, posts = self._each([self._forum.key(hit) for hit in wanted])
        page = self._with_answers(Read(page=pages, posts=posts))
        marks = tuple(mark(post) for post in posts) if wanted else hits.ids
        return Batch(page=page, marks=marks, older=str(number + 1) if hits.more else None)

    def _each(self, keys: Sequence[MentionKey], http: Http | None = None) -> tuple[Page, tuple[Post, ...]]:
        told = [self._whole(http or self._http, key) for key in keys]
        page = Page(
            mentions=tuple(mention for one, _ in told for mention in one.mentions),
            deleted=tuple(gone for one, _ in told for gone in one.deleted),
        )
        return page, tuple(post for _, post in told if post is not None)

    def _with_answers(self, read: Read) -> Page:
        """Add what staff answered to the posts of the page, and bring in those answered that are not in it."""
        told = {mention.key: mention for mention in read.page.mentions}
        numbers = {(post.topic_id, post.post_number): self._forum.key(post.id) for post in read.posts}
        for (topic, number), answers in answers_by_post(read.posts, self._forum).items():
            key = numbers.get((topic, number))
            mention = told.get(key) if key else self._answered(topic, number)
            if mention is not None:
                replies = {reply.native_id: reply for reply in (*mention.own_replies, *own_replies(answers))}
                told[mention.key] = replace(mention, own_replies=tuple(replies.values()))
        return replace(read.page, mentions=tuple(told.values()))

    def _answered(self, topic: int, number: int) -> Mention | None:
        if number == 1:
            posts = self._topic(self._http, topic)
        else:
            answer = self._get(self._http, f"/posts/by_number/{topic}/{number}.json", missing=True)
            posts = [read_json(answer, post_of)] if answer.status == 200 else []
        first = next((post for post in posts if post.post_number == number), None)
        return mention_of(first, self._forum) if first else None

    def _whole(self, http: Http, key: MentionKey) -> tuple[Page, Post | None]:
        """Return a post as a page with all that is told of it; it is `deleted` where it is no longer there."""
        post = self._known(http, key)
        if post is None or post.is_gone:
            return Page(deleted=(key,)), post
        titled, replies = self._under(http, post)
        mention = mention_of(titled, self._forum)
        if mention is None:
            return Page(), post
        return Page(mentions=(replace(mention, own_replies=own_replies(replies)),)), post

    def _known(self, http: Http, key: MentionKey) -> Post | None:
        answer = self._get(http, f"/posts/{quote(key.native_id, safe='')}.json", missing=True)
        return read_json(answer, post_of) if answer.status == 200 else None

    def _under(self, http: Http, post: Post) -> tuple[Post, list[Post]]:
        """Return a post with its title, and staff's answers to it. Only the topic tells a title."""
        if post.post_number == 1:
            posts = self._topic(http, post.topic_id)
            post = next((one for one in posts if one.id == post.id), post)
            return post, [one for one in posts if self._forum.is_ours(one) and one.answers == 1 and one.post_number > 1]
        if not post.reply_count:
            return post, []
        answer = self._get(http, f"/posts/{post.id}/replies.json")
        read = read_posts(
            read_json(answer, lambda payload: shaped(payload, list[object], "list of posts")), self._forum
        )
        return post, [one for one in read.posts if self._forum.is_ours(one)]

    def _topic(self, http: Http, topic: int) -> list[Post]:
        answer = self._get(http, f"/t/{topic}.json", missing=True)
        return read_json(answer, partial(topic_of, forum=self._forum)) if answer.status == 200 else []

    def _get(self, http: Http, path: str, *, missing: bool = False, **asked: object) -> Answer:
        """Ask the forum. With `missing` a post that is not there is an answer; a forum that is not there never is."""
        params = {name: value for name, value in asked.items() if value is not None}
        accept = (200, 404) if missing else (200,)
        answer = http.get(f"{self._forum.address}{path}", params=params, headers=self._headers(), accept=accept)
        if answer.status == 404 and b'"not_found"' not in answer.body:
            raise Refused(f"{urlsplit(self._forum.address).netloc} answered 404, and not as a Discourse forum does")
        return answer

    def _headers(self) -> Mapping[str, str]:
        settings = self._settings
        key = {"Api-Key": settings.api_key.get_secret_value()} if settings.api_key else {}
        user = {"Api-Username": settings.api_username} if settings.api_username else {}
        return {"Accept": "application/json", **key, **user}


def _moment(post: Post) -> Mark:
    return time_of(post.created_at, "created_at").timestamp()
