"""What is pressed about settings: see them, change them after a look at what it would have meant, take that back."""

from functools import partial

from alerts.interactive import Faults
from monitor.domain.act import NotAllowed
from monitor.domain.change import WRITTEN, Setting
from monitor.domain.settings import NotReadable
from monitor.stages.reactions.contract import Answer, Pressed, Reaction, Reactions, Role
from monitor.stages.settings import SettingsDesk
from monitor.store import changes
from monitor.store.database import Transaction
from monitor.wording import settings as words


def reactions(desk: SettingsDesk) -> Reactions:
    """Return what a lead can do about settings; everybody may see them."""
    return {
        words.SHOW: Reaction(react=_show),
        words.EDIT: Reaction(react=partial(_edit, desk), role=Role.LEAD),
        words.TRY: Reaction(react=partial(_try, desk), role=Role.LEAD, check=partial(_check, desk)),
        words.RESET: Reaction(react=partial(_reset, desk), role=Role.LEAD),
        words.TAKE: Reaction(react=partial(_take, desk), role=Role.LEAD),
        words.UNDO: Reaction(react=partial(_undo, desk), role=Role.LEAD),
    }


def key_of(pressed: Pressed) -> str:
    """Return the key of what is told to who pressed."""
    return f"press:{pressed.press.id}"


def number_in(pressed: Pressed) -> int:
    """Return the number that a button's value is. Raises `NotAllowed`."""
    value = pressed.press.value.strip()
    if not (value.isascii() and value.isdigit() and len(value) <= 18):
        raise NotAllowed("That button is from an older message. Look at the settings anew.")
    return int(value)


def _show(tx: Transaction, pressed: Pressed) -> Answer:
    return words.shown(key_of(pressed), changes.current(tx), now=pressed.now)


def _edit(desk: SettingsDesk, tx: Transaction, pressed: Pressed) -> Answer:
    setting, held = _setting(pressed), desk.read(tx)
    text = held.written[setting]
    if len(text) > words.LONGEST:
        remedy = f"`monitor settings set {setting} --file FILE` changes them"
        raise NotAllowed(f"{words.NOUNS[setting].capitalize()} are too long for a form: {remedy}.")
    return words.form(setting, text, held.thresholds)


def _try(desk: SettingsDesk, tx: Transaction, pressed: Pressed) -> Answer:
    setting = _setting(pressed)
    try:
        found = desk.attempt(tx, setting, _text(pressed), by=pressed.actor.name, now=pressed.now)
    except NotReadable as error:
        raise NotAllowed(str(error)) from error
    return words.tried(key_of(pressed), setting, found.draft, found.lines)


def _check(desk: SettingsDesk, tx: Transaction, pressed: Pressed) -> Faults:
    setting = _setting(pressed)
    try:
        desk.read(tx, setting, _text(pressed))
    except NotReadable as error:
        said = str(error)
        field = words.TEXT if setting is not Setting.THRESHOLD else words.CASE if ".case" in said else words.ALERT
        return {field: said}
    return {}


def _reset(desk: SettingsDesk, tx: Transaction, pressed: Pressed) -> Answer:
    setting = _setting(pressed)
    found = desk.attempt(tx, setting, None, by=pressed.actor.name, now=pressed.now)
    return words.tried(key_of(pressed), setting, found.draft, found.lines)


def _take(desk: SettingsDesk, tx: Transaction, pressed: Pressed) -> Answer:
    change = desk.take(tx, number_in(pressed), by=pressed.actor.name, now=pressed.now)
    return words.changed(key_of(pressed), change)


def _undo(desk: SettingsDesk, tx: Transaction, pressed: Pressed) -> Answer:
    change = desk.undo(tx, number_in(pressed), by=pressed.actor.name, now=pressed.now)
    return words.changed(key_of(pressed), change)


def _setting(pressed: Pressed) -> Setting:
    value = pressed.press.value.strip()
    if value not in WRITTEN:
        raise NotAllowed(f"There is no setting of that name: {', '.join(WRITTEN)} can be changed.")
    return Setting(value)


def _text(pressed: Pressed) -> str:
    if _setting(pressed) is Setting.THRESHOLD:
        return words.written(pressed.press.fields)
    return pressed.press.fields.get(words.TEXT, "")
