"""The store's lists of sources and webhooks, made those of one configuration. Loads nothing that hears."""

from datetime import datetime

from monitor.assembly.fingerprint import fingerprint
from monitor.config.schema import Config
from monitor.store import hooks, sources
from monitor.store.database import Transaction
from monitor.store.sources import SourceName


def enroll(tx: Transaction, config: Config, now: datetime) -> dict[str, int]:
    """Make the store's sources and webhooks those of `config`; return the sources' ids by name.

    A paused source is not polled.
    """
    hooks.configure(tx, [one.name for one in config.webhooks], now)
    wanted = (
        SourceName(name=source.name, kind=source.kind, settings_hash=fingerprint(source), polled=not source.paused)
        for source in config.sources
    )
    return sources.configure(tx, wanted, now)
