"""What can be pressed, and what follows: every subject's reactions, as one configuration wants them."""

from collections.abc import Callable
from datetime import datetime

from monitor.config.schema import Config
from monitor.domain.case import Case
from monitor.judging import mask, mask_personal
from monitor.routing import routing_for, silences_of
from monitor.staffing import staff_for
from monitor.stages.desk import Desk
from monitor.stages.digest import Plan
from monitor.stages.reactions import answers, audit, cases, command, home, incidents, silences
from monitor.stages.reactions.contract import Reactions
from monitor.stages.reactions.house import House


def reactions_for(config: Config, desk: Desk, plan: Plan) -> Reactions:
    """Return all reactions by action; answers are written at `desk`, and `plan` is that of the weekly digest."""
    brands = [brand.name for brand in config.brands]
    house, muted = house_for(config), silences_of(config)
    parts: tuple[Reactions, ...] = (
        cases.reactions(house),
        answers.answering(desk, mask=mask),
        silences.reactions(muted, brands),
        audit.reactions(),
        incidents.reactions(),
    )
    acts = {action: reaction for part in parts for action, reaction in part.items()}
    return {**acts, **command.reactions(house, acts, muted, plan), **home.reactions(house, acts)}


def house_for(config: Config) -> House:
    """Return what reactions on cases must know of this installation."""
    return House(
        staff=staff_for(config),
        departments={one.name: one.channel or config.channels[0].name for one in config.departments},
        due=due_for(config),
        mask=mask,
        mask_personal=mask_personal,
        zone=config.digest.timezone,
        web_url=config.web.base_url,
    )


def due_for(config: Config) -> Callable[[Case, datetime], datetime | None]:
    """Return what says when an answer to a case is due whose clock started at a time; None: nothing is due."""
    routing = routing_for(config)
    return lambda case, started: routing.due_at(case.department, case.severity, started)
