"""What is pressed about silences: mute what is known of, end a silence, see what is muted."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

from alerts.interactive import Faults, PressKind
from monitor.domain.act import NotAllowed
from monitor.domain.match import Match
from monitor.domain.muting import Silence
from monitor.domain.score import Topic
from monitor.stages.reactions.contract import Answer, Pressed, Reaction, Reactions, Role
from monitor.stages.reactions.house import case_in
from monitor.stages.silencing import SilenceDesk
from monitor.store import cases, silences
from monitor.store.database import Transaction
from monitor.store.silences import NoSuchSilence
from monitor.wording import silences as words


def reactions(desk: SilenceDesk, brands: Sequence[str]) -> Reactions:
    """Return what a lead can do about silences; everybody may see them."""
    return {
        words.ADD: Reaction(react=partial(_add, desk, brands), role=Role.LEAD, check=partial(_check, desk)),
        words.TAKE: Reaction(react=partial(_take, desk), role=Role.LEAD),
        words.END: Reaction(react=partial(_end, desk), role=Role.LEAD),
        words.LIST: Reaction(react=partial(_list, desk), role=Role.VIEWER),
    }


def _add(desk: SilenceDesk, brands: Sequence[str], tx: Transaction, pressed: Pressed) -> Answer:
    if pressed.press.kind is not PressKind.FORM:
        return words.form(_filled(desk, tx, pressed), value=pressed.press.value, brands=brands)
    silence = _asked(pressed)
    found = desk.attempt(tx, silence, pressed.now)
    return words.tried(_key(pressed), silence, found.draft, found.lines)


def _filled(desk: SilenceDesk, tx: Transaction, pressed: Pressed) -> Silence:
    """What the form holds at first: what was tried, what a case is about, or nothing."""
    value = pressed.press.value.strip()
    if value.startswith(words.AGAIN):
        return desk.tried(tx, _number(value.removeprefix(words.AGAIN))) or words.blank(None, pressed.now)
    return words.blank(cases.get(tx, case_in(value)) if value else None, pressed.now)


def _check(desk: SilenceDesk, tx: Transaction, pressed: Pressed) -> Faults:
    return desk.faults(tx, _asked(pressed), pressed.now)


def _take(desk: SilenceDesk, tx: Transaction, pressed: Pressed) -> Answer:
    silence, change = desk.take(tx, _number(pressed.press.value), by=pressed.actor.name, now=pressed.now)
    return words.added(_key(pressed), silence, change, now=pressed.now)


def _end(desk: SilenceDesk, tx: Transaction, pressed: Pressed) -> Answer:
    name = " ".join(pressed.press.value.split())
    try:
        silence = silences.end(tx, desk.first, name, by=pressed.actor.name, now=pressed.now)
    except NoSuchSilence as error:
        acting = ", ".join(one.name for one in silences.acting(tx, desk.first, pressed.now))
        raise NotAllowed(f"{name or 'That'} is not known. Muted now: {acting or 'nothing'}.") from error
    held = silences.held(tx, silence)
    return words.ended(_key(pressed), silence, held=held.held, folded=held.folded)


def _list(desk: SilenceDesk, tx: Transaction, pressed: Pressed) -> Answer:
    known = [(one, silences.held(tx, one)) for one in silences.known(tx, desk.first) if one.ends_at > pressed.now]
    return words.listed(_key(pressed), known, kept=silences.kept(tx), now=pressed.now)


def _number(said: str) -> int:
    said = said.strip()
    if not (said.isascii() and said.isdigit() and len(said) <= 18):
        raise NotAllowed("That button is from an older message. Look at the silences anew.")
    return int(said)


def _key(pressed: Pressed) -> str:
    return f"press:{pressed.press.id}"


def _asked(pressed: Pressed) -> Silence:
    filled = {name: " ".join(value.split()) for name, value in pressed.press.fields.items()}
    topic, brand = filled.get("topic", ""), filled.get("brand", "any")
    said = [word.strip() for word in filled.get("keyword", "").split(",")]
    until = filled.get("until", "")
    match = Match(
        brand=() if brand == "any" else (brand,),
        topic=(Topic(topic),) if topic in set(Topic) else (),
        keyword=tuple(word for word in said if word),
        place=tuple(filter(None, [filled.get("place", "")])),
    )
    return Silence(
        name=filled.get("name", ""),
        match=match,
        ends_at=datetime.fromtimestamp(int(until), UTC) if until.isdecimal() and len(until) < 12 else pressed.now,
        reason=filled.get("reason", ""),
        fold=filled.get("how") == words.FOLD,
        by=pressed.actor.name,
    )
