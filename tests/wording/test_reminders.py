"""Reminders say what is asked of whom, hold no more than is true, and show a customer's words as a quote alone."""

from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from alerts.contract import Tone
from monitor.domain.case import Outcome, State
from monitor.domain.escalation import AlarmKind
from monitor.wording import reminders
from tests.wording.files import NOON, a_file

LATER = NOON + timedelta(hours=9)
FILE = a_file()
OPEN = replace(FILE, case=replace(FILE.case, state=State.OPEN, owner=None, due_at=NOON + timedelta(hours=2)))


def with_case(**changes: object) -> object:
    return replace(OPEN, case=replace(OPEN.case, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "changes", "now", "title"),
    [
        (AlarmKind.SOON, {}, NOON, "{id}: answer by {due}"),
        (AlarmKind.LATE, {}, LATER, "{id} is late: an answer was due {due}"),
        (AlarmKind.FORGOTTEN, {"owner": "Ana"}, NOON, "{id} is not answered yet"),
        (AlarmKind.FORGOTTEN, {}, NOON, None),
        (AlarmKind.LATE, {"state": State.RESPONDED}, LATER, None),
        (AlarmKind.LATE, {"due_at": None}, LATER, None),
        (
            AlarmKind.FOLLOW_UP,
            {"state": State.RESPONDED},
            LATER,
            "What became of {id}? It was answered, and no move of the customer was seen",
        ),
        (AlarmKind.FOLLOW_UP, {"state": State.RESPONDED, "outcome": Outcome.RECOVERED}, LATER, None),
    ],
)
def test_a_line_in_the_thread(kind: AlarmKind, changes: dict[str, object], now: object, title: str | None) -> None:
    told = with_case(**changes)
    said = reminders.line(told, kind, now=now, key="k", calls=("S1",), zone=UTC)  # type: ignore[arg-type]
    due = f"{OPEN.case.due_at:%H:%M} UTC"
    assert (said and said.title) == (title and title.format(id=OPEN.case.public_id, due=due))
    assert said is None or (said.quote is None and said.calls == ("S1",))


def test_an_escalation_says_whose_it_is_and_quotes() -> None:
    told = reminders.escalation(OPEN, AlarmKind.LATE, now=LATER, key="k", calls=("S1",), quote="No refund *yet*")
    assert told is not None
    assert (told.quote, told.calls) == ("No refund *yet*", ("S1",))
    assert told.body.endswith("Nobody has claimed it.")
    assert "refund" not in told.title + told.body


def test_what_is_over_is_told_where_it_was_posted_and_nowhere_else() -> None:
    answered = with_case(state=State.RESPONDED)
    assert reminders.escalation(answered, AlarmKind.LATE, now=LATER, key="k") is None  # type: ignore[arg-type]
    told = reminders.escalation(answered, AlarmKind.LATE, now=LATER, key="k", calls=("S1",), posted=True)  # type: ignore[arg-type]
    assert told is not None
    assert (told.tone, told.calls) == (Tone.DONE, ())
