"""The manifest of a saved store: a table in it with the count and the checksum of each of its tables.

SQLite's own check finds a broken page, but not a letter that became another one.
"""

from sqlalchemy import Column, Integer, MetaData, Table, Text, insert, inspect, select

from monitor.store import streams
from monitor.store.database import Database, StoreError, Transaction
from monitor.store.streams import Count, Digest
from monitor.store.word_search import INDEX

_MANIFEST = Table(
    "backup_manifest",
    MetaData(),
    Column("name", Text, primary_key=True),
    Column("rows", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
)


def add(saved: Database, count: Count) -> None:
    """Write the manifest of a store that is being saved into it."""
    with saved.write() as tx:
        found = _digests(tx, count)
        _MANIFEST.create(tx)
        rows = [{"name": name, "rows": digest.rows, "sha256": digest.sha256} for name, digest in found.items()]
        tx.execute(insert(_MANIFEST), rows)


def verify_and_remove(saved: Database, called: object, count: Count) -> None:
    """Compare a saved store with its manifest, and make it a store like any other.

    One without a manifest (a store's own file, copied by hand) is taken as it is. Raises `StoreError` where they
    differ.
    """
    with saved.write() as tx:
        if not inspect(tx).has_table(_MANIFEST.name):
            return
        promised = {row.name: Digest(rows=row.rows, sha256=row.sha256) for row in tx.execute(select(_MANIFEST))}
        found = _digests(tx, count)
        wrong = sorted(name for name in promised.keys() | found.keys() if promised.get(name) != found.get(name))
        if wrong:
            raise StoreError(f"{called} is not what was saved: {', '.join(wrong)} changed since; take another copy")
        _MANIFEST.drop(tx)


def _digests(tx: Transaction, count: Count) -> dict[str, Digest]:
    """Return the digest of every table that there is, whatever version of the schema made it."""
    names = [name for name in inspect(tx).get_table_names() if name != _MANIFEST.name and not name.startswith(INDEX)]
    return {name: streams.digest(tx, Table(name, MetaData(), autoload_with=tx), count) for name in names}
