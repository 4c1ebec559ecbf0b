"""Customers' moves as figures: what a person said and took back again is none."""

from datetime import timedelta

from monitor.domain.figures import Tally
from monitor.store.database import Database
from tests.store.history import History
from tests.store.test_figures import MONDAY, figures

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_an_outcome_that_a_person_took_back_counts_no_more(db: Database):
    with db.write() as tx:
        history = History(tx)
        source = history.source("play")
        slip = history.case(source, MONDAY, state="open")
        again = history.case(source, MONDAY, state="open", outcome="worsened")
        history.event(slip, "resolved", MONDAY + HOUR, became="recovered", by="Kim")
        history.event(slip, "reopened", MONDAY + DAY, became="open", by="Kim")
        history.event(again, "outcome", MONDAY + HOUR, became="worsened", by="customer")
        history.event(again, "reopened", MONDAY + HOUR, became="open", by="customer")
    told = figures(db)
    assert told.outcomes == (Tally(name="worsened", count=1, cases=(again,)),)
    assert told.thanks == ()
