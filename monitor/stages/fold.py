"""Fold: the figures' deltas become rollups, a piece at a time, so that the digest reads few rows."""

from monitor.store import deltas
from monitor.store.database import Database


def run_once(db: Database) -> int:
    """Fold every delta that is committed; return how many there were. Each piece is a transaction of its own."""
    folded = 0
    while True:
        with db.write() as tx:
            moved = deltas.fold(tx)
        folded += moved
        if moved < deltas.FOLD_AT_ONCE:
            return folded
