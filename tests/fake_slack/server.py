"""Slack as a test sees it: what it holds, what it was asked, what is to go wrong, and what broke the law."""

import json
import math
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Any, Self

from tests.fake_slack import workspace
from tests.fake_slack.desk import Desk, User, View, Whisper
from tests.fake_slack.direct import Direct
from tests.fake_slack.faults import Fault, Kind
from tests.fake_slack.files import Files
from tests.fake_slack.person import Delivery, Http, Outcome, People, Receive, Surface
from tests.fake_slack.reference import METHODS, complaint_about
from tests.fake_slack.sockets import Sockets
from tests.fake_slack.wire import Handler, Reply, Server
from tests.fake_slack.workspace import ApiError, Message, TooMany, Workspace

CHANNEL = "C0123456789"
SCOPES = (
    "chat:write,channels:history,groups:history,channels:read,groups:read,commands,users:read,users:read.email,"
    "usergroups:read,files:write,im:write,im:history"
)
ANN, BOB = "U0ANN", "U0BOB"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call that arrived, before anything was done about it. `at` is Slack's clock."""

    method: str
    arguments: dict[str, Any]
    at: float


class FakeSlack:
    """Use as a context manager; leaving it fails the test if any call broke the reference.

    `speed` divides the rate limits (1 a second a channel, 50 a minute for tier 3): 1 is Slack's own,
    infinity lifts them.
    `lag` is the seconds after which history shows a message. `token` None takes any bot token.
    """

    def __init__(
        self,
        channels: Iterable[str] = (CHANNEL,),
        *,
        token: str | None = None,
        scopes: str = SCOPES,
        lag: float = 0.0,
        speed: float = math.inf,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.token = token
        self.scopes = scopes
        self.violations: list[str] = []
        self.calls: list[Call] = []
        self.workspace = Workspace(channels, now=now, lag=lag, speed=speed)
        self.sockets = Sockets(self.violations.append)
        self.files = Files(workspace=self.workspace, base=lambda: self.root)
        self.desk = Desk(now=now, base=lambda: self.root, channels=self.workspace.channels)
        for user in (User(id=ANN, name="Ann", email="ann@example.org"), User(id=BOB, name="Bob")):
            self.desk.users[user.id] = user
        self.people = People(self.desk, self.sockets)
        self.direct = Direct(workspace=self.workspace, users=self.desk.users)
        self._now = now
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._port = 0
        self._server: Server | None = None

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._closing.set()
        self.close()
        broken = "calls that Slack's reference forbids:\n" + "\n".join(self.violations)
        if error is None:
            assert not self.violations, broken
        elif self.violations:
            error.add_note(broken)

    @property
    def base_url(self) -> str:
        """What to give a client as `base_url`."""
        return f"{self.root}api/"

    @property
    def root(self) -> str:
        """Where the HTTP side listens."""
        return f"http://127.0.0.1:{self._port}/"

    def open(self) -> None:
        """Listen; after `close`, on the same port again."""
        server = Server(("127.0.0.1", self._port), Handler)
        server.answer, server.wait, server.bug = self._answer, self._closing.wait, self.violations.append
        server.receive, server.now = self._receive, self._now
        self._port = server.server_address[1]
        self._server = server
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def close(self) -> None:
        """Refuse connections from now on, and end the sockets."""
        self.sockets.close()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def fail(self, method: str, fault: Fault, *, times: int = 1) -> None:
        """Let the next `times` calls of `method` meet `fault`. Faults of one method queue up."""
        if fault.kind is Kind.ERROR and fault.documented and fault.code not in METHODS[method].errors:
            raise ValueError(f"{method} has no documented error {fault.code!r}")
        with self._lock:
            self._faults[method].extend([fault] * times)

    def heal(self) -> None:
        """Forget the faults that have not been met."""
        with self._lock:
            self._faults.clear()

    def messages(self, channel: str = CHANNEL) -> list[Message]:
        """Return what the channel shows now, oldest first."""
        return self.workspace.snapshot(channel)

    def copies(self, key: str) -> int:
        """Return how many messages carry `key`, over all channels."""
        return sum(message.key == key for name in list(self.workspace.channels) for message in self.messages(name))

    def delete(self, ts: str, channel: str = CHANNEL) -> None:
        """A person deletes a message."""
        self.workspace.delete(channel, ts)

    def view(self, by: str = ANN) -> View:
        """Return the modal that a person has before them; the youngest where there are several."""
        return [view for view in self.desk.views.values() if view.user == by][-1]

    def home(self, user: str = ANN) -> View:
        """Return what a person sees in the app's home."""
        return self.desk.homes[user]

    def whispers(self, user: str = ANN) -> list[Whisper]:
        """Return the messages that one person alone sees, oldest first."""
        return [whisper for whisper in self.desk.whispers if whisper.user == user]

    def speak_http(self, to: str | Receive, secret: str) -> None:
        """Deliver what people do from now on by signed HTTP: to an address, or to the app's own door."""
        self.people.http = Http(to=to, secret=secret, now=self._now)

    def click(self, on: Surface, what: str, *, by: str = ANN, **delivery: Any) -> Outcome:
        """Let somebody press the button whose action or label is `what`. `delivery` is as in `Delivery`."""
        return self.people.press(on, what, by, Delivery(**delivery))

    def choose(self, on: Surface, what: str, *, by: str = ANN, **delivery: Any) -> Outcome:
        """Let somebody choose the entry of a menu whose value or label is `what`."""
        return self.people.choose(on, what, by, Delivery(**delivery))

    def submit(self, view: View, values: Mapping[str, str] | None = None, **delivery: Any) -> Outcome:
        """Let the person who has `view` before them fill in `values` and submit it."""
        return self.people.submit(view, values or {}, Delivery(**delivery))

    def type(self, line: str, *, by: str = ANN, **delivery: Any) -> Outcome:
        """Let somebody type a slash command."""
        return self.people.type(line, by, Delivery(**delivery))

    def open_home(self, user: str = ANN, **delivery: Any) -> Outcome:
        """Let somebody open the app's home."""
        return self.people.open_home(user, Delivery(**delivery))

    def called(self, method: str) -> list[Call]:
        """Return the calls of `method` that arrived, in order."""
        with self._lock:
            return [call for call in self.calls if call.method == method]

    def until(self, holds: Callable[[], object], *, seconds: float = 10.0) -> None:
        """Wait until `holds()`, such as `lambda: slack.copies(key)`; fail the test where that takes too long."""
        ends = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < ends, f"not within {seconds} s"
            time.sleep(0.005)

    def _answer(self, method: str, arguments: dict[str, Any], token: str | None) -> tuple[Reply, Fault | None]:
        """Do what was asked unless a fault forbids it, and say what to send, and how."""
        with self._lock:
            self.calls.append(Call(method=method, arguments=arguments, at=self._now()))
            fault = self._faults[method].popleft() if self._faults[method] else None
        if wrong := complaint_about(method, arguments):
            self.violations.append(wrong)
            return self._reply(
                {"ok": False, "error": "invalid_arg_name" if method in METHODS else "unknown_method"}
            ), fault
        if fault and not fault.accepted:
            return self._refusal(fault), fault
        return self._done(method, arguments, token), fault

    def _receive(self, path: str, body: bytes) -> tuple[Reply, Fault | None]:
        """What comes to addresses that Slack handed out; faults are under `response_url` and `upload`."""
        name = "upload" if path.startswith("/upload/") else "response_url"
        with self._lock:
            self.calls.append(Call(method=name, arguments={"path": path}, at=self._now()))
            fault = self._faults[name].popleft() if self._faults[name] else None
        if fault and not fault.accepted:
            return self._refusal(fault), fault
        if name == "upload":
            status, text = self.files.uploaded(path, body)
            return Reply(status=status, body=text.encode(), headers={"content-type": "text/plain"}), fault
        try:
            status, answer = self.desk.answered(path, body)
        except ApiError as error:
            self.violations.append(f"{name}: {error.code}: {error.detail}")
            status, answer = 400, {"ok": False, "error": error.code}
        return self._reply(answer, status=status), fault

    def _done(self, method: str, arguments: dict[str, Any], token: str | None) -> Reply:
        try:
            self._admit(method, arguments, token)
            return self._reply({"ok": True, **self._act(method, arguments)})
        except TooMany as error:
            return self._too_many(str(max(1, math.ceil(error.wait))))
        except ApiError as error:
            if error.detail:
                self.violations.append(f"{method}: {error.code}: {error.detail}")
            return self._reply({"ok": False, "error": error.code})
        except _MissingScope as error:
            return self._reply(
                {"ok": False, "error": "missing_scope", "needed": error.args[0], "provided": self.scopes}
            )

    def _admit(self, method: str, arguments: dict[str, Any], token: str | None) -> None:
        if not token:
            raise ApiError("not_authed")
        known = METHODS[method]
        if known.app_level:
            if not token.startswith("xapp-"):
                raise ApiError("invalid_auth")
        elif token != self.token if self.token else not token.startswith("xoxb-"):
            raise ApiError("invalid_auth")
        if known.scopes and not set(known.scopes) & set(self.scopes.split(",")):
            raise _MissingScope(known.scopes[0])
        if known.a_minute:
            self.workspace.pace(method, 60 / known.a_minute)
        if method == "chat.postMessage":
            self.workspace.pace(f"{method} {arguments['channel']}", 1.0)

    def _act(self, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        acts = {
            "auth.test": lambda _: workspace.IDENTITY,
            "chat.postMessage": self.direct.post,
            "chat.update": self.workspace.update,
            "chat.delete": self.workspace.retract,
            "conversations.history": self.workspace.history,
            "conversations.replies": self.workspace.replies,
            "conversations.info": self.workspace.info,
            "views.open": self.desk.open,
            "views.update": self.desk.update,
            "views.publish": self.desk.publish,
            "chat.postEphemeral": self.desk.whisper,
            "users.info": partial(self.desk.info, with_email="users:read.email" in self.scopes),
            "users.lookupByEmail": self.desk.by_email,
            "conversations.open": self.direct.open,
            "usergroups.list": self.desk.list_groups,
            "files.getUploadURLExternal": self.files.address,
            "files.completeUploadExternal": self.files.complete,
            "apps.connections.open": lambda _: {"url": self.sockets.ticket()},
        }
        return acts[method](arguments)

    def _refusal(self, fault: Fault) -> Reply:
        if fault.kind is Kind.ERROR:
            return self._reply({"ok": False, "error": fault.code})
        if fault.kind is Kind.RATE_LIMITED:
            return self._too_many(fault.retry_after)
        if fault.kind is Kind.STATUS:
            return Reply(status=fault.status, body=fault.body.encode(), headers={"content-type": "text/html"})
        return self._reply({"ok": False, "error": "internal_error"})

    def _too_many(self, retry_after: str | None) -> Reply:
        reply = self._reply({"ok": False, "error": "ratelimited"}, status=429)
        if retry_after is not None:
            reply.headers["retry-after"] = retry_after
        return reply

    def _reply(self, answer: dict[str, Any], *, status: int = 200) -> Reply:
        headers = {"content-type": "application/json; charset=utf-8", "x-oauth-scopes": self.scopes}
        return Reply(status=status, body=json.dumps(answer).encode(), headers=headers)


class _MissingScope(Exception):
    """The scope that is needed."""
