"""What can be pressed, and what follows: every subject's reactions, as one configuration wants them."""

from monitor.config.schema import Config
from monitor.stages.reactions.contract import Reactions


def reactions_for(config: Config) -> Reactions:
    """Return all reactions by action."""
    parts: tuple[Reactions, ...] = ()
    return {action: reaction for part in parts for action, reaction in part.items()}
