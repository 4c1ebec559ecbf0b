"""What is told outside: everything once, in one order, whoever commits when."""

from dataclasses import replace
from datetime import timedelta

from monitor.domain.access import UNLIMITED, Limits
from monitor.domain.act import Acknowledge, Note
from monitor.domain.case import Event, EventKind
from monitor.domain.correction import SetDepartment
from monitor.domain.happening import TOLD_OF_CASES, Happening, HappeningKind
from monitor.domain.incident import Cause
from monitor.domain.score import Topic
from monitor.store import cases, happenings, hooks, incidents, retention
from monitor.store.database import Database
from tests.store.seeds import LATER, NOON, Wanted, mention, open_case


def told(db: Database, seq: int = 0, limit: int = happenings.CHUNK) -> list[Happening]:
    return happenings.after(db, seq, limit=limit, now=NOON)


def note(db: Database, subject: str) -> None:
    with db.write() as tx:
        happenings.add(tx, HappeningKind.SOURCE_FAILING, subject, NOON)


class TestTheOrder:
    def test_what_commits_late_is_told_late_and_never_lost(self, db: Database) -> None:
        """On PostgreSQL a transaction that began first may end last; SQLite has one writer."""
        if db.is_sqlite:
            note(db, "first")
        else:
            with db.write() as slow:
                happenings.add(slow, HappeningKind.SOURCE_FAILING, "slow", NOON)
                note(db, "first")
                [first] = told(db)
        note(db, "last")
        everything = [one.subject for one in told(db)]
        assert everything == (["first", "last"] if db.is_sqlite else ["first", "slow", "last"])
        if not db.is_sqlite:
            assert [one.subject for one in told(db, first.seq)] == ["slow", "last"]

    def test_what_is_undone_is_never_told(self, db: Database) -> None:
        with db.write() as tx:
            happenings.add(tx, HappeningKind.SOURCE_FAILING, "undone", NOON)
            tx.rollback()
        note(db, "done")
        assert [one.subject for one in told(db)] == ["done"]

    def test_it_is_read_a_page_at_a_time(self, db: Database) -> None:
        for name in "abc":
            note(db, name)
        first = told(db, limit=2)
        rest = told(db, first[-1].seq, limit=2)
        assert [one.subject for one in first + rest] == ["a", "b", "c"]
        assert told(db, rest[-1].seq) == []


class TestCases:
    def test_what_happens_to_a_case_is_told_without_words(self, db: Database) -> None:
        case = open_case(db)
        with db.write() as tx:
            cases.act(tx, case.id, Acknowledge(), by="ana", now=LATER, key="click")
            cases.act(tx, case.id, Acknowledge(), by="ana", now=LATER, key="click")
            cases.act(tx, case.id, Note(text="a secret"), by="ben", now=LATER)
            cases.note(tx, case.id, Event(kind=EventKind.REVEALED, at=LATER, by="ben", became="the number"))
        acted = Happening(
            seq=2,
            kind=HappeningKind.CASE_ACKNOWLEDGED,
            at=LATER,
            subject=case.public_id,
            brand="Acme Air",
            departments=frozenset({"support"}),
            by="ana",
        )
        assert told(db)[1:] == [acted, replace(acted, seq=3, kind=HappeningKind.CASE_NOTED, by="ben")]

    def test_a_case_that_moves_concerns_both_departments(self, db: Database) -> None:
        case = open_case(db)
        with db.write() as tx:
            cases.act(tx, case.id, SetDepartment(department="billing"), by="ana", now=LATER)
            cases.act(tx, case.id, Note(text="mine"), by="ben", now=LATER)
        moved, noted = told(db)[-2:]
        for limits, sees in ((Limits(departments=frozenset({"support"})), [True, False]), (UNLIMITED, [True, True])):
            assert [moved.within(limits), noted.within(limits)] == sees

    def test_every_event_of_a_timeline_is_told_or_stays_in_the_house(self) -> None:
        assert set(EventKind) - set(TOLD_OF_CASES) == {EventKind.REVEALED, EventKind.MUTED, EventKind.UNMUTED}


def test_an_incident_concerns_the_brand_and_the_departments_of_its_cases(db: Database) -> None:
    case = open_case(db)
    open_case(db, Wanted(mention=mention("r2"), department="billing"))
    with db.write() as tx:
        values = {"topic": Topic.BILLING, "cause": Cause.HAND, "title": "", "at": NOON, "by": "ana", "now": NOON}
        incident = incidents.open_new(tx, brand="Acme Air", **values)
        incidents.put(tx, incident, [case.id], by="ana", now=NOON)
    opened, grouped = told(db)[-2:]
    assert (opened.subject, opened.kind, grouped.subject) == (incident.public_id, "incident.opened", case.public_id)
    assert opened.within(Limits(brands=frozenset({"Acme Air"}), departments=frozenset({"support"})))
    assert not opened.within(Limits(departments=frozenset({"billing"})))
    assert not opened.within(Limits(brands=frozenset({"Acme Rail"})))


def test_they_are_kept_for_a_month_and_until_every_webhook_has_them(db: Database) -> None:
    for name in "abc":
        note(db, name)
    with db.write() as tx:
        hooks.configure(tx, ["desk"], NOON)
    waiting = told(db)
    later = NOON + timedelta(days=31)

    def pruned() -> int:
        return retention.prune(db, retention.Retention(), later).happenings

    assert pruned() == 0  # the webhook was told of none
    with db.write() as tx:
        claim = hooks.claim(tx, "desk", NOON)
        assert claim
        hooks.passed(tx, claim, waiting[1].seq)
    assert pruned() == 2
    with db.write() as tx:
        hooks.configure(tx, [], NOON)
    assert (pruned(), [one.subject for one in told(db)]) == (0, ["c"])  # the next place is counted from it
