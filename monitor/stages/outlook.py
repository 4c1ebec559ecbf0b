"""Outlook: what the next shift takes over, read together: cases, incidents, and what is not heard."""

from datetime import datetime

from monitor.domain.shift import Outlook, Shift, Whose
from monitor.stages.reactions import condition
from monitor.store import case_files, incidents, shifts
from monitor.store.database import Transaction
from monitor.store.incident_files import incident_file

NAMED, INCIDENTS = 15, 5


def outlook(tx: Transaction, whose: Whose, shift: Shift, now: datetime) -> Outlook:
    """Return what there is for those of `whose` in `shift`, as it stands at `now`."""
    found = shifts.listed(tx, whose, shift, now, named=NAMED)
    files = {file.case.id: file for file in case_files.files(tx, [number for _, number in found.named])}
    return Outlook(
        at=now,
        whose=whose,
        shift=shift,
        counts=found.counts,
        owners=found.owners,
        departments=found.departments,
        named=tuple((matter, files[number]) for matter, number in found.named if number in files),
        incidents=tuple(incident_file(tx, one) for one in incidents.newest(tx, open_only=True, limit=INCIDENTS)),
        blind=tuple(condition.of_all(tx, now)[1]),
    )
