"""Playbooks as one configuration wants them."""

from decimal import Decimal

from monitor.config.playbooks import Offer as WrittenOffer
from monitor.config.playbooks import Playbook as WrittenPlaybook
from monitor.config.schema import Config
from monitor.domain.money import parse
from monitor.domain.playbook import Offer, Playbook
from monitor.domain.score import Topic


def playbooks_of(config: Config) -> tuple[Playbook, ...]:
    """Return the company's own playbooks."""
    return tuple(_playbook(one) for one in config.playbooks)


def _playbook(written: WrittenPlaybook) -> Playbook:
    return Playbook(
        topic=Topic(written.topic) if written.topic else None,
        brand=written.brand,
        language=written.language,
        reply=written.reply or "",
        offer=None if written.offer is None else _offer(written.offer),
        do=written.do,
        avoid=written.avoid,
        approval=written.approval if isinstance(written.approval, bool) else None,
    )


def _offer(written: WrittenOffer) -> Offer:
    return Offer(
        what=written.what or "",
        up_to=parse(written.up_to) if written.up_to else None,
        percent=Decimal(str(written.percent)) if written.percent else None,
    )
