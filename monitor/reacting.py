"""What can be pressed, and what follows: every subject's reactions, as one configuration wants them."""

from collections.abc import Callable

from monitor.config.schema import Config
from monitor.domain.routing import Routing
from monitor.judging import mask, mask_personal
from monitor.routing import silences_of
from monitor.staffing import staff_for
from monitor.stages.desk import Desk
from monitor.stages.reactions import answers, audit, cases, silences
from monitor.stages.reactions.contract import Reactions
from monitor.stages.reactions.house import House
from monitor.store.database import Transaction


def reactions_for(config: Config, desk: Desk, routing: Callable[[Transaction], Routing]) -> Reactions:
    """Return all reactions by action; answers are written at `desk`, and `routing` tells where complaints go by now."""
    brands = [brand.name for brand in config.brands]
    parts: tuple[Reactions, ...] = (
        cases.reactions(house_for(config, routing)),
        answers.answering(desk, mask=mask),
        silences.reactions(silences_of(config), brands),
        audit.reactions(),
    )
    return {action: reaction for part in parts for action, reaction in part.items()}


def house_for(config: Config, routing: Callable[[Transaction], Routing]) -> House:
    """Return what reactions on cases must know of this installation."""
    return House(
        staff=staff_for(config),
        departments={one.name: one.channel or config.channels[0].name for one in config.departments},
        due=lambda tx, case, started: routing(tx).due_at(case.department, case.severity, started),
        mask=mask,
        mask_personal=mask_personal,
        zone=config.digest.timezone,
    )
