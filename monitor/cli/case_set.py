"""`monitor cases set`: what a person knows better than the judge; all of a case, or nothing of it."""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path

from monitor.assembly.configuration import read_config
from monitor.assembly.reacting import house_for
from monitor.assembly.routing import routing_for
from monitor.assembly.tuning import as_changed
from monitor.cli.case_acts import tell
from monitor.cli.failure import WRONG, CommandError
from monitor.cli.store import opened
from monitor.config.nearest import suggestion
from monitor.config.schema import Config
from monitor.domain.act import Act, NotAllowed
from monitor.domain.case import Case
from monitor.domain.correction import SetDepartment, SetSeverity, SetTopic
from monitor.domain.score import Severity, Topic
from monitor.stages.reactions.case_forms import tell_department
from monitor.store import cases
from monitor.store.cases import NoSuchCase
from monitor.store.database import Transaction


def run(args: argparse.Namespace) -> int:
    """Correct each case in a transaction of its own."""
    config, now = read_config(Path(args.config)), datetime.now(UTC)
    _check(args, config)
    done: list[Case] = []
    failed: list[str] = []
    with opened(config) as db:
        for number in args.ids:
            try:
                with db.write() as tx:
                    done.append(_set(tx, args, config, number, now))
            except (NotAllowed, NoSuchCase) as error:
                failed.append(str(error))
        return tell(args, db, done, failed, now=now)


def _check(args: argparse.Namespace, config: Config) -> None:
    if not (args.severity or args.topic or args.department):
        raise CommandError("say what is to be set: --severity, --topic or --department", code=WRONG)
    departments = [one.name for one in config.departments]
    for said, noun, known in ((args.topic, "topic", list(Topic)), (args.department, "department", departments)):
        if said and said not in known:
            remedy = suggestion(said, known, none=f"there are {', '.join(known)}")
            raise CommandError(f'there is no {noun} called "{said}"; {remedy}', code=WRONG)


def _set(tx: Transaction, args: argparse.Namespace, config: Config, number: int, now: datetime) -> Case:
    case, config = cases.get(tx, number), as_changed(tx, config)
    for act in _acts(args, config, case, now):
        case = cases.act(tx, number, act, by=args.by or getuser(), now=now)
    if args.department:
        tell_department(house_for(config, lambda _: routing_for(config)), tx, case, now)
    return case


def _acts(args: argparse.Namespace, config: Config, case: Case, now: datetime) -> Iterator[Act]:
    routing = routing_for(config)
    if args.topic:
        yield SetTopic(topic=Topic(args.topic))
    if args.severity:
        severity = Severity(args.severity)
        case = SetSeverity(severity=severity).on(case, "", now)[0]
        yield SetSeverity(severity=severity, due_at=routing.due_at(case.department, case.severity, case.opened_at))
    if args.department:
        moved = SetDepartment(department=args.department).on(case, "", now)[0]
        yield SetDepartment(
            department=args.department, due_at=routing.due_at(moved.department, moved.severity, moved.opened_at)
        )
