"""What is filled in about a case: how it ended, whose it is, until when it sleeps, what it really is, a note."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from typing import TypeVar

from alerts.interactive import Faults, Form, PressKind
from monitor.domain.act import Act, Assign, NotAllowed, Note, Resolve, Snooze, apply
from monitor.domain.case import LIVE_STATES, Case, Outcome, State
from monitor.domain.correction import SetDepartment, SetSeverity, SetTopic
from monitor.domain.delivery import alert_draft
from monitor.domain.score import Severity, Topic
from monitor.stages.reactions.contract import Answer, Pressed, Reaction, Reactions
from monitor.stages.reactions.house import House, case_in
from monitor.store import case_files, cases, outbox, posted
from monitor.store.database import Transaction
from monitor.store.team import to_whom
from monitor.wording import forms
from monitor.wording.quotes import quote_of

_Word = TypeVar("_Word", bound=StrEnum)
_LONGEST_QUOTE = 300


class Wrong(NotAllowed):
    """What was filled in cannot be meant; `field` is where."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asks:
    """One form: `ask` makes it, `acts` reads what was filled in. `field` is where a refusal of the case is shown."""

    ask: Callable[[Transaction, Pressed, Case, str | None], Form]
    acts: Callable[[Transaction, Pressed, Case], Iterator[Act]]
    field: str
    live: bool = True
    after: Callable[[Transaction, Pressed, Case], None] = lambda _tx, _pressed, _case: None


def reactions(house: House) -> Reactions:
    """Return every form about a case; each action opens it when it is pressed, and does it when it is submitted."""
    asks = {
        "case.resolve": _Asks(
            ask=lambda _tx, _pressed, case, quote: forms.resolve(case, quote),
            acts=_resolved,
            field="outcome",
            live=False,
        ),
        "case.assign": _Asks(
            ask=lambda _tx, pressed, case, quote: forms.assign(case, quote, pressed.actor.person),
            acts=partial(_assigned, house),
            field="person",
        ),
        "case.snooze": _Asks(ask=partial(_ask_until, house), acts=_snoozed, field="for"),
        "case.department": _Asks(
            ask=lambda tx, _pressed, case, quote: forms.department(case, quote, sorted(house.departments(tx))),
            acts=partial(_moved, house),
            field="department",
            live=False,
            after=lambda tx, pressed, case: tell_department(house, tx, case, pressed.now),
        ),
        "case.severity": _Asks(
            ask=lambda _tx, _pressed, case, quote: forms.label(case, quote),
            acts=partial(_labelled, house),
            field="severity",
            live=False,
        ),
        "case.note": _Asks(
            ask=lambda _tx, _pressed, case, quote: forms.note(case, quote), acts=_noted, field="note", live=False
        ),
    }
    return {
        action: Reaction(react=partial(_react, house, one), check=partial(_check, one)) for action, one in asks.items()
    }


def _react(house: House, asks: _Asks, tx: Transaction, pressed: Pressed) -> Answer:
    number = case_in(pressed.press.value)
    if pressed.press.kind is not PressKind.FORM:
        return _asked(house, asks, tx, pressed, number)
    case = cases.get(tx, number)
    for act in list(asks.acts(tx, pressed, case)):
        case = cases.act(tx, number, act, by=pressed.actor.name, now=pressed.now)
    asks.after(tx, pressed, case)
    return None


def _asked(house: House, asks: _Asks, tx: Transaction, pressed: Pressed, number: int) -> Form:
    file = case_files.file(tx, number)
    if file.case.state is State.DISMISSED or (asks.live and file.case.state not in LIVE_STATES):
        raise NotAllowed(f"{file.case.public_id} is {file.case.state}: reopen it first, where there is more to do.")
    words = "" if file.gone else house.mask(quote_of(file.mention))
    shown = words if len(words) <= _LONGEST_QUOTE else words[: _LONGEST_QUOTE - 1].rstrip() + "…"
    return asks.ask(tx, pressed, file.case, shown or None)


def _check(asks: _Asks, tx: Transaction, pressed: Pressed) -> Faults:
    """Try it on the case as it stands."""
    case = cases.get(tx, case_in(pressed.press.value))
    try:
        for act in asks.acts(tx, pressed, case):
            case, _ = apply(case, act, by=pressed.actor.name, now=pressed.now)
    except Wrong as wrong:
        return {wrong.field: str(wrong)}
    except NotAllowed as error:
        return {asks.field: str(error)}
    return {}


def _resolved(_tx: Transaction, pressed: Pressed, case: Case) -> Iterator[Act]:
    yield from _notes(pressed)
    outcome = _one_of(Outcome, pressed, "outcome")
    if case.state is not State.RESOLVED or outcome is not case.outcome:
        yield Resolve(outcome=outcome)


def _assigned(house: House, tx: Transaction, pressed: Pressed, case: Case) -> Iterator[Act]:
    person = _filled(pressed, "person")
    if not person:
        raise Wrong("person", "Choose somebody.")
    asked = Assign(owner=house.name_of(tx, pressed, person))
    yield to_whom(tx, asked, case, house.staff, by=pressed.actor.name, now=pressed.now)
    yield from _notes(pressed)


def _ask_until(house: House, tx: Transaction, pressed: Pressed, case: Case, quote: str | None) -> Form:
    return forms.snooze(case, quote, now=pressed.now, zone=house.zone_of(tx, pressed))


def _snoozed(_tx: Transaction, pressed: Pressed, _case: Case) -> Iterator[Act]:
    field = "until" if _filled(pressed, "until") else "for"
    seconds = _filled(pressed, field)
    if not seconds.isdecimal() or len(seconds) > 11:
        raise Wrong(field, "Choose until when.")
    until = datetime.fromtimestamp(int(seconds), UTC)
    if until <= pressed.now:
        raise Wrong(field, "That is past; choose a later time.")
    yield Snooze(until=until)


def _moved(house: House, tx: Transaction, pressed: Pressed, case: Case) -> Iterator[Act]:
    department = _filled(pressed, "department")
    if department not in house.departments(tx):
        raise Wrong("department", "Choose a department.")
    moved = SetDepartment(department=department)
    yield SetDepartment(department=department, due_at=house.due(tx, moved.on(case, "", pressed.now)[0], case.opened_at))


def tell_department(house: House, tx: Transaction, case: Case, now: datetime) -> None:
    """Show a case where its department looks, once."""
    channel = house.departments(tx).get(case.department or "")
    if channel is not None and channel not in posted.told_in(tx, case.id):
        outbox.enqueue(tx, [alert_draft(case, channel, now, urgent=False)])


def _labelled(house: House, tx: Transaction, pressed: Pressed, case: Case) -> Iterator[Act]:
    severity = _one_of(Severity, pressed, "severity")
    topic = _one_of(Topic, pressed, "topic")
    if severity is case.severity and topic is case.topic:
        raise Wrong("severity", "Nothing is different from what it is now.")
    if severity is not case.severity:
        changed = SetSeverity(severity=severity).on(case, "", pressed.now)[0]
        yield SetSeverity(severity=severity, due_at=house.due(tx, changed, case.opened_at))
    if topic is not case.topic:
        yield SetTopic(topic=topic)


def _noted(_tx: Transaction, pressed: Pressed, _case: Case) -> Iterator[Act]:
    yield Note(text=_filled(pressed, "note"))


def _notes(pressed: Pressed) -> Iterator[Act]:
    if text := _filled(pressed, "note"):
        yield Note(text=text)


def _filled(pressed: Pressed, field: str) -> str:
    return pressed.press.fields.get(field, "").strip()


def _one_of(words: type[_Word], pressed: Pressed, field: str) -> _Word:
    try:
        return words(_filled(pressed, field))
    except ValueError as error:
        raise Wrong(field, "Choose one of these.") from error
