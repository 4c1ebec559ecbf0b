"""Tuning: what a lead changed in the store, laid over the configuration; a running process takes it up by itself."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog

import connectors.registry
from monitor.assembly.judging import judge_for
from monitor.assembly.routing import routing_for, silences_of
from monitor.assembly.teaching import opinions_for
from monitor.config.changing import changed
from monitor.config.problem import ConfigError
from monitor.config.schema import Config
from monitor.domain.change import WRITTEN, Setting
from monitor.domain.listening import Listening
from monitor.domain.routing import Routing
from monitor.domain.shadow import Shadow
from monitor.stages.alerting import Alerting
from monitor.stages.clock import Clock
from monitor.stages.judge import JudgeStage, Rules
from monitor.stages.remind import RemindStage
from monitor.stages.worsen import WorsenStage
from monitor.store import changes
from monitor.store.database import Database, Transaction

_log = structlog.get_logger("settings")


def as_changed(tx: Transaction, config: Config, *, but: Setting | None = None) -> Config:
    """Return `config` as people changed it; what does not fit it any more is left out, and told in the log.

    Of `but` it is what the file says.
    """
    held = changes.current(tx)
    for setting in WRITTEN:
        text = held[setting].after if setting in held else None
        if text is None or setting is but:
            continue
        try:
            config = changed(config, {setting.value: text})
        except ConfigError as error:
            for problem in error.problems:
                _log.error("change not taken", setting=setting.value, problem=str(problem))
    return config


def case_threshold(config: Config) -> Callable[[Transaction], float]:
    """Return what reads the score from which a mention is a case, as it holds."""
    return lambda tx: as_changed(tx, config).judgement.threshold.case


def shadow_of(tx: Transaction, config: Config, began: datetime) -> Shadow:
    """Return what is held where the store was first used at `began`: nothing where all that is heard is replayed.

    What a lead said goes before the file.
    """
    said = changes.value(tx, Setting.SHADOW)
    never = frozenset(one.name for one in config.sources if connectors.registry.kind(one.kind).replays)
    if config.shadow.until is None or all(one.name in never for one in config.sources):
        return Shadow(never=never)
    return Shadow(until=began + config.shadow.until if said is None else said.at, never=never)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuned:
    """What follows from the settings as they are."""

    config: Config
    shadow: Shadow
    routing: Routing
    judge: JudgeStage
    remind: RemindStage
    worsen: WorsenStage


Make = Callable[[Config, Shadow], tuple[JudgeStage, RemindStage, WorsenStage]]
"""Makes the stages that depend on settings, of the configuration as it was changed and of what is held."""


class Tuning:
    """Knows the settings as they are. Asking costs one look at the store's newest change."""

    def __init__(self, db: Database, config: Config, make: Make, began: datetime) -> None:
        self._db = db
        self._config = config
        self._make = make
        self._began = began
        self._lock = threading.Lock()
        self._version: int | None = None
        self._tuned: Tuned | None = None

    def now(self) -> Tuned:
        """Return what holds, read in a transaction of its own."""
        with self._db.read() as tx:
            return self.seen(tx)

    def seen(self, tx: Transaction) -> Tuned:
        """Return what holds, as `tx` sees it."""
        version = changes.version(tx)
        with self._lock:
            if self._tuned is None or version != self._version:
                if self._tuned is not None:
                    _log.info("settings taken", change=version)
                self._tuned, self._version = self._built(tx), version
            return self._tuned

    def _built(self, tx: Transaction) -> Tuned:
        config, shadow = as_changed(tx, self._config), shadow_of(tx, self._config, self._began)
        judge, remind, worsen = self._make(config, shadow)
        return Tuned(
            config=config, shadow=shadow, routing=routing_for(config), judge=judge, remind=remind, worsen=worsen
        )


def tuning_for(
    config: Config, db: Database, clock: Clock, began: datetime, listening: Mapping[int, Listening]
) -> Tuning:
    """Return the settings, with what is made anew when one of them changes; the store was first used at `began`."""
    silences = silences_of(config)

    def make(held: Config, shadow: Shadow) -> tuple[JudgeStage, RemindStage, WorsenStage]:
        rules = Rules(
            listening=listening,
            routing=routing_for(held),
            shadow=shadow,
            silences=silences,
            rivals=frozenset(held.rivals),
        )
        judge = judge_for(held, opinions_for(held, db, clock.now))
        return (
            JudgeStage(db, judge, rules, stopping=clock.stopping),
            RemindStage(db, rules.routing, silences, stopping=clock.stopping),
            WorsenStage(db, rules.routing, Alerting(rules.routing, silences, shadow), stopping=clock.stopping),
        )

    return Tuning(db, config, make, began)
