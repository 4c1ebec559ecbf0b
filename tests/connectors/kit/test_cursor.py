"""Cursors: there and back, and a clear word where one is not understood."""

from dataclasses import dataclass

import pytest

from connectors.contract import Changed, Cursor
from connectors.kit.cursor import dump, load


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a state."""

    name: str
    size: int | float


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A state with parts."""

    token: str | None = None
    parts: tuple[Part, ...] = ()


def test_a_state_comes_back_as_it_was() -> None:
    state = State(token='lone \ud800 "quoted"\n', parts=(Part(name="ä", size=2**63), Part(name="", size=0.5)))
    assert load(State, dump(state)) == state


def test_it_is_short() -> None:
    assert dump(State(token="t")) == '{"v":1,"token":"t","parts":[]}'


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "{",
        "[]",
        "null",
        "7",
        '{"token":"t"}',
        '{"v":2}',
        '{"v":1,"token":7}',
        '{"v":1,"parts":[{"name":"","size":NaN}]}',
        "[" * 9999,
    ],
)
def test_what_is_no_cursor_of_ours_is_changed(cursor: str) -> None:
    with pytest.raises(Changed, match="the saved cursor"):
        load(State, Cursor(cursor))


def test_a_cursor_of_another_version_is_not_misread() -> None:
    with pytest.raises(Changed, match="not of version 2"):
        load(State, dump(State()), version=2)
