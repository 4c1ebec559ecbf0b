"""`monitor erase` and `monitor prune`: what people said leaves, for good."""

import argparse
from dataclasses import asdict
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path

from monitor.assembly.configuration import read_config
from monitor.cli.failure import DONE, FAILED, WRONG, CommandError
from monitor.cli.output import complain, say, show_json
from monitor.cli.store import opened
from monitor.domain.journal import Deed
from monitor.store import erasure, journal, retention
from monitor.store.database import Database
from monitor.store.erasure import Erased
from monitor.wording.names import plural

CANNOT_BE_RECALLED = "e-mails, exports and copies of the store that were made before still hold it"


def erase(args: argparse.Namespace) -> int:
    """Erase an author or a mention. 1: there is no such mention, or it was erased before."""
    with opened(read_config(Path(args.config))) as db:
        erased = _erase(db, args)
        if erased.mentions:
            with db.write() as tx:
                by = args.by or getuser()
                journal.write(tx, Deed.ERASED, by=by, now=datetime.now(UTC), about=f"{erased.mentions} mentions")
    if args.json:
        show_json(asdict(erased))
    elif args.mention is None or erased.mentions:
        cases = plural(erased.cases, "case")
        say(f"{plural(erased.mentions, 'mention')} erased; the messages of {cases} will show none of it")
        complain(f"note: {CANNOT_BE_RECALLED}")
    if args.mention is not None and not erased.mentions:
        complain(f"there is no mention M-{args.mention} that is not erased already")
        return FAILED
    return DONE


def prune(args: argparse.Namespace) -> int:
    """Delete what is older than the configuration keeps."""
    config = read_config(Path(args.config))
    keep = retention.Retention(mentions=config.retention.mentions, payloads=config.retention.payloads)
    with opened(config) as db:
        pruned = retention.prune(db, keep, datetime.now(UTC))
    if args.json:
        show_json(asdict(pruned))
        return DONE
    kept = f"{plural(pruned.payloads, 'sample')}, {plural(pruned.polls, 'poll')}"
    say(f"deleted: {plural(pruned.mentions, 'mention')}, {kept}, {plural(pruned.messages, 'message')}")
    return DONE


def _erase(db: Database, args: argparse.Namespace) -> Erased:
    by, now = args.by or getuser(), datetime.now(UTC)
    if args.mention is not None:
        return erasure.erase_mention(db, args.mention, by=by, now=now)
    platform, colon, author = args.author.partition(":")
    if not (platform and colon and author):
        raise CommandError(f"--author {args.author!r}: write PLATFORM:ID, like mastodon:ann@example.org", code=WRONG)
    return erasure.erase_author(db, platform, author, by=by, now=now)
