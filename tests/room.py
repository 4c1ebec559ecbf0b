"""A room: a channel that can be acted in, played for tests that need no Slack."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from alerts.contract import ChannelError, Notice, Receipt, Refused
from alerts.interactive import Form, Press, PressKind, Profile, Screen

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
TEAM = "T1"


@dataclass
class Room:
    """Keeps what it was made to show, and knows the people of `profiles`."""

    profiles: dict[str, Profile] = field(default_factory=dict)
    forms: list[tuple[str, Form]] = field(default_factory=list)
    answers: list[tuple[str, Notice]] = field(default_factory=list)
    homes: list[tuple[str, Screen]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    error: ChannelError | None = None

    def show(self, form: Form, press: Press) -> None:
        self._fail()
        self.forms.append((press.person, form))

    def answer(self, notice: Notice, press: Press) -> None:
        self._fail()
        self.answers.append((press.person, notice))

    def show_home(self, screen: Screen, person: str) -> None:
        self._fail()
        self.homes.append((person, screen))

    def profile(self, person: str) -> Profile:
        self.asked.append(person)
        if person not in self.profiles:
            raise Refused("users.info: user_not_found")
        return self.profiles[person]

    def _fail(self) -> None:
        if self.error is not None:
            raise self.error

    @property
    def told(self) -> list[str]:
        """What people were told, each alone."""
        return [notice.body or notice.title for _, notice in self.answers]


def people(**names: str) -> dict[str, Profile]:
    """Return profiles: `people(U1="Maria Lopez")`; their address is that of the first name."""
    return {
        number: Profile(id=number, name=name, email=f"{name.split()[0].lower()}@acme.example", zone="Europe/Madrid")
        for number, name in names.items()
    }


def click(action: str, value: str = "", *, by: str = "U1", number: int = 1, **more: object) -> Press:
    """Return the press of a button, with all that Slack sends along."""
    made = Press(
        id=f"e{number}",
        kind=PressKind.BUTTON,
        workspace=TEAM,
        person=by,
        action=action,
        value=value,
        pressed_at=NOON,
        receipt=Receipt(channel="C1", workspace=TEAM, reference="ts1", posted_at=NOON),
        trigger="trigger",
        answer_at="https://hooks.example/secret",
    )
    return replace(made, **more)  # type: ignore[arg-type]


def submit(action: str, value: str = "", **fields: str) -> Press:
    """Return a submitted form."""
    return click(action, value, kind=PressKind.FORM, receipt=None, fields=fields, number=2)
