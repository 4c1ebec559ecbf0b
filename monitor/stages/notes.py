"""Notes: what a lead's switches have told, worded when it is sent, and each hour of a crisis told once."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, tzinfo

from alerts.contract import Notice
from monitor.domain.case import CaseFile
from monitor.domain.delivery import Delivery, DeliveryKind
from monitor.domain.shift import Whose
from monitor.stages.outlook import outlook
from monitor.stages.report import StageReport
from monitor.store import case_files, crises, handovers, shifts
from monitor.store.database import Database, Transaction
from monitor.wording import crises as crisis_words
from monitor.wording import handovers as words
from monitor.wording import shifts as shift_words
from monitor.wording.quotes import quote_of

KINDS = (DeliveryKind.CRISIS, DeliveryKind.HANDOVER, DeliveryKind.SHIFT)
"""What is worded here."""
NAMED = 10


class NoteStage:
    """Queues the hourly note of a crisis."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def run_once(self, now: datetime) -> StageReport:
        """Queue what this hour is to be told, once."""
        with self._db.write() as tx:
            crisis = crises.acting(tx)
            told = crisis is not None and crises.note(tx, crisis, now)
        return StageReport(stage="notes", done=int(told))


class Noting:
    """Words what was queued. `pressable` are the channels that people can act in."""

    def __init__(self, *, mask: Callable[[str], str], web_url: str | None, pressable: Collection[str] = ()) -> None:
        self._mask = mask
        self._web_url = web_url
        self._pressable = frozenset(pressable)

    def __call__(self, tx: Transaction, delivery: Delivery, now: datetime, zone: tzinfo) -> Notice | None:
        """Return a message as it should read at `now`; None where what it told of is not known any more."""
        if delivery.kind is DeliveryKind.CRISIS:
            return self._crisis(tx, delivery, now, zone)
        if delivery.kind is DeliveryKind.SHIFT:
            return self._shift(tx, delivery, now, zone)
        return self._handover(tx, delivery)

    def _crisis(self, tx: Transaction, delivery: Delivery, now: datetime, zone: tzinfo) -> Notice | None:
        _, number, what = (delivery.subject or "::").split(":")
        crisis = crises.past(tx, int(number))
        if crisis is None:
            return None
        if what.startswith("begin"):
            return crisis_words.begun(crisis, key=delivery.key)
        over = what.startswith("end")
        ended = crises.ended(tx, crisis) if over else None
        until = ended.at if ended else now
        return crisis_words.note(
            crisis,
            crises.standing(tx, max(crisis.began_at, until - crises.EVERY), until),
            crises.standing(tx, crisis.began_at, until),
            key=delivery.key,
            now=until,
            over=over,
            zone=zone,
        )

    def _handover(self, tx: Transaction, delivery: Delivery) -> Notice | None:
        found = handovers.get(tx, int((delivery.subject or "").rpartition(":")[2]))
        if found is None:
            return None
        files = case_files.files(tx, found.cases[-100:])
        return words.given(found, files, self._quotes(files), key=delivery.key, web_url=self._web_url)

    def _shift(self, tx: Transaction, delivery: Delivery, now: datetime, zone: tzinfo) -> Notice | None:
        relay = shifts.of_subject(tx, delivery.subject)
        if relay is None:
            return None
        told = outlook(tx, Whose(department=relay.department), relay.shift, now)
        return shift_words.relayed(
            delivery.key,
            relay,
            told,
            self._quotes([file for _, file in told.named]),
            zone=zone,
            actions=(shift_words.TAKE,) if delivery.channel in self._pressable else (),
            web_url=self._web_url,
        )

    def _quotes(self, files: Sequence[CaseFile]) -> Mapping[int, str]:
        return {file.case.id: self._mask(quote_of(file.mention)) for file in files}
