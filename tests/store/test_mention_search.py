"""The search for mentions: every filter, within limits, and pages that meet without a gap however rare they are."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, update

from monitor.domain.access import Limits
from monitor.domain.score import Topic
from monitor.store import mention_files, mention_search
from monitor.store.columns import table
from monitor.store.database import Database, Transaction
from monitor.store.judgements import reasons_to_json
from monitor.store.mention_files import NoSuchMention
from monitor.store.mention_search import Flagged, MentionQuery, search
from monitor.store.tables import MentionRow, VerdictRow
from tests.store.seeds import NOON, Wanted, hear, mention, open_case

ACME, BOLT = Limits(brands=frozenset({"Acme Air"})), Limits(brands=frozenset({"Bolt"}))


def judge(tx: Transaction, number: int, brand: str = "Acme Air", **more: Any) -> None:
    """Say what is decided about a mention; nothing special where nothing else is said."""
    values: Mapping[str, object] = {
        "mention_id": number,
        "brand": brand,
        "judge": "v1",
        "decided_at": NOON,
        "about": "us",
        "speaker": "customer",
        "language": "en",
        "score": 0.2,
        "reasons": reasons_to_json([]),
    }
    tx.execute(insert(table(VerdictRow)).values({**values, **more}))
    eyes = bool(more.get("needs_eyes"))
    tx.execute(update(table(MentionRow)).where(table(MentionRow).c.id == number).values(needs_eyes=eyes))


@pytest.fixture
def heard(db: Database) -> Database:
    """Seven mentions an hour apart; the fifth was a complaint until it was edited, the last waits to be judged."""
    with db.write() as tx:
        for number in range(1, 8):
            source = "store" if number == 2 else "play"
            words = "Please refund me" if number in {2, 5} else "All fine"
            hear(tx, mention(str(number), words), source=source, now=NOON + timedelta(hours=number))
        judge(tx, 1)
        judge(tx, 2, complaint=True, alert=True, severity="high", topic="billing", score=0.9)
        judge(tx, 3, language="pl", score=None, needs_eyes=True)
        judge(tx, 4, brand="Bolt", about="other")
        judge(tx, 5, complaint=True, severity="low", topic="staff", score=0.7)
        judge(tx, 5)
        judge(tx, 6, brand="Bolt")
        judge(tx, 6, score=0.6, complaint=True, severity="low", lane=2)
    return db


QUERIES: tuple[tuple[MentionQuery, list[int]], ...] = (
    (MentionQuery(), [7, 6, 5, 4, 3, 2, 1]),
    (MentionQuery(flagged=Flagged.YES), [6, 2]),
    (MentionQuery(flagged=Flagged.NO), [6, 5, 4, 1]),
    (MentionQuery(flagged=Flagged.EYES), [3]),
    (MentionQuery(brand="Bolt"), [6, 4]),
    (MentionQuery(brand="Bolt", flagged=Flagged.YES), []),
    (MentionQuery(source="store"), [2]),
    (MentionQuery(source="nowhere"), []),
    (MentionQuery(language="pl"), [3]),
    (MentionQuery(topic=Topic.STAFF), []),
    (MentionQuery(topic=Topic.BILLING), [2]),
    (MentionQuery(text="REFUN"), [5, 2]),
    (MentionQuery(text="%"), []),
    (MentionQuery(text="refund", flagged=Flagged.YES), [2]),
    (MentionQuery(text="fine", flagged=Flagged.EYES), [3]),
    (MentionQuery(text="refund", heard=(NOON + timedelta(hours=3), None)), [5]),
    (MentionQuery(heard=(NOON + timedelta(hours=2), NOON + timedelta(hours=4))), [3, 2]),
    (MentionQuery(within=ACME), [6, 5, 3, 2, 1]),
    (MentionQuery(within=BOLT), [6, 4]),
    (MentionQuery(within=BOLT, flagged=Flagged.YES), []),
    (MentionQuery(within=Limits(departments=frozenset({"support"}))), []),
)


def test_what_is_looked_for_is_found_by_the_latest_verdict(heard: Database) -> None:
    with heard.read() as tx:
        for query, found in QUERIES:
            assert ([spot.id for spot in search(tx, query).spots], query) == (found, query)


def test_pages_meet_without_a_gap_and_what_is_rare_says_how_far_it_was_looked_for(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for windows in ("WINDOWS", "WINDOWS_OF_WORDS"):
        monkeypatch.setattr(mention_search, windows, (2, 3))
    with db.write() as tx:
        for number in range(1, 13):
            hear(tx, mention(str(number), "All fine"), now=NOON + timedelta(hours=number // 2))
            judge(tx, number, language="pl" if number in {1, 2, 12} else "en")
    for text in (None, "fine"):
        _go_through(db, text)


def _go_through(db: Database, text: str | None) -> None:
    with db.read() as tx:
        whole, query = list[int](), MentionQuery(limit=3, text=text)
        while spots := search(tx, query).spots:
            whole += [spot.id for spot in spots]
            query = replace(query, before=spots[-1])
        assert whole == list(range(12, 0, -1))
        rare, looked, query = list[list[int]](), list[int](), MentionQuery(limit=3, language="pl", text=text)
        while True:
            found = search(tx, query)
            rare.append([spot.id for spot in found.spots])
            if found.looked_to is None:
                break
            looked.append(found.looked_to.id)
            query = replace(query, before=found.looked_to)
    assert (rare, looked) == ([[12], [], [2, 1]], [8, 3])


def test_a_mention_is_told_as_far_as_somebody_may_see_it(heard: Database) -> None:
    with heard.read() as tx:
        [all_of_it, bolts] = [mention_files.file(tx, 6, limits) for limits in (Limits(), BOLT)]
        assert [one.brand for one in all_of_it.decisions] == ["Acme Air", "Bolt"]
        assert [one.brand for one in bolts.decisions] == ["Bolt"]
        assert [one.complaint for one in mention_files.verdicts(tx, 5, ACME)] == [False, True]
        assert mention_search.languages(tx, BOLT) == ["en"]
        for number, limits in ((4, ACME), (7, ACME), (99, Limits())):
            with pytest.raises(NoSuchMention):
                mention_files.file(tx, number, limits)


def test_a_mention_of_a_case_is_seen_by_its_department(db: Database) -> None:
    open_case(db, Wanted(department="billing"))
    with db.read() as tx:
        theirs = Limits(departments=frozenset({"billing"}))
        assert [spot.id for spot in search(tx, MentionQuery(within=theirs)).spots] == [1]
        told = mention_files.file(tx, 1, theirs)
        assert ([case.public_id for case in told.cases], told.open_to) == (["C-1"], ())
