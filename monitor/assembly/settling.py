"""Settling: the settings that a lead changes, as one configuration begins them."""

from collections.abc import Callable

from monitor.assembly.judging import judge_for, mask, rules_for, speakers_of
from monitor.assembly.playbooks import playbooks_of
from monitor.assembly.routing import routing_for, silences_of
from monitor.assembly.tuning import as_changed
from monitor.config.changing import changed, text_of
from monitor.config.problem import ConfigError, Problem
from monitor.config.schema import Config
from monitor.domain.change import WRITTEN, Setting
from monitor.domain.settings import Fault, NotReadable, Settings
from monitor.domain.verdict import OwnWords
from monitor.stages.judge import Judges
from monitor.stages.previewing import JudgeOf, Previews
from monitor.stages.settings import Reads, SettingsDesk
from monitor.stages.silencing import SilenceDesk
from monitor.stages.taught import Taught
from monitor.store import changes
from monitor.store.database import Database, Transaction


def settings_desk(config: Config, db: Database) -> SettingsDesk:
    """Return where the settings of `config` are changed; what was learned of the team is read from `db`."""
    departments = {source.name: source.department for source in config.sources}
    heard = {source.name: (source.brands, source.about) for source in config.sources}
    brands, rivals = [brand.name for brand in config.brands if not brand.competitor], config.rivals
    previews = Previews(judging(config, db), heard, named=departments.get, mask=mask, brands=brands, rivals=rivals)
    return SettingsDesk(reading(config), previews)


def silence_desk(config: Config) -> SilenceDesk:
    """Return where silences are made beside those of `config`."""
    return SilenceDesk(silences_of(config), mask=mask)


def reading(config: Config) -> Reads:
    """Return what reads settings as they are laid over `config`."""

    def read(tx: Transaction, setting: Setting | None = None, text: str | None = None) -> Settings:
        held = laid_over(tx, config, setting, text)
        return Settings(
            rules=rules_for(held),
            own_words=OwnWords(**held.judgement.keywords.model_dump()),
            speakers=speakers_of(held),
            routing=routing_for(held),
            playbooks=playbooks_of(held),
            holidays=held.holidays,
            written=_written(tx, held, setting, text),
        )

    return read


def judging(config: Config, db: Database) -> JudgeOf:
    """Return what makes the judge of settings that are laid over `config`; plugged-in scorers are not asked."""

    def judge(tx: Transaction, setting: Setting | None = None, text: str | None = None) -> Judges:
        made = judge_for(laid_over(tx, config, setting, text), [Taught(db)])
        made.prepare([])
        return made

    return judge


def laid_over(tx: Transaction, config: Config, setting: Setting | None, text: str | None) -> Config:
    """Return `config` as people changed it, with `text` for `setting` (None: what the file says).

    Raises `NotReadable`.
    """
    held = as_changed(tx, config, but=setting)
    if setting is None or text is None:
        return held
    return _or_told(lambda: changed(held, {setting.value: text}))


def _written(tx: Transaction, held: Config, setting: Setting | None, text: str | None) -> dict[Setting, str]:
    """What a person wrote stays as they wrote it."""
    known = {one: change.after for one, change in changes.current(tx).items()}
    if setting is not None:
        known[setting] = text
    return {one: known.get(one) or text_of(held, one.value) for one in WRITTEN}


def _or_told(read: Callable[[], Config]) -> Config:
    try:
        return read()
    except ConfigError as error:
        raise NotReadable(str(error), tuple(map(_fault, error.problems))) from error


def _fault(problem: Problem) -> Fault:
    return Fault(key=problem.key, line=problem.line, message=problem.message, remedy=problem.remedy)
