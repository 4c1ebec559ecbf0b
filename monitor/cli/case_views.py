"""`monitor cases list` and `monitor cases show`."""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from monitor.assembly.configuration import read_config
from monitor.cli.failure import DONE, FAILED, WRONG, CommandError
from monitor.cli.output import complain, say, show_json, show_table
from monitor.cli.store import opened
from monitor.documents.cases import case_document, whole_case
from monitor.domain.case import LIVE_STATES, UNANSWERED_STATES, Case, CaseFile, Event, State
from monitor.domain.score import Severity, Topic
from monitor.store import case_files
from monitor.store.case_search import CaseQuery, search
from monitor.wording import names
from monitor.wording.reasons import why
from monitor.wording.timeline import told
from monitor.wording.times import moment, span

_SHORT = 60


def list_cases(args: argparse.Namespace) -> int:
    """List the cases that match, the newest first."""
    now = datetime.now(UTC)
    query = _query(args, now)
    with opened(read_config(Path(args.config))) as db, db.read() as tx:
        files = case_files.files(tx, [case.id for case in search(tx, query)])
    more = files[-1].case.public_id if len(files) == query.limit else None
    if args.json:
        show_json({"cases": [case_document(file, now) for file in files], "next": more})
        return DONE
    columns = ("case", "state", "severity", "topic", "owner", "due", "source", "what was said")
    none = "no case matches" + (": closed ones are listed by --state all" if args.state == "live" else "")
    show_table(columns, [_line(file, now) for file in files], empty=none)
    if more:
        complain(f"there may be more: --before {more}")
    return DONE


def show(args: argparse.Namespace) -> int:
    """Tell all that is known of cases: of one as a document of its own, of several as a list."""
    now = datetime.now(UTC)
    with opened(read_config(Path(args.config))) as db, db.read() as tx:
        files = case_files.files(tx, args.ids)
    missing = [number for number in args.ids if number not in {file.case.id for file in files}]
    for number in missing:
        complain(f"there is no case C-{number}")
    documents = [whole_case(file, now) for file in files]
    if args.json and (documents or len(args.ids) > 1):
        show_json(documents[0] if len(args.ids) == 1 else {"cases": documents})
    for file in () if args.json else files:
        say("\n".join(_told(file, now)))
    return FAILED if missing else DONE


def _query(args: argparse.Namespace, now: datetime) -> CaseQuery:
    if args.limit < 1:
        raise CommandError("--limit is at least 1", code=WRONG)
    if args.topic is not None and args.topic not in set(Topic):
        raise CommandError(f"{args.topic!r} is no topic; there are {', '.join(Topic)}", code=WRONG)
    return CaseQuery(
        states=_states(args.state),
        brand=args.brand,
        source=args.source,
        topic=args.topic and Topic(args.topic),
        severity=args.severity and Severity(args.severity),
        department=args.department,
        owner="" if args.unowned else args.owner,
        overdue=now if args.overdue else None,
        awake=None if args.snoozed else now,
        text=args.text,
        before_id=args.before,
        limit=args.limit,
    )


def _states(name: str) -> frozenset[State]:
    if name == "all":
        return frozenset()
    return LIVE_STATES if name == "live" else frozenset({State(name)})


def _line(file: CaseFile, now: datetime) -> tuple[object, ...]:
    case = file.case
    said = file.mention.title or file.mention.text or ("(gone)" if file.gone else "(no words)")
    short = said if len(said) <= _SHORT else f"{said[: _SHORT - 1]}…"
    return case.public_id, case.state, case.severity, case.topic, case.owner, _due(case, now), file.source, short


def _due(case: Case, now: datetime) -> str | None:
    """Tell when an answer is due, while one is."""
    if case.due_at is None or case.state not in UNANSWERED_STATES:
        return None
    return f"{span(now - case.due_at)} late" if case.due_at < now else moment(case.due_at, now=now)


def _told(file: CaseFile, now: datetime) -> Iterator[str]:
    case, mention = file.case, file.mention
    yield f"{case.public_id}  {names.state(case.state)}, {names.severity(case.severity)}: {names.topic(case.topic)}"
    yield f"  brand {case.brand}, department {case.department or 'none'}, owner {case.owner or 'nobody'}"
    if due := _due(case, now):
        yield f"  answer due: {due}"
    if case.outcome is not None:
        yield f"  outcome: {names.outcome(case.outcome)}"
    who = mention.author.name or mention.author.id or "someone"
    yield f"  {who} on {names.platform(mention.key.platform)}, {moment(mention.posted_at, now=now)}"
    yield from (f"  {part}" for part in (mention.url, mention.rating and names.stars(mention.rating)) if part)
    yield from (f"  | {line}" for part in (mention.title, mention.text) if part for line in part.splitlines())
    if file.gone:
        yield "  | (the words are gone)"
    yield from (f"  because: {sentence}" for sentence in why(file))
    yield from (f"  {_happened(event, now)}" for event in file.events)


def _happened(event: Event, now: datetime) -> str:
    words = f": {event.text}" if event.text else ""
    return f"{moment(event.at, now=now)}  {told(event, now=now)}{words}"
