"""`monitor cases respond --send`, `approve` and `reject`: answers that are sent from here."""

import argparse
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path

from connectors.kit.http import Door
from monitor import logs
from monitor.assembly.answering import answering
from monitor.assembly.configuration import read_config
from monitor.cli import case_acts
from monitor.cli.failure import DONE, FAILED, WRONG, CommandError
from monitor.cli.output import complain, say, show_json
from monitor.cli.store import opened
from monitor.documents.cases import whole_case
from monitor.domain.act import NotAllowed
from monitor.domain.answer import Answer, AnswerState
from monitor.domain.reply import Finding
from monitor.stages.clock import SystemClock
from monitor.stages.desk import Desk, waiting_for
from monitor.store import answers, case_files
from monitor.store.cases import NoSuchCase
from monitor.store.database import Database, Transaction
from monitor.wording import answers as wording

Step = Callable[[Transaction, Desk, int], Answer]


def respond(args: argparse.Namespace) -> int:
    """`monitor cases respond ID... [TEXT] [--send]`."""
    if not args.send:
        if args.offer or args.insist:
            raise CommandError("--offer and --insist go with --send", code=WRONG)
        return case_acts.respond(args)
    ids, text = case_acts.ids_and_value(args)
    if not text:
        raise CommandError("say what the customer shall read: --text TEXT", code=WRONG)
    offer = args.offer or ""

    def send(tx: Transaction, desk: Desk, case_id: int) -> Answer:
        sheet = desk.sheet(tx, case_id)
        _stop(case_id, desk.check(sheet, text, offer), insist=args.insist)
        return desk.send(tx, sheet, text=text, offer=offer, by=_by(args), now=datetime.now(UTC))

    return _each(args, ids, send)


def approve(args: argparse.Namespace) -> int:
    """`monitor cases approve ID...`."""

    def step(tx: Transaction, desk: Desk, case_id: int) -> Answer:
        return desk.approve(tx, waiting_for(tx, case_id).id, by=_by(args), now=datetime.now(UTC))

    return _each(args, case_acts.only_ids(args), step)


def reject(args: argparse.Namespace) -> int:
    """`monitor cases reject ID... [WHY]`."""
    ids, why = case_acts.ids_and_value(args)

    def step(tx: Transaction, desk: Desk, case_id: int) -> Answer:
        return desk.reject(tx, waiting_for(tx, case_id).id, by=_by(args), why=why or "", now=datetime.now(UTC))

    return _each(args, ids, step)


def _each(args: argparse.Namespace, ids: Sequence[int], step: Step) -> int:
    """Take a step for each case in a transaction of its own, send what may be sent, and tell how each stands."""
    logs.configure(Path(args.config))
    config = read_config(Path(args.config))
    with opened(config) as db, closing(Door(contact=config.web.base_url)) as door:
        stage, desk = answering(config, db, door, SystemClock(threading.Event()))
        done, failed = _taken(db, desk, ids, step)
        if any(one.state is AnswerState.APPROVED for one in done):
            stage.run_once(datetime.now(UTC))
        stage.close()
        with db.read() as tx:
            done = [answers.get(tx, one.id) for one in done]
            files = case_files.files(tx, [one.case_id for one in done])
    failed += [_stands(one) for one in done if one.state is AnswerState.FAILED]
    if args.json:
        now = datetime.now(UTC)
        show_json({"cases": [whole_case(file, now) for file in files], "failed": failed})
    for error in failed:
        complain(error)
    for one in () if args.json else done:
        if one.state is not AnswerState.FAILED:
            say(_stands(one))
    return FAILED if failed else DONE


def _taken(db: Database, desk: Desk, ids: Sequence[int], step: Step) -> tuple[list[Answer], list[str]]:
    done: list[Answer] = []
    failed: list[str] = []
    for case_id in ids:
        try:
            with db.write() as tx:
                done.append(step(tx, desk, case_id))
        except (NotAllowed, NoSuchCase) as error:
            failed.append(str(error))
    return done, failed


def _stop(case_id: int, found: Sequence[Finding], *, insist: bool) -> None:
    """Refuse what must not be sent, and what should not be unless it is insisted on."""
    stops = [one for one in found if not (one.is_hint and insist)]
    if stops:
        told = "; ".join(map(wording.flaw, stops))
        anyway = " (--insist sends it all the same)" if all(one.is_hint for one in stops) else ""
        raise NotAllowed(f"C-{case_id} was not answered: {told}{anyway}")


def _stands(answer: Answer) -> str:
    why = f": {answer.why}" if answer.why else ""
    return f"C-{answer.case_id}: the answer by {answer.by} is {wording.STANDS[answer.state]}{why}"


def _by(args: argparse.Namespace) -> str:
    return args.by or getuser()
