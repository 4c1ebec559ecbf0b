"""What can be pressed on an alert: what fits as the case stands, and only what something follows from."""

import pytest

from monitor.domain.case import Outcome, State
from monitor.wording.pressable import buttons, menu
from tests.wording.files import a_file

CASES = frozenset(
    f"case.{name}"
    for name in ("take", "respond", "resolve", "dismiss", "hand_back", "reopen", "assign", "snooze", "note", "reveal")
)


@pytest.mark.parametrize(
    ("state", "labels"),
    [
        (State.OPEN, ["Take", "Respond", "Resolve", "Not a complaint"]),
        (State.ACKNOWLEDGED, ["Respond", "Resolve", "Not a complaint", "Hand back"]),
        (State.RESPONDED, ["Resolve", "Respond again"]),
        (State.RESOLVED, ["Reopen"]),
        (State.DISMISSED, ["Reopen"]),
    ],
)
def test_the_likely_next_step_comes_first_and_stands_out(state: State, labels: list[str]) -> None:
    drawn = buttons(a_file(case={"state": state}).case, CASES)
    assert [button.label for button in drawn] == labels
    assert all(button.value == "C-1042" for button in drawn)
    assert sum(button.primary for button in drawn) == (state not in {State.RESOLVED, State.DISMISSED})


def test_what_nothing_follows_from_is_not_drawn() -> None:
    case = a_file().case
    assert [button.action for button in buttons(case, {"case.take"})] == ["case.take"]
    assert buttons(case, ()) == ()
    assert menu(case, (), hidden=True) is None


def test_the_menu_carries_each_action_with_its_case() -> None:
    found = menu(a_file().case, CASES, hidden=True)
    assert found is not None
    assert found.action == "case.more"
    assert [choice.value for choice in found.choices] == [
        "case.assign C-1042", "case.snooze C-1042", "case.note C-1042", "case.reveal C-1042",
    ]  # fmt: skip


def test_hidden_words_are_offered_only_where_some_are() -> None:
    found = menu(a_file().case, CASES, hidden=False)
    assert found is not None
    assert "case.reveal C-1042" not in [choice.value for choice in found.choices]


def test_the_outcome_of_what_is_over_can_be_corrected() -> None:
    found = menu(a_file(case={"state": State.RESOLVED, "outcome": Outcome.UNKNOWN}).case, CASES, hidden=False)
    assert found is not None
    assert [choice.label for choice in found.choices] == ["Correct the outcome…", "Note…"]
