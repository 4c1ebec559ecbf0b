"""What `monitor check` says of settings that were changed in the store: where they differ from the file."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from monitor.config.changing import changed, different
from monitor.config.problem import ConfigError
from monitor.config.schema import SQLITE, Config
from monitor.domain.change import WRITTEN, Change, Setting
from monitor.domain.muting_json import from_json
from monitor.store import changes, migrate
from monitor.store.database import Database, StoreError
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


def _held(config: Config) -> tuple[list[Change], dict[str, Change]]:
    """Return the changes of settings, and those of silences by name, that hold."""
    nothing: tuple[list[Change], dict[str, Change]] = ([], {})
    db = Database(config.store)
    try:
        if config.store.startswith(SQLITE) and not (db.file and db.file.is_file()):
            return nothing
        if not migrate.is_current(db):
            return nothing
        with db.read() as tx:
            held, silences = changes.current(tx), changes.parts(tx, Setting.SILENCE)
        mine = [held[one] for one in WRITTEN if one in held and held[one].after is not None]
        return mine, {name: one for name, one in silences.items() if one.after is not None}
    except StoreError:
        return nothing
    finally:
        db.close()
