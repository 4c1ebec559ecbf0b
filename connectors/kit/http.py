"""The one door to HTTP for every connector: guarded, bounded, paced, and with one set of errors."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property, partial
from importlib.metadata import PackageNotFoundError, version
from typing import Any, cast

import httpcore
import httpx

from connectors.contract import Changed, Refused, Unavailable
from connectors.kit.answer import Answer
from connectors.kit.body import BodyError, read_body
from connectors.kit.budget import Budget, Purpose
from connectors.kit.discretion import in_confidence, place_of
from connectors.kit.pacing import OwnTurns, Pace, Turns
from connectors.kit.requests import origin, redirected, request_of
from connectors.kit.status import error_for
from connectors.kit.stream import Stream, opened
from connectors.kit.wire import Wire

__all__ = ["Answer", "Door", "Http"]

MOST_REDIRECTS = 5
MOST_BYTES = 5_000_000
ERROR_BODY_BYTES = 64_000

NEVER_SENT = (
    *(httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout),
    *(httpcore.ConnectError, httpcore.ConnectTimeout, httpcore.PoolTimeout),
)
"""Behind an `Unavailable`: no connection came about, so nothing was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds for a whole call, whether its own host may be private, and the most bytes of a body."""

    timeout: float
    allow_private: bool
    max_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    """One question of a source: what is asked first, what counts as an answer, and what must not be told."""

    request: httpx.Request
    accept: tuple[int, ...]
    limits: Limits
    hidden: tuple[str, ...] = field(repr=False)

    def is_own(self, request: httpx.Request) -> bool:
        """Whether `request` goes where the source was told to go, not where a redirect leads."""
        return origin(request.url) == origin(self.request.url)


class Door:
    """One per process; `bind` makes an `Http` for each source. Nothing is opened before the first request.

    `contact` is put into the User-Agent, so that who runs a place can reach who runs this monitor. Requests to one
    host keep `interval` seconds apart; one that would have to wait longer than `patience` is `Unavailable` instead.
    Hosts of one's own network (`allow_private`) are not paced. `turns` are shared where several processes keep one
    pace. `transport` takes the place of the network in tests.
    """

    def __init__(
        self,
        *,
        contact: str = "",
        interval: float = 0.25,
        patience: float = 5.0,
        turns: Turns | None = None,
        transport: httpx.BaseTransport | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._contact = contact
        self._now = now
        turns = turns or OwnTurns(monotonic=monotonic)
        self._pace = Pace(turns, interval=interval, patience=patience, sleep=sleep)
        self._transport = transport or Wire()

    def bind(self, *, timeout: float, allow_private: bool, max_bytes: int = MOST_BYTES) -> "Http":
        """Return the door for one source: seconds for a whole call, whether its own host may be private, body size."""
        return Http(self, Limits(timeout=timeout, allow_private=allow_private, max_bytes=max_bytes))

    def close(self) -> None:
        """Close every connection."""
        self._transport.close()

    @cached_property
    def user_agent(self) -> str:
        """Who we say we are."""
        try:
            name = f"complaint-monitor/{version('complaint-monitor')}"
        except PackageNotFoundError:
            name = "complaint-monitor"
        return f"{name} (+{self._contact})" if self._contact else name

    def call(self, call: _Call) -> Answer:
        """Ask, follow redirects, and return an answer whose status is in `call.accept`."""
        request, deadline = call.request, None
        for _ in range(MOST_REDIRECTS + 1):
            private = call.limits.allow_private and call.is_own(request)
            if not private:
                self._pace.wait(request.url.netloc.decode("ascii"))
            deadline = deadline or time.monotonic() + call.limits.timeout
            answer = self._exchange(call, request, private, deadline)
            target = redirected(request, answer)
            if target is None:
                return self._judged(call, request, private, answer)
            request = target
        raise Changed(f"{place_of(str(call.request.url))} redirects more than {MOST_REDIRECTS} times")

    def listen(self, target: httpx.URL, limits: Limits) -> AbstractContextManager[Stream]:
        """Open a stream."""
        if not limits.allow_private:
            self._pace.wait(target.netloc.decode("ascii"))
        private, agent = limits.allow_private, self.user_agent
        return opened(str(target), private=private, timeout=limits.timeout, user_agent=agent, now=self._now())

    def _exchange(self, call: _Call, request: httpx.Request, private: bool, deadline: float) -> Answer:
        request.headers.setdefault("User-Agent", self.user_agent)
        seconds = {"connect": deadline, "read": deadline, "write": deadline, "pool": call.limits.timeout}
        request.extensions = {"timeout": seconds, "private": private}
        with _as_source_errors(place_of(str(request.url)), call.limits.timeout):
            response = self._transport.handle_request(request)
            try:
                is_wanted = response.status_code in call.accept
                limit = call.limits.max_bytes if is_wanted else min(call.limits.max_bytes, ERROR_BODY_BYTES)
                body = _body(response, limit, deadline, whole=is_wanted)
            finally:
                response.close()
        headers = {name.lower(): value for name, value in response.headers.items()}
        url = str(request.url)
        return Answer(status=response.status_code, url=url, headers=headers, body=body, hidden=call.hidden)

    def _judged(self, call: _Call, request: httpx.Request, private: bool, answer: Answer) -> Answer:
        if answer.status in call.accept:
            return answer
        error = error_for(place_of(answer.url), answer, self._now())
        if isinstance(error, Unavailable) and error.retry_after and not private:
            self._pace.hold(request.url.netloc.decode("ascii"), error.retry_after)
        raise error


class Http:
    """The door as one source uses it.

    Every call raises `Refused`, `Unavailable` or `Changed` unless the status is in `accept`. The time limit holds for
    the whole call, redirects and body included. A user and password in the URL are sent as Basic credentials.
    """

    def __init__(self, door: Door, limits: Limits, pay: Callable[[], None] = lambda: None) -> None:
        self._door = door
        self.limits = limits
        self._pay = pay

    def within(self, budget: Budget, *, cost: int = 1, purpose: Purpose = Purpose.NEW) -> "Http":
        """Return the same door, every call of which is paid from `budget` beforehand. Calls raise `Postponed` too."""
        return Http(self._door, self.limits, partial(budget.take, cost, purpose=purpose))

    def abroad(self) -> "Http":
        """Return the same door for addresses that others named: none of a private network is asked, whatever is set."""
        return Http(self._door, replace(self.limits, allow_private=False), self._pay)

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        accept: tuple[int, ...] = (200,),
    ) -> Answer:
        """Ask for `url`, with `params` added to its query. Credentials do not follow a redirect to another origin."""
        return self._ask("GET", url, headers, accept, params=params)

    def post(
        self,
        url: str,
        *,
        json: Any = None,
        data: Mapping[str, Any] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        accept: tuple[int, ...] = (200,),
    ) -> Answer:
        """Send `json`, `data` as a form, or `content` as it is. A redirect is not followed: it was not expected."""
        return self._ask("POST", url, headers, accept, json=json, data=data, content=content)

    def put(
        self,
        url: str,
        *,
        json: Any = None,
        data: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        accept: tuple[int, ...] = (200,),
    ) -> Answer:
        """Put what stands at `url` in its place; otherwise as `post`."""
        return self._ask("PUT", url, headers, accept, json=json, data=data)

    def listen(self, url: str, *, params: Mapping[str, Any] | None = None) -> AbstractContextManager[Stream]:
        """Open the stream at `url` (wss, or ws), with `params` added to its query. Raises as a question does."""
        self._pay()
        return self._door.listen(httpx.URL(url).copy_merge_params(params or {}), self.limits)

    def _ask(
        self, method: str, url: str, headers: Mapping[str, str] | None, accept: tuple[int, ...], **content: Any
    ) -> Answer:
        request = request_of(method, url, headers or {}, content)
        sent = content.get("data") or content.get("json")
        fields = sent.values() if isinstance(sent, Mapping) else ()
        hidden = in_confidence((url, str(request.url)), request.headers, fields)
        self._pay()
        return self._door.call(_Call(request=request, accept=accept, limits=self.limits, hidden=hidden))


def _body(response: httpx.Response, limit: int, deadline: float, *, whole: bool) -> bytes:
    """Read the body; of one that only explains an error, a part will do."""
    try:
        return read_body(_until(deadline, response), response.headers.get("content-encoding", ""), limit)
    except BodyError:
        if whole:
            raise
        return b""


def _until(deadline: float, response: httpx.Response) -> Iterator[bytes]:
    # As it comes: httpx would unpack a small bomb as a whole before anyone can count.
    for chunk in cast("Iterable[bytes]", response.stream):
        if time.monotonic() > deadline:
            raise httpcore.ReadTimeout("the time for this request is over")
        yield chunk


@contextmanager
def _as_source_errors(place: str, timeout: float) -> Iterator[None]:
    """Turn what the network raises into what a connector raises. Texts that may quote a header are left out."""
    try:
        yield
    except (httpx.TimeoutException, httpcore.TimeoutException) as error:
        raise Unavailable(f"{place} did not answer within {timeout:g} s") from error
    except (httpx.NetworkError, httpcore.NetworkError) as error:
        raise Unavailable(f"{place} could not be reached: {error or 'the connection broke'}") from error
    except (httpx.LocalProtocolError, httpcore.LocalProtocolError) as error:
        raise Refused(f"{place} cannot be asked: a header holds characters that no header may hold") from error
    except (httpx.TransportError, httpcore.RemoteProtocolError, httpcore.ProxyError) as error:
        raise Unavailable(f"{place} broke off its answer or does not speak HTTP") from error
    except BodyError as error:
        message = f"{place}: {error}"
        raise (Unavailable(message) if error.passing else Changed(message)) from error
