"""`monitor migrate`, `backup` and `restore`."""

import argparse
from pathlib import Path

from monitor.cli.failure import DONE
from monitor.cli.output import complain, say
from monitor.cli.store import as_it_is
from monitor.configuration import read_config
from monitor.store import backup as copies
from monitor.store import migrate as schema


def migrate(args: argparse.Namespace) -> int:
    """Bring the schema up to date; say what was done."""
    with as_it_is(read_config(Path(args.config))) as db:
        before = schema.current(db)
        copy = schema.upgrade(db)
    if copy is not None:
        complain(f"a copy of the store as it was is at {copy}")
    say(f"the store is up to date ({schema.HEAD})" if before == schema.HEAD else f"the store is now at {schema.HEAD}")
    return DONE


def backup(args: argparse.Namespace) -> int:
    """Save the store; it may be in use."""
    with as_it_is(read_config(Path(args.config))) as db:
        copies.save(db, Path(args.file))
    say(f"saved and verified: {args.file}")
    return DONE


def restore(args: argparse.Namespace) -> int:
    """Bring a saved store back, and its schema up to date."""
    with as_it_is(read_config(Path(args.config))) as db:
        replaced = copies.restore(db, Path(args.file))
        schema.upgrade(db)
    if replaced is not None:
        complain(f"the store as it was is at {replaced}")
    say(f"restored and verified: {args.file}")
    return DONE
