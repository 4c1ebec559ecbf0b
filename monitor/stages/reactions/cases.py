"""What the buttons of a case do: take it, hand it back, set it aside, open it again, show what is masked."""

from datetime import datetime
from functools import partial

from monitor.domain.act import Acknowledge, Act, Dismiss, HandBack, NotAllowed, Reopen, Take
from monitor.domain.case import Case, Dismissal, Event, EventKind, State
from monitor.stages.reactions import case_forms
from monitor.stages.reactions.contract import Answer, Pressed, Reaction, Reactions, Role
from monitor.stages.reactions.house import House, case_in
from monitor.store import case_files, cases
from monitor.store.database import Transaction
from monitor.wording import presses as words
from monitor.wording.quotes import quote_of

_MOVES = (
    EventKind.ACKNOWLEDGED,
    EventKind.ASSIGNED,
    EventKind.RESPONDED,
    EventKind.RESOLVED,
    EventKind.DISMISSED,
    EventKind.REOPENED,
)


def reactions(house: House) -> Reactions:
    """Return what can be done to a case with one click, and by forms."""
    return {
        "case.take": Reaction(react=_take),
        "case.hand_back": Reaction(react=_hand_back),
        "case.dismiss": Reaction(react=_dismiss),
        "case.undo": Reaction(react=_undo),
        "case.reopen": Reaction(react=partial(_reopen, house)),
        "case.reveal": Reaction(react=partial(_reveal, house)),
        **case_forms.reactions(house),
    }


def do(tx: Transaction, pressed: Pressed, act: Act) -> Case:
    """Do `act` to the case that was pressed on; where it does not fit any more, say who did what meanwhile."""
    number = case_in(pressed.press.value)
    try:
        return cases.act(tx, number, act, by=pressed.actor.name, now=pressed.now)
    except NotAllowed as error:
        file = case_files.file(tx, number)
        move = next((event for event in reversed(file.events) if event.kind in _MOVES), None)
        if move is None:
            raise
        raise NotAllowed(words.meanwhile(file.case, move, you=pressed.actor.name, now=pressed.now)) from error


def _take(tx: Transaction, pressed: Pressed) -> Answer:
    do(tx, pressed, Take())
    return None


def _hand_back(tx: Transaction, pressed: Pressed) -> Answer:
    case = cases.get(tx, case_in(pressed.press.value))
    if case.owner is not None and not _has(pressed, case) and pressed.actor.role.rank < Role.LEAD.rank:
        raise NotAllowed(f"{case.owner} has {case.public_id}. To take it over, assign it to yourself in its menu.")
    do(tx, pressed, HandBack())
    return None


def _dismiss(tx: Transaction, pressed: Pressed) -> Answer:
    """Set aside at once; the answer has the way back, and better reasons."""
    _, _, reason = pressed.press.value.partition(" ")
    wanted = Dismissal(reason) if reason in set(Dismissal) else Dismissal.NOT_A_COMPLAINT
    case = do(tx, pressed, Dismiss(reason=wanted))
    return words.set_aside(f"press:{pressed.press.id}", case, wanted)


def _undo(tx: Transaction, pressed: Pressed) -> Answer:
    """Have a case as it was before it was set aside."""
    number = case_in(pressed.press.value)
    file = case_files.file(tx, number)
    last = next((event for event in reversed(file.events) if event.kind in _MOVES), None)
    if file.case.state is not State.DISMISSED or last is None or last.kind is not EventKind.DISMISSED:
        raise NotAllowed(f"{file.case.public_id} is not set aside any more.")
    do(tx, pressed, Reopen(due_at=file.case.due_at))
    if file.case.acknowledged_at is not None and file.case.owner is not None:
        cases.act(tx, number, Acknowledge(), by=pressed.actor.name, now=pressed.now)
    return None


def _reopen(house: House, tx: Transaction, pressed: Pressed) -> Answer:
    case = cases.get(tx, case_in(pressed.press.value))
    do(tx, pressed, Reopen(due_at=house.due(tx, case, pressed.now)))
    return None


def _reveal(house: House, tx: Transaction, pressed: Pressed) -> Answer:
    """Show abuse to whoever asks, personal data to whom the case concerns; both on the record."""
    file = case_files.file(tx, case_in(pressed.press.value))
    text = "" if file.gone else quote_of(file.mention)
    concerned = _has(pressed, file.case) or pressed.actor.role.rank >= Role.LEAD.rank
    shown = text if concerned else house.mask_personal(text)
    masked = house.mask(text)
    if shown == masked:
        hidden = "Personal data are shown to whoever has the case, and to leads." if text != masked else ""
        raise NotAllowed(f"Nothing is hidden in {file.case.public_id} that you may see. {hidden}".strip())
    what = _what(house, text, shown)
    _told(tx, pressed, file.case, what, pressed.now)
    return words.revealed(f"press:{pressed.press.id}", file.case, shown, what)


def _has(pressed: Pressed, case: Case) -> bool:
    """Whether who pressed has the case; they may have taken it while their channel would not tell their name."""
    return case.owner in {pressed.actor.name, pressed.actor.person}


def _what(house: House, text: str, shown: str) -> str:
    abuse = "abusive words" if house.mask_personal(text) != house.mask(text) else ""
    personal = "personal data" if shown == text and house.mask_personal(text) != text else ""
    return " and ".join(filter(None, (abuse, personal)))


def _told(tx: Transaction, pressed: Pressed, case: Case, what: str, now: datetime) -> None:
    cases.note(tx, case.id, Event(kind=EventKind.REVEALED, at=now, by=pressed.actor.name, became=what))
