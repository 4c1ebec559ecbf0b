"""`monitor migrate`, `store copy`, `backup` and `restore`."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from monitor.assembly.configuration import read_config
from monitor.cli.failure import DONE
from monitor.cli.output import complain, say, show_json, show_table
from monitor.cli.progress import Progress
from monitor.cli.store import as_it_is, at
from monitor.roles import install_queue
from monitor.store import backup as copies
from monitor.store import copying
from monitor.store import migrate as schema
from monitor.store.copying import Copied
from monitor.store.database import Database


def migrate(args: argparse.Namespace) -> int:
    """Bring the schema up to date; say what was done."""
    file = Path(args.config)
    with at(args.store, file) if args.store else as_it_is(read_config(file)) as db:
        before = schema.current(db)
        copy = schema.upgrade(db)
        if not db.is_sqlite:
            install_queue(db.url)
    if copy is not None:
        complain(f"a copy of the store as it was is at {copy}")
    say(f"the store is up to date ({schema.HEAD})" if before == schema.HEAD else f"the store is now at {schema.HEAD}")
    return DONE


def copy(args: argparse.Namespace) -> int:
    """Copy the whole store into another one, which must be empty."""
    file = Path(args.config)
    with as_it_is(read_config(file)) as db, at(args.to, file) as target:
        copying.refuse_other_schema(db, "the store")
        with Progress("rows", 2 * _rows(db)) as progress:
            copied = copying.move(db, target, progress.advance)
    _show_copied(copied, as_json=args.json)
    return DONE


def backup(args: argparse.Namespace) -> int:
    """Save the store; it may be in use."""
    with as_it_is(read_config(Path(args.config))) as db, Progress("rows") as progress:
        copies.save(db, Path(args.file), progress.advance)
    say(f"saved and verified: {args.file}")
    return DONE


def restore(args: argparse.Namespace) -> int:
    """Bring a saved store back, and its schema up to date."""
    with as_it_is(read_config(Path(args.config))) as db:
        with Progress("rows") as progress:
            replaced = copies.restore(db, Path(args.file), progress.advance)
        schema.upgrade(db)
    if replaced is not None:
        complain(f"the store as it was is at {replaced}")
    say(f"restored and verified: {args.file}")
    return DONE


def _rows(db: Database) -> int:
    with db.read() as tx:
        return copying.rows_in(tx)


def _show_copied(copied: Sequence[Copied], *, as_json: bool) -> None:
    if as_json:
        tables = [{"table": one.table, "rows": one.digest.rows, "sha256": one.digest.sha256} for one in copied]
        show_json({"tables": tables, "rows": sum(one.digest.rows for one in copied)})
        return
    rows = [(one.table, one.digest.rows, one.digest.sha256[:16]) for one in copied]
    show_table(("table", "rows", "sha256 on both sides"), rows, empty="")
    complain("copied and verified; now change `store:` in config.yaml, and start nothing on the old store again")
