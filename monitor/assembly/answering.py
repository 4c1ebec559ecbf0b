"""Answering as one configuration wants it: who sends, playbooks, and who must approve."""

from collections.abc import Callable

import connectors.registry
from connectors.contract import Replier
from connectors.kit.http import Door
from monitor.assembly.hearing import connector_for
from monitor.assembly.playbooks import playbooks_of
from monitor.assembly.routing import channels_of
from monitor.assembly.tuning import as_changed
from monitor.config.routing import Source
from monitor.config.schema import Config
from monitor.domain.case import Case
from monitor.scoring import redact
from monitor.stages.answer import AnswerStage
from monitor.stages.clock import Clock
from monitor.stages.desk import Desk, Policy
from monitor.store import crises
from monitor.store.database import Database, Transaction


def answering(
    config: Config, db: Database, door: Door, clock: Clock, held: Callable[[Transaction], Config] | None = None
) -> tuple[AnswerStage, Desk]:
    """Return what sends answers, and the desk where they are written: by the settings `held` by then. Does no I/O."""
    built = {source.name: connector_for(source, door, clock, db) for source in senders(config)}
    repliers = {name: connector for name, connector in built.items() if isinstance(connector, Replier)}
    desk = desk_for(config, {name: replier.longest for name, replier in repliers.items()}, held)
    return AnswerStage(db, repliers, desk, clock, paused=lambda tx: crises.acting(tx) is not None), desk


def desk_for(
    config: Config, longest: dict[str, int | None], held: Callable[[Transaction], Config] | None = None
) -> Desk:
    """Return the desk that `config` describes; `longest` is the most characters of each source that sends answers.

    `held` tells the settings as they are by then; else they are read from the store.
    """
    asked = held or (lambda tx: as_changed(tx, config))

    def approving(tx: Transaction) -> frozenset[str]:
        return frozenset(department.name for department in asked(tx).departments if department.approval)

    def fallback(tx: Transaction, case: Case) -> str:
        return channels_of(asked(tx)).get(case.department or "", config.channels[0].name)

    return Desk(
        Policy(
            playbooks=lambda tx: playbooks_of(asked(tx)),
            statement=crises.statement,
            sending=longest,
            asking=approving,
            contacts={brand.name: brand.contacts for brand in config.brands},
            personal=redact.personal_in,
            abuse=redact.abuse_in,
            fallback=fallback,
        )
    )


def senders(config: Config) -> list[Source]:
    """Return the sources by which answers are sent."""
    return [one for one in config.sources if one.replies and connectors.registry.kind(one.kind).answers]
