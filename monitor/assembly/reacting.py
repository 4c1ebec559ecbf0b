"""What can be pressed, and what follows: every subject's reactions, as one configuration wants them."""

from collections.abc import Callable
from datetime import datetime

from monitor.assembly.judging import mask, mask_personal
from monitor.assembly.settling import settings_desk, silence_desk
from monitor.assembly.staffing import staff_for
from monitor.assembly.tuning import Tuning
from monitor.config.schema import Config
from monitor.domain.routing import Routing
from monitor.domain.shift import Shift, next_shift
from monitor.stages.desk import Desk
from monitor.stages.digest import Plan
from monitor.stages.reactions import (
    answers,
    audit,
    cases,
    command,
    crises,
    handovers,
    home,
    incidents,
    settings,
    shadow,
    shifts,
    silences,
)
from monitor.stages.reactions.contract import Reactions
from monitor.stages.reactions.house import House
from monitor.store.database import Database, Transaction


def reactions_for(config: Config, db: Database, desk: Desk, plan: Plan, tuning: Tuning) -> Reactions:
    """Return all reactions by action: answers are written at `desk`, `plan` is the digest's."""
    brands = [brand.name for brand in config.brands]
    house = house_for(config, lambda tx: tuning.seen(tx).routing)
    changing, muting = settings_desk(config, db), silence_desk(config)
    parts: tuple[Reactions, ...] = (
        cases.reactions(house),
        answers.answering(desk, mask=mask),
        silences.reactions(muting, brands),
        settings.reactions(changing),
        shadow.reactions(house, changing, lambda tx: tuning.seen(tx).shadow.until),
        crises.reactions(),
        handovers.reactions(house),
        shifts.reactions(house),
        audit.reactions(),
        incidents.reactions(),
    )
    acts = {action: reaction for part in parts for action, reaction in part.items()}
    return {**acts, **command.reactions(house, acts, muting.first, plan), **home.reactions(house, acts)}


def house_for(config: Config, routing: Callable[[Transaction], Routing]) -> House:
    """Return what reactions on cases must know of this installation."""
    return House(
        staff=staff_for(config),
        departments=lambda tx: {one.name: one.channel for one in routing(tx).departments},
        due=lambda tx, case, started: routing(tx).due_at(case.department, case.severity, started),
        mask=mask,
        mask_personal=mask_personal,
        zone=config.digest.timezone,
        web_url=config.web.base_url,
        next_shift=lambda tx, department, now: shift_of(routing(tx), department, now),
    )


def shift_of(routing: Routing, department: str | None, now: datetime) -> Shift:
    """Return when those of a department work next; None: of any."""
    owner = routing.department(department)
    return next_shift([owner.hours] if owner else [one.hours for one in routing.departments], now)
