"""`monitor silences list`, `add` and `end`."""

import argparse
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from getpass import getuser
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from monitor.assembly.configuration import read_config
from monitor.assembly.routing import match_of, silences_of
from monitor.assembly.settling import silence_desk
from monitor.cli.failure import DONE, FAILED, WRONG, CommandError
from monitor.cli.moment import later, now_of
from monitor.cli.output import say, show_json, show_table
from monitor.cli.store import opened
from monitor.config.nearest import suggestion
from monitor.config.routes import Match as WrittenMatch
from monitor.config.schema import Config
from monitor.domain.muting import Held, Silence
from monitor.store import silences
from monitor.store.silences import NoSuchSilence
from monitor.wording.times import moment

_COLUMNS = ("SILENCE", "UNTIL", "HELD", "FOLDED", "MUTES", "REASON", "BY", "FROM")
_FILE = "config.yaml"
_COUNTS = ("followers", "reach")


def list_silences(args: argparse.Namespace) -> int:
    """Show the silences that act or will, with what each holds."""
    config, now = read_config(Path(args.config)), now_of(args)
    with opened(config) as db, db.read() as tx:
        known = silences.known(tx, silences_of(config))
        found = [(one, silences.held(tx, one)) for one in known if args.all or one.ends_at > now]
        kept = silences.kept(tx)
    written = {one.name for one in silences_of(config)}
    source = {one.name: _from(one.name, kept, written) for one, _ in found}
    if args.json:
        show_json({"silences": [_document(one, holds, now) | {"from": source[one.name]} for one, holds in found]})
        return DONE
    empty = "nothing is muted" + ("" if args.all else "; those that are over are listed by --all")
    show_table(_COLUMNS, [(*_row(one, holds, now), source[one.name]) for one, holds in found], empty=empty)
    return DONE


def add(args: argparse.Namespace) -> int:
    """Say what a silence would have muted, and let it act, from now on or later."""
    config, now, by = read_config(Path(args.config)), now_of(args), args.by or getuser()
    made = Silence(
        name=_named(args.name),
        match=match_of(_match(args.match)),
        starts_at=None if args.begins is None else later(args.begins, now),
        ends_at=later(args.until, now),
        reason=_named(args.reason),
        critical=args.critical,
        fold=args.fold,
        by=by,
    )
    if made.ends_at <= max(now, made.starts_at or now):
        raise CommandError("it would end before it begins: name a later --until", code=WRONG)
    _names_are_known(config, made)
    with opened(config) as db, db.write() as tx:
        if any(one.name == made.name and one.ends_at > now for one in silences.known(tx, silences_of(config))):
            remedy = f"`monitor silences end {made.name}` ends it"
            raise CommandError(f"a silence called {made.name!r} is there already; {remedy}", code=FAILED)
        desk = silence_desk(config)
        tried = desk.attempt(tx, made, now)
        change = None if args.attempt else desk.take(tx, tried.draft, by=by, now=now)[1]
    if args.json:
        told = {"preview": [line.whole for line in tried.lines], "change": change and change.id}
        show_json(_document(made, Held(held=0, folded=0), now) | told)
        return DONE
    for line in tried.lines:
        say(line.whole)
    if change is not None:
        _show(args, made, Held(held=0, folded=0), now)
        say(f"`monitor settings undo {change.id}` takes it back")
    return DONE


def end(args: argparse.Namespace) -> int:
    """End a silence now; what it held is listed in its channels."""
    config, now = read_config(Path(args.config)), now_of(args)
    with opened(config) as db, db.write() as tx:
        try:
            ended = silences.end(tx, silences_of(config), args.name, by=args.by or getuser(), now=now)
        except NoSuchSilence as error:
            raise CommandError(str(error), code=FAILED) from error
        holds = silences.held(tx, ended)
    _show(args, ended, holds, now)
    return DONE


def _show(args: argparse.Namespace, silence: Silence, holds: Held, now: datetime) -> None:
    if args.json:
        show_json(_document(silence, holds, now))
        return
    until = moment(silence.ends_at, now=now)
    over = f"is over since {until}; it held {holds.held}, folded {holds.folded}"
    does = "folds" if silence.fold else "mutes"
    say(
        f"{silence.name} {over}"
        if silence.ends_at <= now
        else f"{silence.name} {does} until {until}: {_asked(silence)}"
    )


def _match(asked: Sequence[str]) -> WrittenMatch:
    """Read `key=value` once or several times; commas part values."""
    written: dict[str, Any] = {}
    for each in asked:
        key, equals, value = each.partition("=")
        known = WrittenMatch.model_fields
        if key not in known or not equals:
            remedy = suggestion(key, known, none="write KEY=VALUE")
            raise CommandError(f"{each!r} is nothing that can be muted by; {remedy}", code=WRONG)
        single = key in {*_COUNTS, "severity"}
        written[key] = value if single else [*written.get(key, []), *(one.strip() for one in value.split(","))]
    try:
        return WrittenMatch.model_validate(written)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise CommandError(f"--match {first['loc'][0]}: {first['msg']}", code=WRONG) from error


def _names_are_known(config: Config, silence: Silence) -> None:
    """A brand or a source with a typing error in its name would mute nothing."""
    for key, parts in (("brand", config.brands), ("source", config.sources)):
        names = {part.name.casefold() for part in parts}
        for name in getattr(silence.match, key):
            if name.casefold() not in names:
                remedy = suggestion(name, [part.name for part in parts], none="")
                raise CommandError(f"there is no {key} called {name!r}; {remedy}", code=WRONG)


def _named(text: str) -> str:
    said = " ".join(text.split())
    if not said:
        raise CommandError("a silence has a name and a reason; they cannot be empty", code=WRONG)
    return said


def _asked(silence: Silence) -> str:
    """Return what it mutes as it is written: `topic=billing place=Lyon`."""
    return " ".join(
        f"{key}={','.join(value) if isinstance(value, tuple) else value}"
        for key, value in asdict(silence.match).items()
        if value not in ((), None)
    )


def _from(name: str, kept: Collection[str], written: Collection[str]) -> str:
    """Say what holds where the store and the file may each have one."""
    if name not in kept:
        return _FILE
    return f"the store, in the place of {_FILE}'s" if name in written else "the store"


def _row(silence: Silence, holds: Held, now: datetime) -> tuple[object, ...]:
    until = moment(silence.ends_at, now=now)
    if silence.starts_at is not None and silence.starts_at > now:
        until = f"{moment(silence.starts_at, now=now)} to {until}"
    by = silence.by or _FILE
    return silence.name, until, holds.held, holds.folded, _asked(silence), silence.reason, by


def _document(silence: Silence, holds: Held, now: datetime) -> dict[str, Any]:
    asked = {key: value for key, value in asdict(silence.match).items() if value not in ((), None)}
    plain = {key: value for key, value in asdict(silence).items() if key != "match"}
    return plain | {"match": asked, "active": silence.active(now), "held": holds.held, "folded": holds.folded}
