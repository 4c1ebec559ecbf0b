"""What every kind of channel keeps to. A kind's test class inherits `ChannelContract` and says how to make one.

`channel()` returns a working channel, `secrets` what must never be read in an error, and `fail` lets the next call
meet one of the four outcomes that a channel can have. A kind that cannot meet an outcome leaves it out of `outcomes`.
"""

import socket
from abc import ABC, abstractmethod
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest

from alerts.contract import (
    Channel,
    ChannelError,
    Fact,
    Findable,
    Notice,
    Probeable,
    Refused,
    Revisable,
    Tone,
    Unavailable,
    Uncertain,
)
from tests.alerts.notices import ALERT

HOSTILE = (
    "<!channel> <@U123> <http://evil.example|bank> & &amp; &lt;",
    "\x1b[31mred\x1b[0m \x1b]0;title\x07 \r over",
    "\u202etxet desrever\u202c \u200b\u200d\ufeff",
    "\ud800 alone",
    "[bold]x[/bold] {{7*7}} ${7*7} *b* _i_ ~s~ `c` ```",
    "Z" + "\u0351" * 500,
    "x" * 20_000,
    "&" * 20_000,
    "👨‍👩‍👧‍👦" * 3000,
    "line\n" * 5000,
    "",
    " \u200b ",
)


class ChannelContract(ABC):
    """Inherited by the tests of every kind."""

    secrets: ClassVar[tuple[str, ...]] = ()
    outcomes: ClassVar[tuple[type[ChannelError], ...]] = (Unavailable, Refused, Uncertain)

    @abstractmethod
    def channel(self) -> Channel:
        """Make a channel that works."""

    @abstractmethod
    def fail(self, outcome: type[ChannelError]) -> None:
        """Let the next call of the channel end so."""

    def test_its_constructor_does_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def connect(*_: object) -> None:
            raise AssertionError("a constructor must not connect")

        monkeypatch.setattr(socket.socket, "connect", connect)
        self.channel()

    def test_a_receipt_says_where_and_when(self) -> None:
        before = datetime.now(UTC) - timedelta(seconds=5)
        receipt = self.channel().post(ALERT)
        assert receipt.channel
        assert receipt.reference
        assert receipt.posted_at.tzinfo is not None
        assert before <= receipt.posted_at <= datetime.now(UTC) + timedelta(seconds=5)

    def test_two_posts_have_two_references(self) -> None:
        channel = self.channel()
        first, second = channel.post(ALERT), channel.post(replace(ALERT, key="case:C-2"))
        assert first.reference != second.reference

    @pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
    def test_hostile_words_do_not_keep_a_notice_from_being_posted(self, words: str) -> None:
        channel = self.channel()
        receipt = channel.post(_saying(words))
        if isinstance(channel, Revisable):
            channel.revise(receipt, _saying(words))

    @pytest.mark.parametrize("tone", Tone)
    def test_every_tone_can_be_shown(self, tone: Tone) -> None:
        self.channel().post(replace(ALERT, tone=tone))

    @pytest.mark.parametrize("outcome", [Unavailable, Refused, Uncertain])
    def test_a_failure_has_the_right_class_and_no_secret(self, outcome: type[ChannelError]) -> None:
        if outcome not in self.outcomes:
            pytest.skip(f"this kind never is {outcome.__name__}")
        channel = self.channel()
        self.fail(outcome)
        with pytest.raises(ChannelError) as caught:
            channel.post(ALERT)
        assert type(caught.value) is outcome
        self.keeps_its_secrets(caught.value)
        self.keeps_its_secrets(channel)

    def test_revising_twice_is_as_good_as_once(self) -> None:
        channel = self.channel()
        if not isinstance(channel, Revisable):
            pytest.skip("this kind changes nothing in place")
        receipt = channel.post(ALERT)
        channel.revise(receipt, replace(ALERT, title="Claimed"))
        channel.revise(receipt, replace(ALERT, title="Claimed"))

    def test_what_is_posted_is_found_and_nothing_else(self) -> None:
        channel = self.channel()
        if not isinstance(channel, Findable):
            pytest.skip("this kind has no history")
        receipt = channel.post(ALERT)
        since = datetime.now(UTC) - timedelta(minutes=1)
        assert channel.find(ALERT.key, since) == receipt
        assert channel.find("case:none", since) is None
        assert list(channel.looks) == sorted(channel.looks)

    def test_a_probe_posts_nothing(self) -> None:
        channel = self.channel()
        if not isinstance(channel, Probeable):
            pytest.skip("this kind cannot be asked")
        assert channel.probe() == ()
        assert self.shown() == 0

    def shown(self) -> int:
        """Return how many notices arrived, where the kind's test can tell."""
        return 0

    def keeps_its_secrets(self, thing: object) -> None:
        """Fail where a secret can be read in `thing`, or in the errors that it came from."""
        while thing is not None:
            for secret in self.secrets:
                assert secret not in f"{thing!s} {thing!r}"
            thing = thing.__cause__ if isinstance(thing, BaseException) else None


def _saying(words: str) -> Notice:
    facts = tuple(Fact(label=words, value=words) for _ in range(12))
    return replace(ALERT, title=words, quote=words, body=words, link=words, facts=facts)
