"""`monitor crisis start`, `end`, `status`, and `monitor shadow status`, `live`."""

import argparse
from dataclasses import asdict
from getpass import getuser
from pathlib import Path

from monitor.assembly.configuration import read_config
from monitor.assembly.tuning import shadow_of
from monitor.cli.failure import DONE, FAILED, WRONG, CommandError
from monitor.cli.moment import now_of
from monitor.cli.output import say, show_json
from monitor.cli.store import opened
from monitor.config.nearest import suggestion
from monitor.domain.act import NotAllowed
from monitor.domain.crisis import is_group
from monitor.stages.reactions.shadow import go_live
from monitor.store import crises, shadows
from monitor.wording.crises import line
from monitor.wording.settings import history_line
from monitor.wording.times import moment


def start(args: argparse.Namespace) -> int:
    """Begin a crisis, or change the statement of the one there is."""
    config, now, said = read_config(Path(args.config)), now_of(args), args.statement.strip()
    names = [channel.name for channel in config.channels]
    channel = args.channel or names[0]
    if channel not in names:
        remedy = suggestion(channel, names, none="add it to `channels`")
        raise CommandError(f"there is no channel called {channel!r}; {remedy}", code=WRONG)
    if not said:
        raise CommandError("the statement is empty: write what may be said", code=WRONG)
    if args.call and not is_group(args.call):
        raise CommandError(f"{args.call!r} is no user group: the id of one begins with S", code=WRONG)
    with opened(config) as db, db.write() as tx:
        made = crises.begin(tx, statement=said, call=args.call, channel=channel, by=args.by or getuser(), now=now)
    if args.json:
        show_json({"crisis": asdict(made)})
    else:
        say(f"crisis mode: answers are paused, {made.channel} is told; `monitor crisis end` ends it")
    return DONE


def end(args: argparse.Namespace) -> int:
    """End the crisis; its channel gets a summary."""
    config, now = read_config(Path(args.config)), now_of(args)
    with opened(config) as db, db.write() as tx:
        ended = crises.end(tx, by=args.by or getuser(), now=now)
        whole = crises.standing(tx, ended.began_at, now) if ended else None
    if ended is None or whole is None:
        raise CommandError("there is no crisis to end", code=FAILED)
    if args.json:
        show_json({"crisis": asdict(ended), "standing": asdict(whole)})
    else:
        say(f"over: {line(ended, whole, now=now)}")
    return DONE


def status(args: argparse.Namespace) -> int:
    """Say whether there is a crisis, and how it stands."""
    config, now = read_config(Path(args.config)), now_of(args)
    with opened(config) as db, db.read() as tx:
        crisis = crises.acting(tx)
        whole = crises.standing(tx, crisis.began_at, now) if crisis else None
    if args.json:
        show_json({"crisis": crisis and asdict(crisis), "standing": whole and asdict(whole)})
    elif crisis is None or whole is None:
        say("there is no crisis")
    else:
        say(f"{line(crisis, whole, now=now)}\n{crisis.statement}")
    return DONE


def shadow_status(args: argparse.Namespace) -> int:
    """Say whether alerts are held."""
    config, now = read_config(Path(args.config)), now_of(args)
    with opened(config) as db, db.write() as tx:
        at = shadow_of(tx, config, shadows.began_at(tx, now)).until
    live = at is None or at <= now
    if args.json:
        show_json({"live": live, "live_at": at})
        return DONE
    held = "" if at is None else f"alerts are held until {moment(at, now=now)}; `monitor shadow live` ends that now"
    say("alerts are live" if live else held)
    return DONE


def shadow_live(args: argparse.Namespace) -> int:
    """Let alerts go out from now on; what was held stays in its lists."""
    config, now = read_config(Path(args.config)), now_of(args)
    with opened(config) as db, db.write() as tx:
        try:
            at = shadow_of(tx, config, shadows.began_at(tx, now)).until
            change = go_live(tx, at, by=args.by or getuser(), now=now)
        except NotAllowed as error:
            raise CommandError(str(error), code=FAILED) from error
    if args.json:
        show_json({"change": asdict(change)})
    else:
        say(f"{history_line(change)}; `monitor settings undo {change.id}` holds them again")
    return DONE
