"""Asking X: signed, within what it allows, and paid for from a budget of money that is never exceeded."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from connectors.contract import Postponed, Refused, SourceError, Unavailable
from connectors.kit.answer import Answer
from connectors.kit.budget import MONEY, Allowance, Purpose
from connectors.kit.discretion import place_of
from connectors.kit.items import read_json
from connectors.kit.kind import Tools
from connectors.kit.posting import post_once
from connectors.kit.status import error_for
from connectors.x.reading import Found
from connectors.x.settings import XSettings, micro

Read = Callable[[object], Found]
SIZES = (100, 50, 25, 10)
"""Posts that a page may hold: as many as can still be paid for. 10 is the least that X takes."""
BY_ID = 100
_REQUESTS = Allowance(limit=300, window=timedelta(minutes=15))
_DAY = timedelta(days=1)
_ANY = tuple(range(200, 600))
_LINK = re.compile(r"://|\b[\w-]+\.[a-z]{2,}\b", re.IGNORECASE)
_TOLD = re.compile(r'"(?:detail|message)"\s*:\s*"([^"\\]{1,200})')
_CAPPED = re.compile(rb"UsageCap|usage-capped|SpendCap|CreditsDepleted", re.IGNORECASE)
_FIELDS = (
    "author_id,conversation_id,created_at,edit_history_tweet_ids,entities,in_reply_to_user_id,lang,note_tweet,"
    "public_metrics,referenced_tweets"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """Millionths of a dollar for each post and each author that an answer shows."""

    post: int
    user: int = 0

    def of(self, found: Found) -> int:
        """Return what an answer cost."""
        return found.shown * self.post + found.users * self.user


class XDoor:
    """The API as one source uses it. All sources on one token share what may be spent."""

    def __init__(self, settings: XSettings, tools: Tools) -> None:
        self._settings = settings
        self._keys = settings.keys
        token = settings.access_token or settings.bearer_token
        credential = token.get_secret_value() if token else ""
        money = Allowance(limit=settings.budget, window=_DAY, counts=MONEY, resets="UTC")
        self._money = tools.budget("x", money, credential)
        self._http = tools.http.within(tools.budget("x", _REQUESTS, credential))
        self._now = tools.now

    @property
    def searched(self) -> Prices:
        """The prices of what others posted."""
        return Prices(post=micro(self._settings.price_post_read), user=self._user)

    @property
    def owned(self) -> Prices:
        """The prices of what is one's own, to an app that acts for the account."""
        return Prices(post=self._own_post, user=self._user)

    @property
    def owned_bare(self) -> Prices:
        """The same without authors."""
        return Prices(post=self._own_post)

    @property
    def bare(self) -> Prices:
        """The prices of what others posted, without their authors."""
        return Prices(post=micro(self._settings.price_post_read))

    def page(self, path: str, asked: Mapping[str, object], prices: Prices, read: Read) -> Found:
        """Read as large a page as can be paid for. Raises `Postponed` where not even the smallest can."""
        size, reserved = self._reserved(prices)
        return self._paid(path, {**asked, "max_results": size}, prices, reserved, read)

    def most_ids(self, prices: Prices) -> int:
        """Return how many posts are best looked up at once: no more than a quarter of the budget pays for."""
        return max(min(self._settings.budget // (4 * max(prices.post + prices.user, 1)), BY_ID), 1)

    def lookup(self, ids: Sequence[str], prices: Prices, purpose: Purpose, read: Read) -> Found:
        """Read up to 100 posts by their ids."""
        reserved = len(ids) * (prices.post + prices.user)
        self._money.take(reserved, purpose=purpose)
        return self._paid("/2/tweets", {"ids": ",".join(ids)}, prices, reserved, read)

    def post_once(self, text: str, parent: str) -> Answer:
        """Send an answer once, paid for beforehand."""
        settings = self._settings
        price = micro(settings.price_post_with_link if _LINK.search(text) else settings.price_post)
        self._money.take(price)
        url = self._url("/2/tweets")
        sent = {"text": text, "reply": {"in_reply_to_tweet_id": parent}}
        try:
            answer = post_once(self._http, url, json=sent, headers=self._signed("POST", url, {}), now=self._now())
        except Unavailable:
            self._money.give_back(price)
            raise
        if answer.status >= 300:
            self._money.give_back(price)
        return answer

    def error_of(self, answer: Answer) -> SourceError:
        """Return what an answer that is no success means, in X's words where it gives any."""
        place = place_of(answer.url)
        if _CAPPED.search(answer.body):
            return Refused(f"{place} answered {answer.status}: the app's credits or its cap at X are used up")
        said = _TOLD.search(answer.sample())
        if answer.status in (400, 403) and said:
            return Refused(f"{place} answered {answer.status}: {said[1]}")
        return error_for(place, answer, self._now())

    @property
    def _user(self) -> int:
        return micro(self._settings.price_user_read) if self._settings.authors else 0

    @property
    def _own_post(self) -> int:
        settings = self._settings
        return micro(settings.price_owned_read if self._keys else settings.price_post_read)

    def _reserved(self, prices: Prices) -> tuple[int, int]:
        for size in SIZES[:-1]:
            reserved = size * (prices.post + prices.user)
            try:
                self._money.take(reserved)
            except (Postponed, Refused):
                continue
            return size, reserved
        least = SIZES[-1] * (prices.post + prices.user)
        self._money.take(least)
        return SIZES[-1], least

    def _paid(self, path: str, asked: Mapping[str, object], prices: Prices, reserved: int, read: Read) -> Found:
        """Ask, and give back what an answer did not cost. Where it broke off that is not known: all stays spent."""
        shown = {"tweet.fields": _FIELDS}
        if prices.user:
            shown |= {"expansions": "author_id", "user.fields": "username,public_metrics"}
        url = self._url(path)
        params = {name: value for name, value in {**asked, **shown}.items() if value is not None}
        answer = self._http.get(url, params=params, headers=self._signed("GET", url, params), accept=_ANY)
        try:
            if answer.status != 200:
                raise self.error_of(answer)
            found = read_json(answer, read)
        except (Unavailable, Refused):  # nothing was shown
            self._money.give_back(reserved)
            raise
        self._money.give_back(reserved - prices.of(found))
        return found

    def _signed(self, method: str, url: str, params: Mapping[str, object]) -> dict[str, str]:
        settings = self._settings
        if self._keys is not None:
            return {"Authorization": self._keys.header(method, url, params, self._now())}
        bearer = settings.bearer_token.get_secret_value() if settings.bearer_token else ""
        return {"Authorization": f"Bearer {bearer}"}

    def _url(self, path: str) -> str:
        return f"{self._settings.base_url.rstrip('/')}{path}"
