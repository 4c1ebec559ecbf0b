"""What presses on incidents do: put a case into one, own, name, merge, split, close, reopen, tick off who was told."""

import re

from alerts.contract import Choice, Notice, Tone
from alerts.interactive import Faults, Field, FieldKind, Form, PressKind
from monitor.domain.act import NotAllowed
from monitor.domain.incident import Incident
from monitor.stages.reactions.contract import Answer, Pressed, Reaction, Reactions
from monitor.store import cases, incident_acts, incidents, tellings
from monitor.store.cases import NoSuchCase
from monitor.store.database import Transaction
from monitor.store.incidents import NoSuchIncident
from monitor.wording import incidents as words

MOST_CHOICES = 90
"""Slack takes a hundred."""
MOST_NAMED = 60
NONE, NEW, NAME = "none", "new", "name"
_CASE, _INCIDENT = re.compile(r"C-([0-9]{1,18})", re.IGNORECASE), re.compile(r"I-([0-9]{1,18})", re.IGNORECASE)


def reactions() -> Reactions:
    """Return them by action."""
    return {
        "incident.of_case": Reaction(react=_ask_where),
        "incident.put": Reaction(react=_put),
        "incident.merge": Reaction(react=_ask_into),
        "incident.merged": Reaction(react=_merge),
        "incident.own": Reaction(react=_own),
        "incident.name": Reaction(react=_name, check=_wrong_name),
        "incident.split": Reaction(react=_split),
        "incident.close": Reaction(react=_close),
        "incident.open": Reaction(react=_reopen),
        "incident.told": Reaction(react=_ask_told),
        "incident.ticked": Reaction(react=_tick, check=_wrong_cases),
    }


def _ask_where(tx: Transaction, pressed: Pressed) -> Answer:
    number = _number(_CASE, pressed.press.value)
    try:
        case = cases.get(tx, number)
    except NoSuchCase as error:
        raise NotAllowed(str(error)) from error
    known = incidents.newest(tx, brand=case.brand, open_only=True, limit=MOST_CHOICES)
    now_in = None if case.incident_id is None else incidents.root(tx, case.incident_id)
    choices = [_choice(tx, one) for one in known if one != now_in]
    first = Choice(label="A new incident", value=NEW) if now_in is None else Choice(label="No incident", value=NONE)
    return Form(
        action="incident.put",
        value=case.public_id,
        title=f"Incident of {case.public_id}",
        submit="Put",
        body=f"It is in {now_in.public_id} now." if now_in else "It is in no incident now.",
        fields=(Field(name="incident", label="Incident", kind=FieldKind.CHOICE, choices=(first, *choices)),),
    )


def _put(tx: Transaction, pressed: Pressed) -> Answer:
    case_id, chosen = _number(_CASE, pressed.press.value), pressed.press.fields.get("incident", "")
    by, now = pressed.actor.name, pressed.now
    try:
        if chosen == NEW:
            incident_acts.gather(tx, [case_id], by=by, now=now)
        else:
            into = None if chosen == NONE else _number(_INCIDENT, chosen)
            incident_acts.put(tx, case_id, into, by=by, now=now)
    except (NoSuchCase, NoSuchIncident) as error:
        raise NotAllowed(str(error)) from error
    return None


def _ask_into(tx: Transaction, pressed: Pressed) -> Answer:
    incident = _incident(tx, pressed)
    others = [one for one in incidents.newest(tx, brand=incident.brand, limit=MOST_CHOICES) if one.id != incident.id]
    if not others:
        raise NotAllowed(f"there is no other incident of {incident.brand} that could tell of {incident.public_id}")
    choices = tuple(_choice(tx, one) for one in others)
    return Form(
        action="incident.merged",
        value=incident.public_id,
        title=f"Merge {incident.public_id}",
        submit="Merge",
        body="The other one tells of both from then on. It can be undone: nothing is moved.",
        fields=(Field(name="incident", label="Merge into", kind=FieldKind.CHOICE, choices=choices),),
    )


def _merge(tx: Transaction, pressed: Pressed) -> Answer:
    into = _number(_INCIDENT, pressed.press.fields.get("incident", ""))
    incident_acts.merge(tx, _incident(tx, pressed).id, into, by=pressed.actor.name, now=pressed.now)
    return None


def _own(tx: Transaction, pressed: Pressed) -> Answer:
    """Who presses looks after it as a whole; once somebody does, a press says that nobody does any more."""
    incident = incidents.root(tx, _incident(tx, pressed).id)
    owner = None if incident.owner else pressed.actor.name
    incident_acts.own(tx, incident.id, owner, by=pressed.actor.name, now=pressed.now)
    return None


def _name(tx: Transaction, pressed: Pressed) -> Answer:
    incident = incidents.root(tx, _incident(tx, pressed).id)
    if pressed.press.kind is PressKind.FORM:
        said = pressed.press.fields.get(NAME, "")
        incident_acts.rename(tx, incident.id, said, by=pressed.actor.name, now=pressed.now)
        return None
    name = Field(
        name=NAME,
        label="Name",
        value=incident.name or "",
        hint="It stands in headlines. Empty: what its cases name.",
        optional=True,
        longest=incident_acts.LONGEST_NAME,
    )
    title = f"Name {incident.public_id}"
    return Form(action="incident.name", value=incident.public_id, title=title, submit="Call it so", fields=(name,))


def _wrong_name(tx: Transaction, pressed: Pressed) -> Faults:
    said, incident = pressed.press.fields.get(NAME, ""), incidents.root(tx, _incident(tx, pressed).id)
    same = (" ".join(said.split()) or None) == incident.name
    return {NAME: f"{incident.public_id} is called so already."} if same else {}


def _split(tx: Transaction, pressed: Pressed) -> Answer:
    incident_acts.split(tx, _number(_INCIDENT, pressed.press.value), by=pressed.actor.name, now=pressed.now)
    return None


def _close(tx: Transaction, pressed: Pressed) -> Answer:
    incident = incident_acts.close(tx, _incident(tx, pressed).id, by=pressed.actor.name, now=pressed.now)
    return _to_tell(tx, incident)


def _reopen(tx: Transaction, pressed: Pressed) -> Answer:
    incident_acts.reopen(tx, _incident(tx, pressed).id, by=pressed.actor.name, now=pressed.now)
    return None


def _ask_told(tx: Transaction, pressed: Pressed) -> Answer:
    incident = incidents.root(tx, _incident(tx, pressed).id)
    left = [f"C-{one.case_id}" for one in tellings.tellings(tx, incident, limit=MOST_NAMED) if not one.told]
    if not left:
        raise NotAllowed(f"everybody was told that {incident.public_id} is over")
    return Form(
        action="incident.ticked",
        value=incident.public_id,
        title=f"Told about {incident.public_id}",
        submit="They were told",
        body=f"Still to be told: {', '.join(left)}{' and more' if len(left) == MOST_NAMED else ''}.",
        fields=(
            Field(
                name="cases",
                label="Whose customers were told",
                hint="C-12, C-14; empty: everybody who is left",
                optional=True,
                longest=2_000,
            ),
        ),
    )


def _tick(tx: Transaction, pressed: Pressed) -> Answer:
    said = pressed.press.fields.get("cases", "")
    told = [int(number) for number in _CASE.findall(said)] if said.strip() else None
    incident_acts.told(tx, _incident(tx, pressed).id, told, by=pressed.actor.name, now=pressed.now)
    return None


def _wrong_cases(_: Transaction, pressed: Pressed) -> Faults:
    said = pressed.press.fields.get("cases", "")
    return {"cases": "write cases as C-12, C-14"} if said.strip() and not _CASE.search(said) else {}


def _to_tell(tx: Transaction, incident: Incident) -> Notice:
    """For the person who closed it: who is to be told, all of them in the list of cases."""
    left = [f"C-{one.case_id}" for one in tellings.tellings(tx, incident, limit=MOST_NAMED) if not one.told]
    asked = tellings.asked_and_told(tx, incident)[0]
    more = f" and {asked - len(left):,} more" if asked > len(left) else ""
    return Notice(
        key=f"incident:{incident.id}:to-tell",
        tone=Tone.INFO,
        title=f"{incident.public_id} is closed: {asked:,} to be told",
        body=f"Tell them that it is over: {', '.join(left)}{more}. An answer on a case ticks it off." if left else "",
    )


def _choice(tx: Transaction, incident: Incident) -> Choice:
    about = words.subject(incident, incidents.marks_of(tx, incidents.family(tx, incident.id)))
    return Choice(label=f"{incident.public_id} · {about}"[:75], value=incident.public_id)


def _incident(tx: Transaction, pressed: Pressed) -> Incident:
    try:
        return incidents.get(tx, _number(_INCIDENT, pressed.press.value))
    except NoSuchIncident as error:
        raise NotAllowed(str(error)) from error


def _number(form: re.Pattern[str], said: str) -> int:
    found = form.fullmatch(said.strip())
    if found is None:
        raise NotAllowed(f"{said!r} is no number of a case (C-12) or an incident (I-7)")
    return int(found[1])
