"""The reply box: what the page of a case shows where it is answered."""

from datetime import datetime, tzinfo

from monitor.domain.answer import AnswerState
from monitor.store.database import Transaction
from monitor.web.counter import Counter
from monitor.wording import replying as words
from monitor.wording.replying import Box, Typed


def box_for(
    tx: Transaction, desk: Counter, number: int, typed: Typed | None, *, me: str, now: datetime, zone: tzinfo
) -> Box:
    """Return what stands where a case is answered."""
    sheet = desk.sheet(tx, number)
    kept = sheet.kept
    draft = kept is not None and kept.state is AnswerState.DRAFT and sheet.text == kept.text
    return words.box(
        sheet,
        typed=typed,
        kept=desk.check(sheet, kept.text, kept.offer) if kept is not None and draft else (),
        pending=desk.check(sheet, sheet.pending.text, sheet.pending.offer) if sheet.pending else (),
        me=me,
        now=now,
        zone=zone,
    )
