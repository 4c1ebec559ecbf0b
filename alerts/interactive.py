"""The words of being spoken to: what people press, fill in and ask for in a channel. Public; standard library only.

A channel that can be acted in turns a press into a `Press` and a form or a screen into its own shape. What a press
means is not its business: it hands each one to `take`, which has kept it for good when it returns.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

from alerts.contract import Button, Choice, Menu, Notice, Receipt


class PressKind(StrEnum):
    """What somebody did."""

    BUTTON = "button"
    MENU = "menu"
    FORM = "form"  # submitted a form
    COMMAND = "command"  # typed `/complaints ...`
    HOME = "home"  # opened the app's home


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """One thing that a person did in a channel, verified to come from there.

    `id` is the same when the channel delivers it again. `action` and `value` are those of the button, menu choice or
    form; of a command, `action` is its name and `value` what was typed behind it. `fields` holds what was filled in, by
    field name. `receipt` is the message that was pressed on. `trigger` opens a form within seconds; `answer_at` is
    where an answer for this person alone goes within half an hour: a secret, never logged or shown. `outside`: the
    channel says that the person belongs to another account than it does.
    """

    id: str
    kind: PressKind
    workspace: str
    person: str
    action: str
    pressed_at: datetime
    value: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    receipt: Receipt | None = None
    trigger: str | None = field(default=None, repr=False)
    answer_at: str | None = field(default=None, repr=False)
    outside: bool = False


class FieldKind(StrEnum):
    """What can be filled in."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    PERSON = "person"  # somebody of the workspace; the value is their id
    MOMENT = "moment"  # the value is seconds since 1970


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Something to fill in. `value` is what it holds at first; `longest` is in characters."""

    name: str
    label: str
    kind: FieldKind = FieldKind.LINE
    value: str = ""
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    optional: bool = False
    longest: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Something to fill in and submit: `action` and `value` come back with it. `quote` is a customer's words."""

    action: str
    value: str
    title: str
    submit: str
    body: str = ""
    quote: str | None = None
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a screen: plain text of ours, a customer's words, what to press, and where it leads."""

    text: str
    quote: str | None = None
    link: str | None = None
    buttons: tuple[Button, ...] = ()
    menu: Menu | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A titled part of a screen. `more` says what was left out."""

    title: str
    rows: tuple[Row, ...] = ()
    empty: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """What a person sees when they open the app's home."""

    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a channel knows of a person. `zone` is an IANA name; `groups` are the ids of the groups they are in.

    `workspace` is the id of the account that the channel belongs to; who is `outside` belongs to another one, such as
    somebody of another company in a channel that is shared with them.
    """

    id: str
    name: str
    email: str | None = None
    zone: str | None = None
    groups: frozenset[str] = frozenset()
    workspace: str = ""
    outside: bool = False


Faults = Mapping[str, str]
"""What is wrong with a submitted form, by field name; empty where nothing is."""

Take = Callable[[Press], Faults]
"""Keeps a press for good, or says what is wrong with a form; raises what the caller must not acknowledge."""


@runtime_checkable
class Interactive(Protocol):
    """Optional skill: be acted in. Every call raises `ChannelError` and nothing else."""

    def show(self, form: Form, press: Press) -> None:
        """Open `form` for the person who pressed; raises `Refused` where it is too late for that."""
        ...

    def answer(self, notice: Notice, press: Press) -> None:
        """Tell `notice` to the person who pressed, and to nobody else."""
        ...

    def show_home(self, screen: Screen, person: str) -> None:
        """Make `screen` what `person` sees when they open the app's home."""
        ...

    def profile(self, person: str) -> Profile:
        """Ask who `person` is."""
        ...


@runtime_checkable
class Personal(Protocol):
    """Optional skill: write to one person alone. `post` does where a notice says whom it is `to`."""

    def find_person(self, email: str) -> Profile | None:
        """Return who has that address; None where nobody does, or it may not be asked. Raises `ChannelError`."""
        ...


class Listener(Protocol):
    """A running connection that hands presses to `take`."""

    @property
    def connected(self) -> bool:
        """Whether presses arrive now."""
        ...

    def close(self) -> None:
        """Stop listening; presses being kept are finished first."""
        ...


@runtime_checkable
class Listens(Protocol):
    """Optional skill: hear presses over a connection that the channel opens itself.

    `line` names that connection: one listener hears the presses of all channels whose line is the same, so only one of
    them is asked to listen. It holds no secret. None where the channel is not set up to listen.
    """

    @property
    def line(self) -> str | None:
        """The name of the connection."""
        ...

    def listen(self, take: Take) -> Listener:
        """Connect, and stay connected until closed. Returns at once; raises `Refused` where there is no line."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a delivered request is answered with."""

    status: int
    body: str = ""
    content_type: str = "application/json"


@runtime_checkable
class Receives(Protocol):
    """Optional skill: hear presses by signed requests that the platform sends to us."""

    @property
    def receives(self) -> bool:
        """Whether the channel is set up to."""
        ...

    def receive(self, headers: Mapping[str, str], body: bytes, take: Take) -> Reply:
        """Verify one request, hand its press to `take`, and return what to answer; 401 where it is not theirs."""
        ...
