"""What the pages of settings are handed, as one configuration wants it."""

from collections.abc import Callable, Iterator
from datetime import datetime
from urllib.parse import urlsplit

from pydantic import BaseModel, SecretStr

from monitor.assembly.settling import settings_desk, silence_desk
from monitor.assembly.trying import trying
from monitor.assembly.tuning import Tuning
from monitor.config.fields import is_secret
from monitor.config.schema import Config
from monitor.domain.change import Change
from monitor.domain.installed import Installed
from monitor.domain.shadow import Shadow
from monitor.stages.reactions.shadow import go_live
from monitor.store.database import Database, Transaction
from monitor.web.ruling import Ruling
from monitor.wording.sheets import Names


def ruling_for(config: Config, db: Database, tuning: Tuning, now: Callable[[], datetime]) -> Ruling:
    """Return where settings and silences are changed, and texts tried."""

    def shadow(tx: Transaction) -> Shadow:
        return tuning.seen(tx).shadow

    def live(tx: Transaction, by: str) -> Change:
        return go_live(tx, shadow(tx).until, by=by, now=now())

    return Ruling(
        desk=settings_desk(config, db),
        silencing=silence_desk(config),
        shadow=shadow,
        go_live=live,
        tries=trying(config, db, tuning, now),
        installed=tuple(installed(config)),
        offered={
            Names.BRANDS: tuple(one.name for one in config.brands if not one.competitor),
            Names.SOURCES: tuple(one.name for one in config.sources),
            Names.CHANNELS: tuple(one.name for one in config.channels),
            Names.DEPARTMENTS: tuple(one.name for one in config.departments),
        },
    )


def installed(config: Config) -> Iterator[Installed]:
    """Yield what the configuration names; of secrets, whether they are set."""
    for source in config.sources:
        yield Installed(
            part="source",
            name=source.name,
            kind=source.kind,
            secrets=_secrets(source.settings),
            brands=source.brands,
            paused=source.paused,
        )
    for channel in config.channels:
        yield Installed(part="channel", name=channel.name, kind=channel.kind, secrets=_secrets(channel.settings))
    for hook in config.webhooks:
        host = urlsplit(hook.url).hostname or ""  # what follows it may be secret
        yield Installed(part="webhook", name=hook.name, kind=host, secrets=_secrets(hook), brands=hook.brands)
    for scorer in config.judgement.scorers:
        yield Installed(part="scorer", name=scorer.name, kind=scorer.kind, secrets=_secrets(scorer))
    if (provider := config.web.provider) is not None:
        host = urlsplit(provider.issuer).hostname or ""
        yield Installed(part="login", name=provider.label, kind=host, secrets=_secrets(provider))


def _secrets(settings: BaseModel) -> dict[str, bool]:
    """Return of each field that holds secrets whether it does."""
    fields = type(settings).model_fields
    return {name: _is_set(getattr(settings, name)) for name, field in fields.items() if is_secret(field)}


def _is_set(value: object) -> bool:
    return bool(value.get_secret_value()) if isinstance(value, SecretStr) else bool(value)
