"""The store of a command: opened as the configuration says, up to date, closed at the end."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from monitor.assembly.stores import open_store
from monitor.cli.failure import WRONG, CommandError
from monitor.config.problem import Problem
from monitor.config.schema import Config
from monitor.config.secrets import fill, read_secrets
from monitor.store.database import Database, StoreError, StoreOutdated


@contextmanager
def opened(config: Config) -> Iterator[Database]:
    """Open the store, up to date. What it cannot do ends the command with what it says."""
    with told(), closing(open_store(config)) as db:
        yield db


@contextmanager
def as_it_is(config: Config) -> Iterator[Database]:
    """Open the store without looking at its schema."""
    with told(), closing(Database(config.store)) as db:
        yield db


@contextmanager
def at(url: str, config: Path) -> Iterator[Database]:
    """Open another store than the configured one, without looking at its schema.

    `${NAME}` in its address stands for what it stands for in the configuration at `config`.
    """
    values = read_secrets(config.parent, os.environ)
    if isinstance(values, Problem):
        raise CommandError(str(values), code=WRONG)
    filled = fill(url, values)
    if filled.wrong:
        raise CommandError("; ".join(filled.wrong[0]), code=WRONG)
    with told(), closing(Database(filled.text)) as db:
        yield db


@contextmanager
def told() -> Iterator[None]:
    """End the command with what the store says of its trouble."""
    try:
        yield
    except StoreOutdated as error:
        raise CommandError(str(error), code=WRONG) from error
    except StoreError as error:
        raise CommandError(str(error)) from error
