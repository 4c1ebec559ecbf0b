"""Settling: the settings that a lead changes, as one configuration begins them."""

from collections.abc import Callable

from monitor.config.changing import changed, text_of
from monitor.config.problem import ConfigError
from monitor.config.schema import Config
from monitor.domain.change import WRITTEN, Setting
from monitor.domain.settings import NotReadable, Settings
from monitor.judging import mask, rules_for
from monitor.playbooks import playbooks_of
from monitor.routing import routing_for, silences_of
from monitor.stages.settings import Reads, SettingsDesk
from monitor.stages.silencing import SilenceDesk
from monitor.store import changes
from monitor.store.database import Transaction
from monitor.tuning import as_changed


def settings_desk(config: Config) -> SettingsDesk:
    """Return where the settings of `config` are changed."""
    departments = {source.name: source.department for source in config.sources}
    brands = [brand.name for brand in config.brands]
    return SettingsDesk(reading(config), named=departments.get, mask=mask, brands=brands)


def silence_desk(config: Config) -> SilenceDesk:
    """Return where silences are made beside those of `config`."""
    return SilenceDesk(silences_of(config), mask=mask)


def reading(config: Config) -> Reads:
    """Return what reads settings as they are laid over `config`."""

    def read(tx: Transaction, setting: Setting | None = None, text: str | None = None) -> Settings:
        held = as_changed(tx, config, but=setting)
        if setting is not None and text is not None:
            held = _or_told(lambda: changed(held, {setting.value: text}))
        return Settings(
            thresholds=rules_for(held).thresholds,
            routing=routing_for(held),
            playbooks=playbooks_of(held),
            holidays=held.holidays,
            written=_written(tx, held, setting, text),
        )

    return read


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
        raise NotReadable(str(error)) from error
