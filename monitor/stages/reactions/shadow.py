"""What is pressed in the first week: go through the day's list, have thresholds proposed, go live."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from alerts.interactive import Faults, PressKind
from monitor.domain.act import Act, Dismiss, NotAllowed
from monitor.domain.case import LIVE_STATES, Case, Dismissal
from monitor.domain.change import Change, Setting
from monitor.domain.correction import SetSeverity
from monitor.domain.labels import YES, How, Label, What
from monitor.domain.score import Severity
from monitor.stages import shadow
from monitor.stages.reactions.contract import Answer, Pressed, Reaction, Reactions, Role
from monitor.stages.reactions.house import House
from monitor.stages.settings import SettingsDesk
from monitor.store import case_files, cases, changes, duties, labels, shadows
from monitor.store.database import Transaction
from monitor.wording import shadow as words
from monitor.wording.quotes import quote_of
from monitor.wording.settings import changed, tried

LiveAt = Callable[[Transaction], datetime | None]


def reactions(house: House, desk: SettingsDesk, live_at: LiveAt) -> Reactions:
    """Return what can be done about a daily list; thresholds and going live are a lead's."""
    return {
        words.LIST: Reaction(react=partial(_list, house)),
        words.PROPOSE: Reaction(react=partial(_propose, desk), role=Role.LEAD, check=_number_faults),
        words.LIVE: Reaction(react=partial(_go_live, live_at), role=Role.LEAD),
    }


def go_live(tx: Transaction, live: datetime | None, *, by: str, now: datetime) -> Change:
    """Let alerts go out from now on, and have what was held since the last list listed. Raises `NotAllowed`."""
    if live is None or live <= now:
        raise NotAllowed("Alerts are live already.")
    made = changes.make(tx, Setting.SHADOW, "live", by=by, now=now)
    duties.done(tx, shadow.RULE, next_due=now)
    return made


def _list(house: House, tx: Transaction, pressed: Pressed) -> Answer:
    """Show a page of a list as a form, and do what was said of each."""
    number, _, after = pressed.press.value.partition(" ")
    if not number.isdecimal() or not (after or "0").isdecimal():
        raise NotAllowed("That button is from an older message: look at a newer list.")
    page = shadows.members(tx, int(number), after=int(after or 0), limit=words.PAGE)
    if pressed.press.kind is not PressKind.FORM:
        files = [file for file in case_files.files(tx, page) if file.case.state in LIVE_STATES]
        if not page:
            raise NotAllowed("That was all of this list.")
        quotes = {file.case.id: "" if file.gone else house.mask(quote_of(file.mention)) for file in files}
        return words.page(pressed.press.value, files, quotes)
    said = {number: pressed.press.fields.get(f"c{number}", "") for number in page}
    done = sum(_judged(house, tx, pressed, number, word) for number, word in said.items() if word)
    more = shadows.members(tx, int(number), after=page[-1], limit=1) if page else []
    return words.answered(f"press:{pressed.press.id}", done, f"{int(number)} {page[-1]}" if more else None)


def _judged(house: House, tx: Transaction, pressed: Pressed, number: int, word: str) -> bool:
    """Do what was said of one case; one that somebody closed meanwhile stays as it is."""
    case, by, now = cases.get(tx, number, hold=True), pressed.actor.name, pressed.now
    if case.state not in LIVE_STATES:
        return False
    if word == words.RIGHT:
        said = (What.COMPLAINT, What.OURS)
        right = [Label(what=one, value=YES, how=How.CLICK, by=by, at=now) for one in said]
        labels.add(tx, case.mention_id, case.brand, right)
        return True
    acts = list(_acts(house, tx, case, word, now))
    for act in acts:
        cases.act(tx, number, act, by=by, now=now)
    return bool(acts)


def _acts(house: House, tx: Transaction, case: Case, word: str, now: datetime) -> Iterator[Act]:
    if word in {Dismissal.NOT_A_COMPLAINT, Dismissal.NOT_OURS}:
        yield Dismiss(reason=Dismissal(word))
    elif word == words.TOO_SEVERE and case.severity.rank > 0:
        lower = list(Severity)[case.severity.rank - 1]
        changed_case = SetSeverity(severity=lower).on(case, "", now)[0]
        yield SetSeverity(severity=lower, due_at=house.due(tx, changed_case, case.opened_at))


def _propose(desk: SettingsDesk, tx: Transaction, pressed: Pressed) -> Answer:
    """Ask how many alerts a day a team can take, and try the threshold for that."""
    if pressed.press.kind is not PressKind.FORM:
        return words.how_many()
    text, proposed = desk.propose(tx, _a_day(pressed), pressed.now)
    attempt = desk.attempt(tx, Setting.THRESHOLD, text, by=pressed.actor.name, now=pressed.now)
    return tried(f"press:{pressed.press.id}", Setting.THRESHOLD, attempt.draft, (*proposed, *attempt.lines))


def _number_faults(_tx: Transaction, pressed: Pressed) -> Faults:
    try:
        _a_day(pressed)
    except NotAllowed as error:
        return {words.A_DAY: str(error)}
    return {}


def _a_day(pressed: Pressed) -> float:
    said = pressed.press.fields.get(words.A_DAY, "").strip()
    if not said.isdecimal() or not 0 < len(said) <= 6:
        raise NotAllowed("Write a whole number, such as 12.")
    return float(said)


def _go_live(live_at: LiveAt, tx: Transaction, pressed: Pressed) -> Answer:
    made = go_live(tx, live_at(tx), by=pressed.actor.name, now=pressed.now)
    return changed(f"press:{pressed.press.id}", made)
