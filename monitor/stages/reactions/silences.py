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
from monitor.store import cases, silences
from monitor.store.database import Transaction
from monitor.store.silences import NoSuchSilence
from monitor.wording import silences as words


def reactions(first: tuple[Silence, ...], brands: Sequence[str]) -> Reactions:
    """Return what a lead can do about silences. `first` are those of the configuration."""
    return {
        words.ADD: Reaction(react=partial(_add, brands), role=Role.LEAD, check=partial(_check, first)),
        words.END: Reaction(react=partial(_end, first), role=Role.LEAD),
        "silence.list": Reaction(react=partial(_list, first)),
    }


def _add(brands: Sequence[str], tx: Transaction, pressed: Pressed) -> Answer:
    if pressed.press.kind is not PressKind.FORM:
        case = cases.get(tx, case_in(pressed.press.value)) if pressed.press.value else None
        return words.form(case, brands=brands, now=pressed.now)
    silence = _asked(pressed)
    silences.save(tx, silence, pressed.now)
    return words.added(f"press:{pressed.press.id}", silence, now=pressed.now)


def _check(first: tuple[Silence, ...], tx: Transaction, pressed: Pressed) -> Faults:
    silence = _asked(pressed)
    faults = {name: "Fill this in." for name in ("name", "reason") if not getattr(silence, name)}
    if any(one.name == silence.name and one.ends_at > pressed.now for one in silences.known(tx, first)):
        faults["name"] = "There is one called so already: end it, or choose another name."
    if silence.ends_at <= pressed.now:
        faults["until"] = "That is past: choose a later time."
    if silence.match.everything:
        faults["topic"] = "That would mute everything: choose what it is about, or name words."
    return faults


def _end(first: tuple[Silence, ...], tx: Transaction, pressed: Pressed) -> Answer:
    try:
        silence = silences.end(tx, first, pressed.press.value, by=pressed.actor.name, now=pressed.now)
    except NoSuchSilence as error:
        raise NotAllowed(f"{pressed.press.value} is not known: there is nothing to end.") from error
    held = silences.held(tx, silence)
    return words.ended(f"press:{pressed.press.id}", silence, held=held.held, folded=held.folded)


def _list(first: tuple[Silence, ...], tx: Transaction, pressed: Pressed) -> Answer:
    acting = silences.acting(tx, first, pressed.now)
    return words.listed(f"press:{pressed.press.id}", acting, now=pressed.now)


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
