"""The terminal: a panel for a notice, a line for a change, and nothing that a customer wrote steers it."""

import io
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from alerts.console import KIND
from alerts.contract import Channel, ChannelError, Findable, Refused, Revisable
from alerts.kind import Tools
from tests.alerts.contract import HOSTILE, ChannelContract
from tests.alerts.notices import ALERT, RECEIPT


def console() -> Channel:
    return KIND.build(KIND.settings(), Tools(name="terminal", now=lambda: datetime.now(UTC)))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class TestConsole(ChannelContract):
    outcomes = (Refused,)

    @pytest.fixture(autouse=True)
    def _output(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.monkeypatch = monkeypatch

    def channel(self) -> Channel:
        return console()

    def fail(self, outcome: type[ChannelError]) -> None:
        self.monkeypatch.setattr(sys, "stdout", _Broken())


class _Broken(io.StringIO):
    def write(self, _: str) -> int:
        raise BrokenPipeError


def test_a_notice_is_a_panel_with_everything_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    console().post(ALERT)
    printed = capsys.readouterr().out
    for words in ("HIGH", "Refund refused", "Three weeks of waiting", "Sam_K", "nobody yet", "reviews.example.org"):
        assert words in printed
    assert printed.startswith("╭")
    assert "\x1b" not in printed, "no colours where nobody looks"


def test_a_revision_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    channel = console()
    assert isinstance(channel, Revisable)
    channel.revise(RECEIPT, replace(ALERT, title="Low · billing", body="C-7 · Acme Air · claimed by Ann\nMasked."))
    assert capsys.readouterr().out == "↻ Low · billing  C-7 · Acme Air · claimed by Ann\n"


def test_a_title_that_begins_with_its_tone_says_it_once(capsys: pytest.CaptureFixture[str]) -> None:
    console().post(replace(ALERT, title="High · billing · 1★ on Google Play"))
    assert capsys.readouterr().out.startswith("╭─  HIGH  billing · 1★ on Google Play  ─")


def test_colours_on_a_terminal_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    console().post(ALERT)
    assert "\x1b[38;5;208m" in terminal.getvalue()
    monkeypatch.setenv("NO_COLOR", "1")
    terminal.truncate(0)
    console().post(ALERT)
    assert "\x1b[38" not in terminal.getvalue()


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_a_customer_cannot_steer_the_terminal(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    console().post(replace(ALERT, title=words, quote=words, body=words))
    printed = capsys.readouterr().out
    assert not {"\x1b", "\x07", "\r", "\u202e", "\x9b"} & set(printed)


def test_markup_of_the_terminal_library_is_shown_as_written(capsys: pytest.CaptureFixture[str]) -> None:
    console().post(replace(ALERT, quote="[bold red]:smile: [link=http://evil.example]x[/link]"))
    assert "[bold red]:smile: [link=http://evil.example]x[/link]" in capsys.readouterr().out


def test_a_narrow_alphabet_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    console().post(ALERT)
    assert b"Refund refused" in raw.getvalue()


def test_a_closed_stdout_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = io.StringIO()
    closed.close()
    monkeypatch.setattr(sys, "stdout", closed)
    with pytest.raises(Refused):
        console().post(ALERT)


def test_a_process_without_stdout_refuses_rather_than_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(Refused):
        console().post(ALERT)


def test_has_no_history() -> None:
    assert not isinstance(console(), Findable)
