"""Incidents in people's hands: merged, split, closed; what is erased leaves nothing to be found by."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from monitor.domain.act import NotAllowed, Resolve, Respond
from monitor.domain.case import Case
from monitor.domain.delivery import DeliveryKind, Draft, alert_draft
from monitor.domain.incident import Cause, Incident
from monitor.store import (
    case_files,
    cases,
    erasure,
    incident_acts,
    incident_figures,
    incident_outbox,
    incidents,
    outbox,
    retention,
    silences,
    tellings,
    traces,
)
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.incident_files import incident_file
from monitor.store.incident_tables import BandRow, CaseMarkRow
from monitor.store.outbox_tables import DeliveryRow
from monitor.store.tables import CaseRow
from monitor.store.traces import Left
from monitor.wording import incidents as incident_words
from tests.store.seeds import LATER, NOON, Wanted, mention, open_many


def some_cases(db: Database, count: int, *, first: int = 0, brand: str = "Acme Air") -> list[Case]:
    numbers = range(first, first + count)
    return open_many(
        db,
        [Wanted(mention=mention(f"{brand}{one}", author=f"u{one % 4}"), brand=brand, posted=False) for one in numbers],
    )


def an_incident(db: Database, count: int, *, first: int = 0, brand: str = "Acme Air") -> Incident:
    found = some_cases(db, count, first=first, brand=brand)
    with db.write() as tx:
        return incident_acts.gather(tx, [case.id for case in found], by="Kim", now=LATER)


def members(db: Database, incident: Incident) -> list[int]:
    with db.read() as tx:
        return incident_figures.members(tx, incident)


class TestMerging:
    def test_the_other_one_tells_of_both(self, db: Database) -> None:
        one, other = an_incident(db, 3), an_incident(db, 2, first=3)
        with db.write() as tx:
            assert incident_acts.merge(tx, other.id, one.id, by="Kim", now=LATER) == one
            told = incident_figures.crowding(tx, one)
            assert incidents.newest(tx) == [one]
        assert (told.cases, told.people) == (5, 4)

    def test_splitting_gives_each_its_own_back(self, db: Database) -> None:
        one, other = an_incident(db, 3), an_incident(db, 2, first=3)
        with db.write() as tx:
            incident_acts.merge(tx, other.id, one.id, by="Kim", now=LATER)
            incident_acts.split(tx, other.id, by="Kim", now=LATER)
        assert (len(members(db, one)), len(members(db, other))) == (3, 2)

    def test_a_chain_of_merges_is_one(self, db: Database) -> None:
        one, two, three = (an_incident(db, 2, first=2 * number) for number in range(3))
        with db.write() as tx:
            incident_acts.merge(tx, one.id, two.id, by="Kim", now=LATER)
            incident_acts.merge(tx, two.id, three.id, by="Kim", now=LATER)
            assert incidents.root(tx, one.id).id == three.id
            with pytest.raises(NotAllowed, match="one incident already"):
                incident_acts.merge(tx, three.id, one.id, by="Kim", now=LATER)
        assert len(members(db, three)) == 6

    def test_brands_are_never_mixed(self, db: Database) -> None:
        one, other = an_incident(db, 2), an_incident(db, 2, brand="Bodo Air")
        with db.write() as tx, pytest.raises(NotAllowed, match="Bodo Air"):
            incident_acts.merge(tx, one.id, other.id, by="Kim", now=LATER)

    def test_some_cases_may_be_another_trouble(self, db: Database) -> None:
        one = an_incident(db, 4)
        theirs = members(db, one)[2:]
        with db.write() as tx:
            own = incident_acts.take_out(tx, one.id, theirs, by="Kim", now=LATER)
        assert (members(db, own), own.cause, len(members(db, one))) == (theirs, Cause.HAND, 2)


class TestOneCase:
    def test_it_is_put_in_and_taken_out(self, db: Database) -> None:
        incident = an_incident(db, 2)
        [case] = some_cases(db, 1, first=9)
        with db.write() as tx:
            incident_acts.put(tx, case.id, incident.id, by="Kim", now=LATER)
            assert cases.get(tx, case.id).incident_id == incident.id
            with pytest.raises(NotAllowed, match="already"):
                incident_acts.put(tx, case.id, incident.id, by="Kim", now=LATER)
            incident_acts.put(tx, case.id, None, by="Kim", now=LATER)
            after = cases.get(tx, case.id)
        assert (after.incident_id, after.version) == (None, case.version + 2)

    def test_what_is_taken_out_is_told_alone_and_the_last_one_closes_it(self, db: Database) -> None:
        incident, channel = an_incident(db, 1), "cx"
        [case] = members(db, incident)
        with db.write() as tx:
            told_by = incident_outbox.message(tx, incident, channel, LATER)
            draft = alert_draft(cases.get(tx, case), channel, LATER, urgent=False)
            outbox.enqueue(tx, [replace(draft, group_id=told_by)])
            incident_acts.put(tx, case, None, by="Kim", now=LATER)
            closed = incidents.get(tx, incident.id)
            told = incident_words.incident_notice(incident_file(tx, closed), {}, now=LATER, key="k")
        assert (closed.closed_at, closed.closed_by) == (LATER, "judge")
        assert told.body.splitlines() == ["I-1 · Acme Air · no case is left in it", "Closed by itself, 13:00 UTC."]
        assert told.title == "Closed · billing"
        rows = table(DeliveryRow)
        with db.read() as tx:
            [alert] = tx.execute(select(rows).where(rows.c.case_id == case))
        assert (alert.state, alert.group_id) == ("waiting", None)

    def test_one_that_became_critical_breaks_out_of_it(self, db: Database) -> None:
        incident = an_incident(db, 1)
        [case] = members(db, incident)
        with db.write() as tx:
            told_by = incident_outbox.message(tx, incident, "cx", LATER)
            draft = alert_draft(cases.get(tx, case), "cx", LATER, urgent=False)
            outbox.enqueue(tx, [replace(draft, group_id=told_by)])
            assert silences.release(tx, case, LATER) == 1
            rows = table(DeliveryRow)
            [alert] = tx.execute(select(rows).where(rows.c.case_id == case))
        assert (alert.state, alert.urgent, alert.group_id) == ("waiting", True, None)

    def test_retention_closes_what_it_emptied(self, db: Database) -> None:
        incident = an_incident(db, 1)
        with db.write() as tx:
            cases.act(tx, incident_figures.members(tx, incident)[0], Resolve(), by="Kim", now=LATER)
        retention.prune(db, retention.Retention(mentions=timedelta(days=1)), LATER + timedelta(days=9))
        with db.read() as tx:
            assert incidents.get(tx, incident.id).closed_by == "judge"


class TestWhereItIsTold:
    """A person who makes an incident sees it in the channels that tell of its cases, also where these are old."""

    def test_cases_that_were_shown_already(self, db: Database) -> None:
        first, second = told_in(db, "cx", "posted"), told_in(db, "cx", "grouped")
        with db.write() as tx:
            incident = incident_acts.gather(tx, [first.id, second.id], by="Kim", now=LATER)
        assert where(db, incident) == ["cx"]
        with db.write() as tx:
            own = incident_acts.take_out(tx, incident.id, [second.id], by="Kim", now=LATER)
        assert (where(db, incident), where(db, own)) == (["cx"], ["cx"])

    def test_a_case_whose_message_is_about_to_change(self, db: Database) -> None:
        case = told_in(db, "cx", "posted")
        with db.write() as tx:
            tx.execute(update(table(DeliveryRow)).values(state="waiting", reference="1.1"))
            incident = incident_acts.gather(tx, [case.id], by="Kim", now=LATER)
        assert where(db, incident) == ["cx"]

    def test_a_case_that_is_told_elsewhere_brings_the_incident_there(self, db: Database) -> None:
        first, elsewhere = told_in(db, "cx", "posted"), told_in(db, "paris", "posted")
        with db.write() as tx:
            incident = incident_acts.gather(tx, [first.id], by="Kim", now=LATER)
            incident_acts.put(tx, elsewhere.id, incident.id, by="Kim", now=LATER)
        assert where(db, incident) == ["cx", "paris"]

    def test_what_nobody_was_told_of_is_told_nowhere(self, db: Database) -> None:
        held = told_in(db, "cx", "held")
        with db.write() as tx:
            incident = incident_acts.gather(tx, [held.id], by="Kim", now=LATER)
        assert where(db, incident) == []


def told_in(db: Database, channel: str, state: str) -> Case:
    """A case whose alert in a channel stands so."""
    with db.read() as tx:
        count = tx.execute(select(func.count()).select_from(table(CaseRow))).scalar_one()
    [case] = some_cases(db, 1, first=count)
    key, rows = f"case:{case.id}:{channel}", table(DeliveryRow)
    alert = Draft(key=key, channel=channel, kind=DeliveryKind.ALERT, told_at=NOON, due_at=NOON, case_id=case.id)
    with db.write() as tx:
        [number] = outbox.enqueue(tx, [alert])
        tx.execute(update(rows).where(rows.c.id == number).values(state=state))
    return case


def where(db: Database, incident: Incident) -> list[str]:
    """The channels that have a message of an incident."""
    rows = table(DeliveryRow)
    mine = (rows.c.kind == "incident", rows.c.subject == incident_outbox.subject_of(incident))
    with db.read() as tx:
        return sorted(tx.execute(select(rows.c.channel).where(*mine)).scalars())


class TestClosing:
    def test_everybody_is_to_be_told(self, db: Database) -> None:
        incident = an_incident(db, 3)
        with db.write() as tx:
            closed = incident_acts.close(tx, incident.id, by="Kim", now=LATER)
            assert tellings.asked_and_told(tx, closed) == (3, 0)
            with pytest.raises(NotAllowed, match="closed already"):
                incident_acts.close(tx, incident.id, by="Kim", now=LATER)

    def test_a_persons_word_and_an_answer_tick_them_off(self, db: Database) -> None:
        incident = an_incident(db, 3)
        first, second, third = members(db, incident)
        with db.write() as tx:
            closed = incident_acts.close(tx, incident.id, by="Kim", now=LATER)
            incident_acts.told(tx, incident.id, [first], by="Jo", now=LATER)
            cases.act(tx, second, Respond(text="It works again."), by="Jo", now=LATER + timedelta(minutes=1))
            assert tellings.asked_and_told(tx, closed) == (3, 2)
            assert [one.case_id for one in tellings.tellings(tx, closed) if not one.told] == [third]
            incident_acts.told(tx, incident.id, None, by="Jo", now=LATER)
            assert tellings.asked_and_told(tx, closed) == (3, 3)

    def test_an_answer_from_before_does_not(self, db: Database) -> None:
        incident = an_incident(db, 1)
        with db.write() as tx:
            cases.act(tx, members(db, incident)[0], Respond(text="We look into it."), by="Jo", now=LATER)
            closed = incident_acts.close(tx, incident.id, by="Kim", now=LATER + timedelta(hours=1))
            assert tellings.asked_and_told(tx, closed) == (1, 0)

    def test_opened_again_nobody_is_to_be_told(self, db: Database) -> None:
        incident = an_incident(db, 2)
        with db.write() as tx:
            incident_acts.close(tx, incident.id, by="Kim", now=LATER)
            opened = incident_acts.reopen(tx, incident.id, by="Kim", now=LATER)
            assert (opened.closed_at, tellings.tellings(tx, opened)) == (None, [])
            with pytest.raises(NotAllowed, match="close it first"):
                incident_acts.told(tx, incident.id, None, by="Kim", now=LATER)


class TestWhatIsLeftBehind:
    def test_erased_words_leave_nothing_to_be_found_by(self, db: Database) -> None:
        [case] = some_cases(db, 1)
        leave(db, case)
        erasure.erase_mention(db, case.mention_id, by="Kim", now=LATER)
        assert left(db) == (0, 0)

    def test_nor_do_those_of_a_pruned_mention(self, db: Database) -> None:
        [case] = some_cases(db, 1)
        leave(db, case)
        with db.write() as tx:
            tx.execute(update(table(CaseRow)).values(state="dismissed"))
        retention.prune(db, retention.Retention(), NOON + timedelta(days=500))
        assert left(db) == (0, 0)

    def test_after_a_while_nothing_can_be_led_by_them_any_more(self, db: Database) -> None:
        old, young = some_cases(db, 2)
        for case in (old, young):
            leave(db, case)
        later = NOON + timedelta(days=20)
        with db.write() as tx:
            tx.execute(update(table(CaseRow)).where(table(CaseRow).c.id == young.id).values(opened_at=later))
        pruned = retention.prune(db, retention.Retention(), later)
        assert (pruned.traces, left(db)) == (1, (2, 1))

    def test_people_are_counted_though_one_is_erased(self, db: Database) -> None:
        incident = an_incident(db, 3)
        with db.read() as tx:
            first = cases.get(tx, members(db, incident)[0])
        erasure.erase_mention(db, first.mention_id, by="Kim", now=LATER)
        with db.read() as tx:
            assert incident_figures.crowding(tx, incident).people == 3


def leave(db: Database, case: Case) -> None:
    trace = Left(case_id=case.id, at=case.opened_at, leader=case.id, bands=(1, 2), marks=("error:x-1",))
    with db.write() as tx:
        traces.leave(tx, case.brand, [trace])


def left(db: Database) -> tuple[int, int]:
    with db.read() as tx:
        bands, marks = (
            tx.execute(select(func.count()).select_from(table(rows))).scalar_one() for rows in (BandRow, CaseMarkRow)
        )
    return bands, marks


def test_a_case_says_how_many_people_share_its_trouble(db: Database) -> None:
    incident = an_incident(db, 2)
    with db.read() as tx:
        [file] = case_files.files(tx, members(db, incident)[:1])
    assert (file.incident, file.incident_people) == (incident.id, 2)
