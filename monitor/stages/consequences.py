"""Consequences: what a saved page means for cases that exist already."""

from dataclasses import replace
from datetime import datetime

from monitor.domain import world
from monitor.domain.case import Event
from monitor.store import answered, cases, judgements
from monitor.store.database import Transaction
from monitor.store.pages import Saved


def follow_page(tx: Transaction, saved: Saved, now: datetime) -> None:
    """Count our answers that were seen as responses, and note what the customer deleted.

    What has no case yet brings its answers along when the judge opens one; an edit waits for its judgement.
    """
    ours = answered.recognise(tx, saved.replies, now)
    seen = [heard for heard in saved.replies if heard not in ours]
    touched = {number for number, _ in seen} | set(saved.gone)
    if not touched:
        return
    known = judgements.cases_of(tx, sorted(touched))
    for (mention_id, _), case in known.items():
        after, events = case, list[Event]()
        for number, reply in seen:
            if number == mention_id:
                after, event = world.replied(after, reply, now=now)
                events.append(event)
        if mention_id in saved.gone:
            after, gone = world.deleted(after, now=now)
            events.extend(gone)
        cases.change(tx, case, replace(after, version=case.version + 1), events, now=now)
