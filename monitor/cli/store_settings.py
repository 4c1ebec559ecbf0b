"""Settings that were changed in the store: where they differ from the file, for `monitor check`, and what holds."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime

from monitor.assembly.tuning import as_changed
from monitor.config.changing import changed, different
from monitor.config.problem import ConfigError
from monitor.config.schema import SQLITE, Config
from monitor.domain.change import WRITTEN, Change, Setting
from monitor.domain.muting_json import from_json
from monitor.store import changes, migrate
from monitor.store.database import Database, StoreError, Transaction
from monitor.wording.settings import history_line
from monitor.wording.times import moment


def differing(config: Config) -> Iterator[str]:
    """Yield a line for each setting and silence that is another one in the store, where one can be read."""
    held, kept = _held(config)
    for change in held:
        text = {change.setting.value: change.after or ""}
        if not different(config, text):
            continue
        told = f"{change.setting}: the store's holds, which {change.by} changed on {change.at:%Y-%m-%d}"
        yield f"{told}; `monitor settings show {change.setting}` prints it, `set {change.setting} --first` goes back"
        try:
            changed(config, text)
        except ConfigError as error:
            for problem in error.problems:
                yield f"{change.setting}: it does not fit this file any more, and config.yaml's holds: {problem}"
    yield from _silences(config, kept)


def _silences(config: Config, kept: Mapping[str, Change]) -> Iterator[str]:
    """Those of the file that people changed, and those that only the store has and that are not over."""
    now, written = datetime.now(UTC), {one.name for one in config.silences}
    for name, change in sorted(kept.items()):
        ends_at = from_json(change.after or "").ends_at
        if name in written:
            yield f"silence {name}: the store's holds, until {moment(ends_at, now=now)}; {history_line(change)}"
        elif ends_at > now:
            yield f"silence {name}: in the store alone, until {moment(ends_at, now=now)}; {history_line(change)}"


def as_held(config: Config) -> Config:
    """Return `config` as people changed it, where there is a store that can be read; else as it is."""
    with _readable(config) as tx:
        return config if tx is None else as_changed(tx, config)


def _held(config: Config) -> tuple[list[Change], dict[str, Change]]:
    """Return the changes of settings, and those of silences by name, that hold."""
    with _readable(config) as tx:
        if tx is None:
            return [], {}
        held, silences = changes.current(tx), changes.parts(tx, Setting.SILENCE)
    mine = [held[one] for one in WRITTEN if one in held and held[one].after is not None]
    return mine, {name: one for name, one in silences.items() if one.after is not None}


@contextmanager
def _readable(config: Config) -> Iterator[Transaction | None]:
    """Read the store as it is; None where there is none, or none of this version, or it does not answer."""
    db = Database(config.store)
    try:
        there = not config.store.startswith(SQLITE) or bool(db.file and db.file.is_file())
        with _current(db) if there else nullcontext() as tx:
            yield tx
    finally:
        db.close()


@contextmanager
def _current(db: Database) -> Iterator[Transaction | None]:
    try:
        if not migrate.is_current(db):
            yield None
            return
    except StoreError:
        yield None
        return
    with db.read() as tx:
        yield tx
