"""What `monitor check` says of settings that were changed in the store: where they differ from the file."""

from collections.abc import Iterator

from monitor.config.changing import changed, different
from monitor.config.problem import ConfigError
from monitor.config.schema import SQLITE, Config
from monitor.domain.change import WRITTEN, Change
from monitor.store import changes, migrate
from monitor.store.database import Database, StoreError


def differing(config: Config) -> Iterator[str]:
    """Yield a line for each setting that is another one in the store, where there is a store that can be read."""
    for change in _held(config):
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


def _held(config: Config) -> list[Change]:
    db = Database(config.store)
    try:
        if config.store.startswith(SQLITE) and not (db.file and db.file.is_file()):
            return []
        if not migrate.is_current(db):
            return []
        with db.read() as tx:
            held = changes.current(tx)
        return [held[one] for one in WRITTEN if one in held and held[one].after is not None]
    except StoreError:
        return []
    finally:
        db.close()
