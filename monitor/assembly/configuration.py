"""The configuration of this installation: `config.yaml` read with the kinds of sources and channels that are here."""

import os
from pathlib import Path

import alerts.registry
import connectors.registry
from connectors.kit.query.read import read
from monitor.config.kinds import ChannelKind, Kinds, SourceKind
from monitor.config.load import load
from monitor.config.schema import SQLITE, Config


def source_kinds() -> Kinds[SourceKind]:
    """Return the kinds of sources that are installed."""
    return Kinds(names=connectors.registry.kinds(), get=connectors.registry.kind)


def channel_kinds() -> Kinds[ChannelKind]:
    """Return the kinds of channels that are installed."""
    return Kinds(names=alerts.registry.kinds(), get=alerts.registry.kind)


def read_config(path: Path) -> Config:
    """Return what the file at `path` says, with the secrets of the environment. Raises `ConfigError`.

    A SQLite file that is named without a folder lies beside the configuration, from wherever it is read.
    """
    config = load(path, source_kinds=source_kinds(), channel_kinds=channel_kinds(), environ=os.environ, reads=read)
    if not config.store.startswith(SQLITE):
        return config
    file = path.parent / config.store.removeprefix(SQLITE)
    return config.model_copy(update={"store": f"{SQLITE}{file}"})
