"""A trial of one Slack channel: everything the monitor does there is done once, and taken back."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_hex

from alerts.contract import ChannelError, Notice, Receipt, Tone, Unavailable
from alerts.interactive import Faults, Press
from alerts.slack.calls import Calls
from alerts.slack.channel import SlackChannel
from alerts.slack.scopes import ESSENTIAL, granted, missing
from alerts.slack.settings import SlackSettings
from alerts.slack.tiers import Tiers

HELLO = 15.0
"""Seconds in which the socket must have said hello."""
TRIES, PAUSE = 4, 2.0
"""How often, and seconds after which, history is read anew where it does not show the message yet."""
_TICK = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that was tried. Where an `essential` one is not `ok`, the channel does not work."""

    name: str
    ok: bool
    told: str
    essential: bool = True


def trial(settings: SlackSettings, now: Callable[[], datetime], *, pause: float = PAUSE) -> Iterator[Step]:
    """Try everything, and say of each thing what became of it; the message that is posted is deleted in the end."""
    tried = _Trial(settings, now, pause)
    connected = tried.app()
    yield connected
    if not connected.ok:
        return
    yield from tried.scopes()
    yield from tried.message()
    yield from tried.socket()


class _Trial:
    def __init__(self, settings: SlackSettings, now: Callable[[], datetime], pause: float) -> None:
        self._settings = settings
        self._now = now
        self._pause = pause
        self._calls = Calls(settings, now, Tiers(settings, None))
        self._channel = SlackChannel(settings, now=now)
        self._scopes: frozenset[str] | None = None
        self._notice = Notice(
            key=f"trial:{token_hex(8)}",
            tone=Tone.INFO,
            title="A trial of the complaint monitor",
            body="It is deleted in a moment.",
        )

    def app(self) -> Step:
        try:
            identity = self._calls.repeatable("auth.test")
        except ChannelError as error:
            return Step(name="app", ok=False, told=str(error))
        self._scopes = granted(identity.headers.get("x-oauth-scopes"))
        return Step(name="app", ok=True, told=f"{identity.get('user')} in {identity.get('team')}")

    def scopes(self) -> Iterator[Step]:
        if self._scopes is None:
            yield Step(name="scopes", ok=False, told="Slack does not say which the app has", essential=False)
            return
        lacking = list(missing(self._scopes))
        for scope, cost in lacking:
            yield Step(name=f"scope {scope}", ok=False, told=f"missing: {cost}", essential=scope == ESSENTIAL)
        if not lacking:
            yield Step(name="scopes", ok=True, told="all that the manifest asks for")

    def message(self) -> Iterator[Step]:
        began = self._now()
        try:
            receipt = self._channel.post(self._notice)
        except ChannelError as error:
            yield Step(name="post", ok=False, told=str(error))
            return
        yield Step(name="post", ok=True, told=f"a message stands in {receipt.channel}")
        changed = replace(self._notice, body="It was changed, and is deleted in a moment.")
        yield self._step("change", "it was changed in place", lambda: self._channel.revise(receipt, changed))
        found = self._step("look up", "it was found again by its key", lambda: self._find(began, receipt))
        yield replace(found, essential=False)
        deleted = self._step("delete", "it is deleted", lambda: self._channel.delete(receipt))
        yield replace(deleted, essential=False)

    def socket(self) -> Iterator[Step]:
        if self._settings.app_token is None:
            way = "presses come by signed requests" if self._settings.signing_secret else "no press is heard"
            yield Step(name="socket", ok=True, told=f"no app_token: {way}", essential=False)
            return
        with closing(self._channel.listen(_refuse)) as listener:
            ends = time.monotonic() + HELLO
            while not listener.connected and time.monotonic() < ends:
                time.sleep(_TICK)
            is_open = listener.connected
        told = "Slack said hello" if is_open else "Slack said no hello: check app_token and its connections:write"
        yield Step(name="socket", ok=is_open, told=told)

    def _find(self, began: datetime, receipt: Receipt) -> None:
        for _ in range(TRIES):
            found = self._channel.find(self._notice.key, began)
            if found is not None and found.reference == receipt.reference:
                return
            time.sleep(self._pause)
        raise Unavailable("history does not show it: after a crash it would be posted again")

    def _step(self, name: str, told: str, do: Callable[[], None]) -> Step:
        try:
            do()
        except ChannelError as error:
            return Step(name=name, ok=False, told=str(error))
        return Step(name=name, ok=True, told=told)


def _refuse(_: Press) -> Faults:
    """Not acknowledged, so that Slack brings a press that came meanwhile to whoever else listens."""
    raise Unavailable("this is a trial")
