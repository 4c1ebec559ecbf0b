"""Giving: whoever is given a case is called in its thread, and told alone of all that they were given."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, tzinfo

from alerts.contract import Notice
from monitor.domain.case import JUDGE, LIVE_STATES, Event, EventKind
from monitor.domain.delivery import Delivery
from monitor.stages.callees import Callees
from monitor.stages.reactions.contract import SHOW
from monitor.store import case_files, cases, handovers, personal
from monitor.store.database import Transaction
from monitor.wording import giving as words
from monitor.wording.quotes import quote_of

CALLED_EACH = 3
"""Of a hand-over of more cases than these, threads call nobody: the message to them alone tells of all at once."""


class Giving:
    """Words what people are told alone, and knows whom a thread calls."""

    def __init__(
        self,
        callees: Callees | None = None,
        *,
        mask: Callable[[str], str],
        web_url: str | None,
        actions: Collection[str] = (),
    ) -> None:
        self._callees = callees or Callees()
        self._mask = mask
        self._web_url = web_url
        self._actions = actions

    def __call__(self, tx: Transaction, delivery: Delivery, now: datetime, zone: tzinfo) -> Notice | None:
        """Return what somebody is told alone; None where they are not known there, are away, or have it no more.

        What stands there already goes on telling it, without words that are gone.
        """
        name, found = personal.given(tx, delivery.subject or "")
        to, stands = self._callees.id_of(tx, name), delivery.posted is not None
        away = handovers.absence(tx, name, now) is not None
        if not stands and (to is None or away or delivery.channel not in self._callees.personal):
            return None
        files = {file.case.id: file for file in case_files.files(tx, [one.case_id for one in found])}
        gifts = [
            words.Gift(file=file, by=one.event.by, was=one.event.was, note=self._mask(one.note))
            for one in found
            if (file := files.get(one.case_id))
            and (stands or (file.case.owner == name and file.case.state in LIVE_STATES))
        ]
        if not gifts:
            return None
        return words.given(
            gifts,
            {gift.file.case.id: self._mask(quote_of(gift.file.mention)) for gift in gifts},
            key=delivery.key,
            to=to or "",
            now=now,
            web_url=self._web_url,
            zone=zone,
            show=SHOW if SHOW in self._actions else None,
        )

    def called(self, tx: Transaction, delivery: Delivery, events: Sequence[Event], now: datetime) -> tuple[str, ...]:
        """Return the ids of whom a thread calls that tells `events`.

        That is the last one who was given the case or, where it is everybody's again for nobody answered, who is on
        duty.
        """
        workspace = delivery.thread.workspace if delivery.thread else ""
        moves = [event for event in events if event.kind is EventKind.ASSIGNED]
        if moves and moves[-1].became is None and moves[-1].by == JUDGE and delivery.case_id is not None:
            duty = self._callees.looking_after(tx, cases.get(tx, delivery.case_id).department, now)
            return self._callees.called(tx, [duty.name if duty else None], now, workspace)
        given = [event for event in moves if personal.gives(event)]
        if not given or _is_one_of_many(tx, given[-1]):
            return ()
        return self._callees.called(tx, [given[-1].became], now, workspace)


def _is_one_of_many(tx: Transaction, event: Event) -> bool:
    found = handovers.of_event(tx, event.key)
    return found is not None and len(found.cases) > CALLED_EACH
