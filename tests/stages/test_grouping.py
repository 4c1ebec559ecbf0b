"""Complaints about the same trouble become one incident; others stay cases of their own."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from connectors.contract import Author, Mention
from monitor.domain.case import Case, EventKind
from monitor.domain.incident import Cause, Incident
from monitor.domain.match import Subject
from monitor.domain.routing import Route, Routing
from monitor.domain.score import Severity, Topic
from monitor.domain.shadow import LIVE, Shadow
from monitor.stages import grouping
from monitor.stages.alerting import Alerting, Way
from monitor.stages.grouping import NewCase
from monitor.store import case_files, case_search, incident_figures, incidents, outbox
from monitor.store.case_search import CaseQuery
from monitor.store.columns import table
from monitor.store.database import Database, Transaction
from monitor.store.outbox_tables import DeliveryRow
from tests.sayings import saying
from tests.store.seeds import NOON, Wanted, mention, open_case

COPIED = "Sorrel took the money for my basket twice and nobody at the bank can say when it comes back."
OTHERS = (
    "The bread that came today was mouldy at both ends and smelled of cellar.",
    "I have been waiting at the window since eight and the van drove past our street.",
    "Your driver threw the bag over the gate, six eggs less for the weekend.",
    "Why does the chat close by itself whenever a person is about to answer me?",
    "My grandmother cannot read the tiny print on the new receipts at all.",
    "Two weeks for an answer about a broken jar is not what I call service.",
    "Half of the offers in the leaflet were gone by nine in the morning.",
    "The new cart coins do not fit the old locks, everybody stands there and swears.",
)


@dataclass(slots=True)
class Town:
    """A store in which people complain, one after the other."""

    db: Database
    heard: int = 0

    def complain(self, text: str, *, who: str | None = None, at: datetime = NOON, **more: Any) -> int:
        """Open a case as the judge does; return its number."""
        self.heard += 1
        return self.complain_all([(text, who or f"u{self.heard}")], at=at, **more)[0]

    def complain_all(
        self,
        said: list[tuple[str, str]],
        *,
        at: datetime = NOON,
        topic: Topic = Topic.BILLING,
        severity: Severity = Severity.MEDIUM,
        brand: str = "Acme Air",
        place: str | None = None,
        held: Shadow = LIVE,
    ) -> list[int]:
        """Open the cases of one batch."""
        fresh: list[tuple[Case, Mention]] = []
        for text, who in said:
            self.heard += 1
            author = Author(id=who, name=who)
            told = replace(mention(f"n{self.heard}", text, author=None, posted_at=at), author=author, place=place)
            wanted = Wanted(mention=told, brand=brand, topic=topic, severity=severity, opened_at=at, posted=False)
            fresh.append((open_case(self.db, wanted), told))
        with self.db.write() as tx:
            placed = grouping.gather(tx, [NewCase(case=case, mention=told, live=True) for case, told in fresh], at)
            Alerting(Routing(fallback="cx"), (), held).alert(tx, [(case, a_way(case)) for case in placed], at)
        return [case.id for case, _ in fresh]

    def incidents(self) -> list[Incident]:
        """All that there are, the newest first."""
        with self.db.read() as tx:
            return incidents.newest(tx)

    def members(self, incident: Incident) -> list[int]:
        """Its cases."""
        with self.db.read() as tx:
            return incident_figures.members(tx, incident)

    def messages(self) -> list[tuple[str, str]]:
        """Each message's kind and state, alerts by case."""
        rows = table(DeliveryRow)
        with self.db.read() as tx:
            return [(row.kind, row.state) for row in tx.execute(select(rows).order_by(rows.c.kind, rows.c.id))]


@pytest.fixture
def town(db: Database) -> Town:
    return Town(db)


def a_way(case: Case) -> Way:
    subject = Subject(
        brand=case.brand, topic=case.topic, severity=case.severity, source="play", platform="google_play", text=""
    )
    return Way(
        subject=subject, route=Route(department=None, channels=("cx",), clock=None), silence=None, replayed=False
    )


def people(town: Town) -> int:
    with town.db.read() as tx:
        return incident_figures.crowding(tx, town.incidents()[0]).people


class TestNearCopies:
    def test_three_people_who_post_nearly_the_same_make_an_incident(self, town: Town) -> None:
        made = [
            town.complain(COPIED),
            town.complain(f"RT @someone: {COPIED.upper()}"),
            town.complain(f"{COPIED} Please help! https://t.example/x1"),
        ]
        [incident] = town.incidents()
        assert (incident.cause, town.members(incident)) == (Cause.COPIES, made)

    def test_two_do_not(self, town: Town) -> None:
        town.complain(COPIED)
        town.complain(COPIED)
        assert town.incidents() == []

    def test_nor_does_one_person_however_often(self, town: Town) -> None:
        for _ in range(9):
            town.complain(COPIED, who="loud")
        assert town.incidents() == []

    def test_nor_do_different_words(self, town: Town) -> None:
        for text in OTHERS:
            town.complain(text)
        assert town.incidents() == []

    def test_nor_does_another_brand(self, town: Town) -> None:
        for brand in ("Acme Air", "Bodo Air", "Cora Air"):
            town.complain(COPIED, brand=brand)
        assert town.incidents() == []

    def test_who_comes_a_day_later_is_told_alone(self, town: Town) -> None:
        for _ in range(3):
            town.complain(COPIED)
        late = town.complain(COPIED, at=NOON + timedelta(hours=25))
        [incident] = town.incidents()
        assert late not in town.members(incident)

    def test_all_of_one_batch_are_found(self, town: Town) -> None:
        made = town.complain_all([(COPIED, f"p{number}") for number in range(40)])
        [incident] = town.incidents()
        assert town.members(incident) == made
        assert people(town) == 40


class TestKeys:
    def test_an_error_that_three_people_name_groups_whatever_the_topic(self, town: Town) -> None:
        made = [
            town.complain("PAY-417 and no dinner", topic=Topic.DIGITAL),
            town.complain("what is pay-417 supposed to mean to me", topic=Topic.BILLING),
            town.complain("Tried two cards. Says error PAY-417.", topic=Topic.OTHER),
            town.complain("I am not good with computers but it says Pay 417", topic=Topic.NO_ANSWER),
        ]
        [incident] = town.incidents()
        assert (incident.cause, town.members(incident)) == (Cause.KEY, made)

    def test_a_careless_number_opens_nothing(self, town: Town) -> None:
        for _ in range(4):
            town.complain(f"{OTHERS[town.heard % 8]} We pay 417 here.")
        assert town.incidents() == []

    def test_a_slow_drip_over_days_is_one_incident(self, town: Town) -> None:
        made = [
            town.complain(f"{text} Flight BA2490.", at=NOON + timedelta(hours=20 * number))
            for number, text in enumerate(OTHERS[:6])
        ]
        [incident] = town.incidents()
        assert town.members(incident) == made

    def test_a_version_groups_within_its_topic_alone(self, town: Town) -> None:
        for topic in (Topic.DIGITAL, Topic.BILLING):
            for number in range(4):
                town.complain(f"{OTHERS[number]} Since version 8.{0}.1", topic=topic)
        assert town.incidents() == []
        town.complain(f"{OTHERS[5]} Since version 8.0.1", topic=Topic.DIGITAL)
        [incident] = town.incidents()
        assert (incident.topic, len(town.members(incident))) == (Topic.DIGITAL, 5)

    def test_a_place_does_too(self, town: Town) -> None:
        for number in range(5):
            town.complain(OTHERS[number], topic=Topic.QUALITY, place="Quayside")
        assert len(town.incidents()) == 1


class TestBursts:
    def test_a_topic_far_beyond_the_usual_is_an_incident_of_those_who_say_what_is_new(self, town: Town) -> None:
        for number in range(40):
            town.complain(saying(number), topic=Topic.DIGITAL, at=NOON - timedelta(hours=3 + 5 * number))
        burst = [
            town.complain(f"checkout {saying(100 + number)}", topic=Topic.DIGITAL, at=NOON + timedelta(minutes=number))
            for number in range(20)
        ]
        foreign = town.complain(OTHERS[2], topic=Topic.DIGITAL, at=NOON + timedelta(minutes=30))
        [incident] = [one for one in town.incidents() if one.cause is Cause.BURST]
        assert set(burst) == set(town.members(incident))
        assert foreign not in town.members(incident)

    def test_a_loud_person_is_no_burst(self, town: Town) -> None:
        for number in range(40):
            town.complain(saying(number), topic=Topic.DIGITAL, at=NOON - timedelta(hours=3 + 5 * number))
        for number in range(20):
            at = NOON + timedelta(minutes=number)
            town.complain(f"checkout {saying(100 + number)}", who="loud", topic=Topic.DIGITAL, at=at)
        assert [one for one in town.incidents() if one.cause is Cause.BURST] == []


class TestWhatIsTold:
    def test_the_first_are_told_alone_and_the_incident_tells_of_the_others(self, town: Town) -> None:
        for _ in range(5):
            town.complain(COPIED)
        assert town.messages() == [*[("alert", "grouped")] * 5, ("incident", "waiting")]

    def test_what_was_posted_alone_stays_and_says_that_it_belongs(self, town: Town) -> None:
        first = town.complain(COPIED)
        with town.db.write() as tx:
            post(tx)
        town.complain(COPIED)
        town.complain(COPIED)
        assert town.messages() == [("alert", "waiting"), *[("alert", "grouped")] * 2, ("incident", "waiting")]
        with town.db.read() as tx:
            file = case_files.file(tx, first)
        assert (file.incident, file.incident_people) == (town.incidents()[0].id, 3)
        assert file.events[-1].kind is EventKind.GROUPED

    def test_critical_ones_break_out(self, town: Town) -> None:
        for _ in range(3):
            town.complain(COPIED)
        case = town.complain(COPIED, severity=Severity.CRITICAL)
        assert case in town.members(town.incidents()[0])
        assert ("alert", "waiting") in town.messages()

    def test_a_rule_that_holds_alerts_holds_the_incident_until_one_is_not_held(self, town: Town) -> None:
        for _ in range(4):
            town.complain(COPIED, held=Shadow(until=NOON + timedelta(days=1)))
        assert town.messages() == [("alert", "held")] * 4
        town.complain(COPIED)
        assert town.messages()[4:] == [("alert", "grouped"), ("incident", "waiting")]

    def test_people_count_once_each(self, town: Town) -> None:
        for _ in range(3):
            town.complain(COPIED)
        for _ in range(20):
            town.complain(COPIED, who="loud")
        assert people(town) == 4


def test_a_closed_incident_takes_in_who_is_late_and_then_no_more(town: Town) -> None:
    for _ in range(3):
        town.complain(COPIED)
    [incident] = town.incidents()
    with town.db.write() as tx:
        incidents.change(tx, incident, closed_at=NOON + timedelta(hours=1), closed_by="Kim")
    late = town.complain(COPIED, at=NOON + timedelta(hours=2))
    assert late in town.members(incident)
    later = NOON + timedelta(hours=26)
    fresh = [town.complain(COPIED, at=later + timedelta(minutes=number)) for number in range(3)]
    assert town.members(town.incidents()[0]) == fresh


def test_no_case_is_lost_or_told_twice(town: Town) -> None:
    for number in range(30):
        town.complain(COPIED if number % 3 else OTHERS[number % 8])
    with town.db.read() as tx:
        known = {case.id for case in case_search.search(tx, CaseQuery())}
        rows = table(DeliveryRow)
        told = list(tx.execute(select(rows.c.case_id).where(rows.c.kind == "alert")).scalars())
    assert sorted(told) == sorted(known)


def post(tx: Transaction) -> None:
    from monitor.domain.delivery import Posted

    while (delivery := outbox.claim(tx, "cx", NOON)) is not None:
        outbox.mark_sending(tx, delivery, NOON)
        posted = Posted(place="C1", workspace="T1", reference=f"ts{delivery.id}", posted_at=NOON)
        outbox.record(tx, delivery, posted, sent=delivery.wanted, now=NOON)
