"""`monitor settings list`, `show`, `set`, `undo` and `history`."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from getpass import getuser
from pathlib import Path

from monitor.assembly.configuration import read_config
from monitor.assembly.settling import settings_desk
from monitor.cli.failure import DONE, FAILED, WRONG, CommandError
from monitor.cli.moment import now_of
from monitor.cli.output import say, show_json, show_table
from monitor.cli.store import opened
from monitor.config.changing import different
from monitor.domain.act import NotAllowed
from monitor.domain.change import WRITTEN, Change, Setting
from monitor.domain.settings import NotReadable
from monitor.store import changes
from monitor.wording.settings import history_line
from monitor.wording.times import moment


def list_(args: argparse.Namespace) -> int:
    """Show which settings are those of the file, and who changed the others."""
    config, now = read_config(Path(args.config)), now_of(args)
    with opened(config) as db, db.read() as tx:
        held = changes.current(tx)
    here = {one: change for one, change in held.items() if change.after is not None}
    differ = different(config, {one.value: here[one].after or "" for one in WRITTEN if one in here})
    if args.json:
        rows = [{"setting": one, "changed": one in here, "differs": one in differ} for one in WRITTEN]
        show_json({"settings": rows})
        return DONE
    found = [_row(one, here.get(one), differs=one in differ) for one in WRITTEN]
    rows_ = [
        (*row, "" if one not in here else moment(here[one].at, now=now))
        for one, row in zip(WRITTEN, found, strict=True)
    ]
    show_table(("SETTING", "HOLDS", "CHANGE", "BY", "AT"), rows_, empty="")
    return DONE


def show(args: argparse.Namespace) -> int:
    """Print a setting as it holds, to be written to a file, changed and set."""
    config, setting = read_config(Path(args.config)), Setting(args.setting)
    with opened(config) as db, db.read() as tx:
        text = settings_desk(config, db).read(tx).written[setting]
    if args.json:
        show_json({"setting": setting, "text": text})
    else:
        say(text.rstrip("\n"))
    return DONE


def set_(args: argparse.Namespace) -> int:
    """Say what a change would have meant, and make it."""
    config, now, by = read_config(Path(args.config)), now_of(args), args.by or getuser()
    text = None if args.first else _text(args)
    with _told(), opened(config) as db, db.write() as tx:
        desk = settings_desk(config, db)
        tried = desk.attempt(tx, Setting(args.setting), text, by=by, now=now)
        change = None if args.attempt else desk.take(tx, tried.draft, by=by, now=now)
    if args.json:
        told = [line.whole for line in tried.lines]
        show_json({"preview": told, "change": None if change is None else asdict(change)})
        return DONE
    for line in tried.lines:
        say(line.whole)
    if change is not None:
        say(f"{history_line(change)}; `monitor settings undo {change.id}` takes it back")
    return DONE


def undo(args: argparse.Namespace) -> int:
    """Take the latest change of a setting back."""
    config, now = read_config(Path(args.config)), now_of(args)
    with _told(), opened(config) as db, db.write() as tx:
        change = settings_desk(config, db).undo(tx, args.change, by=args.by or getuser(), now=now)
    if args.json:
        show_json({"change": asdict(change)})
    else:
        say(history_line(change))
    return DONE


def history(args: argparse.Namespace) -> int:
    """Show every change, the latest first."""
    config, now = read_config(Path(args.config)), now_of(args)
    with opened(config) as db, db.read() as tx:
        found = changes.history(tx, limit=args.limit)
    if args.json:
        show_json({"changes": [asdict(one) for one in found]})
        return DONE
    rows = [(one.id, moment(one.at, now=now), one.by, history_line(one)) for one in found]
    show_table(("CHANGE", "AT", "BY", "WHAT"), rows, empty="nothing was ever changed here: config.yaml holds")
    return DONE


@contextmanager
def _told() -> Iterator[None]:
    """End the command with what is wrong."""
    try:
        yield
    except NotReadable as error:
        raise CommandError(str(error), code=WRONG) from error
    except NotAllowed as error:
        raise CommandError(str(error), code=FAILED) from error


def _text(args: argparse.Namespace) -> str:
    if args.text is not None:
        return str(args.text)
    try:
        return sys.stdin.read() if args.file == "-" else Path(args.file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{args.file} cannot be read: {error}", code=WRONG) from error


def _row(setting: Setting, change: Change | None, *, differs: bool) -> tuple[object, ...]:
    if change is None:
        return setting.value, "what config.yaml says", "", ""
    holds = "a change" if differs else "a change that says the same as config.yaml"
    return setting.value, holds, change.id, change.by
