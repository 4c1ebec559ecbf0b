"""`monitor cases ack`, `assign`, ...: acts on one case or several; each succeeds or fails by itself."""

import argparse
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from getpass import getuser
from pathlib import Path
from typing import TypeVar

from monitor.assembly.configuration import read_config
from monitor.assembly.routing import routing_for
from monitor.assembly.staffing import staff_for
from monitor.assembly.tuning import as_changed
from monitor.cli import numbers
from monitor.cli.failure import DONE, FAILED, WRONG, CommandError
from monitor.cli.moment import later
from monitor.cli.output import complain, say, show_json
from monitor.cli.store import opened
from monitor.documents.cases import whole_case
from monitor.domain.act import (
    Acknowledge,
    Act,
    Assign,
    Dismiss,
    NotAllowed,
    Note,
    Reopen,
    Resolve,
    Respond,
    Snooze,
    Wake,
)
from monitor.domain.case import Case, Dismissal, Outcome
from monitor.domain.people import Staff
from monitor.store import case_files, cases
from monitor.store.cases import NoSuchCase
from monitor.store.database import Database
from monitor.store.team import to_whom
from monitor.wording import names
from monitor.wording.times import moment

_Word = TypeVar("_Word", bound=StrEnum)


def ack(args: argparse.Namespace) -> int:
    """`monitor cases ack ID...`."""
    return _run(args, only_ids(args), Acknowledge())


def assign(args: argparse.Namespace) -> int:
    """`monitor cases assign ID... NAME`."""
    ids, owner = ids_and_value(args)
    if (owner is None) is not args.nobody:
        raise CommandError("say whose the cases shall be: a NAME behind the ids, or --nobody", code=WRONG)
    return _run(args, ids, Assign(owner=owner))


def note(args: argparse.Namespace) -> int:
    """`monitor cases note ID... TEXT`."""
    ids, text = ids_and_value(args)
    return _run(args, ids, Note(text=text or ""))


def respond(args: argparse.Namespace) -> int:
    """`monitor cases respond ID... [TEXT]`."""
    ids, text = ids_and_value(args)
    return _run(args, ids, Respond(text=text, url=args.url))


def resolve(args: argparse.Namespace) -> int:
    """`monitor cases resolve ID... [OUTCOME]`."""
    ids, outcome = ids_and_value(args)
    return _run(args, ids, Resolve(outcome=None if outcome is None else _one_of(Outcome, outcome)))


def dismiss(args: argparse.Namespace) -> int:
    """`monitor cases dismiss ID... REASON`."""
    ids, reason = ids_and_value(args)
    if reason is None:
        raise CommandError(f"say why behind the ids: {', '.join(Dismissal)}", code=WRONG)
    return _run(args, ids, Dismiss(reason=_one_of(Dismissal, reason)))


def snooze(args: argparse.Namespace) -> int:
    """`monitor cases snooze ID... UNTIL`."""
    ids, until = ids_and_value(args)
    if until is None:
        raise CommandError("say until when behind the ids: 2h, 3d, or a time (2026-11-23T09:00)", code=WRONG)
    return _run(args, ids, Snooze(until=later(until, datetime.now(UTC))))


def wake(args: argparse.Namespace) -> int:
    """`monitor cases wake ID...`."""
    return _run(args, only_ids(args), Wake())


def reopen(args: argparse.Namespace) -> int:
    """`monitor cases reopen ID...`: the time in which its department must answer begins anew."""
    config = read_config(Path(args.config))
    with opened(config) as db, db.read() as tx:
        routing = routing_for(as_changed(tx, config))

    def reopened(case: Case) -> Act:
        return Reopen(due_at=routing.due_at(case.department, case.severity, datetime.now(UTC)))

    return _run(args, only_ids(args), reopened)


def act_on(
    db: Database, ids: Sequence[int], act: Act | Callable[[Case], Act], *, staff: Staff, by: str, now: datetime
) -> tuple[list[Case], list[str]]:
    """Do `act` (or what it returns for a case) to each case in a transaction of its own.

    Return those done, and in words why others were not.
    """
    done: list[Case] = []
    failed: list[str] = []
    for case_id in ids:
        try:
            with db.write() as tx:
                case = cases.get(tx, case_id)
                wanted = to_whom(tx, act(case) if callable(act) else act, case, staff, by=by, now=now)
                done.append(cases.act(tx, case_id, wanted, by=by, now=now))
        except (NotAllowed, NoSuchCase) as error:
            failed.append(str(error))
    return done, failed


def _run(args: argparse.Namespace, ids: Sequence[int], act: Act | Callable[[Case], Act]) -> int:
    config, now = read_config(Path(args.config)), datetime.now(UTC)
    with opened(config) as db:
        done, failed = act_on(db, ids, act, staff=staff_for(config), by=args.by or getuser(), now=now)
        return tell(args, db, done, failed, now=now)


def tell(args: argparse.Namespace, db: Database, done: Sequence[Case], failed: Sequence[str], *, now: datetime) -> int:
    """Print how the cases stand by now, and in words why others were left as they were; return the exit code."""
    if args.json:
        with db.read() as tx:
            files = case_files.files(tx, [case.id for case in done])
        show_json({"cases": [whole_case(file, now) for file in files], "failed": failed})
    for error in failed:
        complain(error)
    for case in () if args.json else done:
        say(_stands(case, now))
    return FAILED if failed else DONE


def _stands(case: Case, now: datetime) -> str:
    state = names.state(case.state).lower()
    if case.outcome:
        state += f" ({names.outcome(case.outcome)})"
    if case.dismissal:
        state += f" ({names.dismissal(case.dismissal)})"
    hidden = (
        f", snoozed until {moment(case.snoozed_until, now=now)}"
        if case.snoozed_until and case.snoozed_until > now
        else ""
    )
    return f"{case.public_id}: {state}, with {case.owner or 'nobody'}{hidden}"


def only_ids(args: argparse.Namespace) -> list[int]:
    """Return the ids. Raises `CommandError` where anything else stands among them."""
    ids, rest = _split(args.words)
    if rest:
        raise CommandError(f"{rest[0]!r} is no case; a case has a number like C-12", code=WRONG)
    return ids


def ids_and_value(args: argparse.Namespace) -> tuple[list[int], str | None]:
    """Return the ids, and what stands behind them or in its option."""
    ids, rest = _split(args.words)
    if not ids:
        raise CommandError(f"{rest[0]!r} is no case; a case has a number like C-12", code=WRONG)
    if rest and args.value is not None:
        raise CommandError(f"{' '.join(rest)!r} and {args.value!r}: which one is meant?", code=WRONG)
    return ids, " ".join(rest) or args.value


def _split(words: Sequence[str]) -> tuple[list[int], list[str]]:
    at = next((place for place, word in enumerate(words) if not numbers.is_case(word)), len(words))
    return [numbers.case(word) for word in dict.fromkeys(words[:at])], list(words[at:])


def _one_of(words: type[_Word], said: str) -> _Word:
    try:
        return words(said.strip().lower().replace("-", "_"))
    except ValueError as error:
        raise CommandError(f"{said!r} is none of {', '.join(words)}", code=WRONG) from error
