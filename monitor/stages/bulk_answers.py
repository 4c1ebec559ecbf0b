"""Answering many: one text for all cases of one trouble, each checked, approved and sent as an answer of its own."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from monitor.domain.act import NotAllowed
from monitor.domain.answer import AnswerState
from monitor.domain.bulk_answer import Handed, Part
from monitor.domain.case import CaseFile
from monitor.stages.desk import Desk
from monitor.store import answers, case_files, cases
from monitor.store.cases import NoSuchCase
from monitor.store.database import Database, StoreUnavailable, Transaction
from monitor.wording import answer_ends as ends
from monitor.wording import answers as wording

KEY = "{key}:{case_id}"


class BulkAnswerStage:
    """Gives one text to many. Each case has a transaction of its own: what one refuses keeps nothing from another.

    That others are told the same is meant here, and looked for nowhere.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def parts(self, tx: Transaction, case_ids: Sequence[int], text: str) -> list[Part]:
        """Return what each of these would be told, and what is wrong with that. It is the same words: no hint at it."""
        return list(self._parts(tx, case_ids, text))

    def send(
        self, db: Database, case_ids: Sequence[int], *, text: str, by: str, insist: bool, now: datetime, key: str | None
    ) -> Handed:
        """Hand an answer on for each of these cases, once however often it is asked for under the same `key`."""
        states: list[AnswerState] = []
        refused: list[tuple[int, str]] = []
        with db.read() as tx:
            known = {file.case.id: file for file in case_files.files(tx, case_ids)}
        for case_id in case_ids:
            try:
                with db.write() as tx:
                    state = self._one(tx, case_id, known.get(case_id), text, by=by, insist=insist, now=now, key=key)
            except (NotAllowed, NoSuchCase, StoreUnavailable) as error:
                refused.append((case_id, str(error)))
                continue
            states += [state] if state else []
        waiting = states.count(AnswerState.WAITING)
        return Handed(sent=len(states) - waiting, waiting=waiting, refused=tuple(refused))

    def approve(self, db: Database, case_ids: Sequence[int], *, by: str, now: datetime) -> Handed:
        """Approve what waits for a second person of these cases, each as it would be alone."""
        sent, refused = 0, list[tuple[int, str]]()
        for case_id in case_ids:
            try:
                with db.write() as tx:
                    waits = answers.pending(tx, case_id)
                    if waits is not None and waits.state is AnswerState.WAITING:
                        self._desk.approve(tx, waits.id, by=by, now=now)
                        sent += 1
            except (NotAllowed, StoreUnavailable) as error:
                refused.append((case_id, str(error)))
        return Handed(sent=sent, refused=tuple(refused))

    def _parts(self, tx: Transaction, case_ids: Sequence[int], text: str) -> Iterator[Part]:
        for file in case_files.files(tx, case_ids):
            sheet = self._desk.sheet_of(tx, file, alone=False)
            filled = self._desk.filled(sheet, text)
            found, sends = self._desk.check(sheet, filled), sheet.source is not None
            yield Part(case_id=file.case.id, text=filled, sends=sends, approval=sheet.approval, found=found)

    def _one(
        self,
        tx: Transaction,
        case_id: int,
        known: CaseFile | None,
        text: str,
        *,
        by: str,
        insist: bool,
        now: datetime,
        key: str | None,
    ) -> AnswerState | None:
        """Hand one answer on; None where that was done before. What is `known` is read anew where it changed since."""
        own = None if key is None else KEY.format(key=key, case_id=case_id)
        held = cases.get(tx, case_id, hold=True)
        if own is not None and cases.was_told(tx, case_id, own):
            return None
        file = known if known is not None and known.case == held else case_files.file(tx, case_id)
        sheet = self._desk.sheet_of(tx, file, alone=False)
        if sheet.source is None:
            raise NotAllowed(ends.NOT_FROM_HERE.format(case=sheet.case.public_id))
        filled = self._desk.filled(sheet, text)
        if wrong := [one for one in self._desk.check(sheet, filled) if not (one.is_hint and insist)]:
            raise NotAllowed("; ".join(map(wording.flaw, wrong)))
        return self._desk.send(tx, sheet, text=filled, offer="", by=by, now=now, key=own).state
