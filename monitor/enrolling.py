"""The store's list of sources, made that of one configuration. Loads nothing that hears."""

from datetime import datetime

from monitor.config.schema import Config
from monitor.fingerprint import fingerprint
from monitor.store import sources
from monitor.store.database import Transaction
from monitor.store.sources import SourceName


def enroll(tx: Transaction, config: Config, now: datetime) -> dict[str, int]:
    """Make the store's sources those of `config`; return their ids by name. A paused one is not polled."""
    wanted = (
        SourceName(name=source.name, kind=source.kind, settings_hash=fingerprint(source), polled=not source.paused)
        for source in config.sources
    )
    return sources.configure(tx, wanted, now)
