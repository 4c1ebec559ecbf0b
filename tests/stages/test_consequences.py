"""What a saved page means for the cases that exist already."""

from dataclasses import replace
from datetime import timedelta

from connectors.contract import OwnReply
from monitor.domain.case import Case, Event, EventKind, State
from monitor.stages.consequences import follow_page
from monitor.store import case_files, cases
from monitor.store.database import Database
from monitor.store.pages import Saved
from tests.store.seeds import LATER, NOON, open_case


def stored(db: Database, case: Case) -> tuple[Case, tuple[Event, ...]]:
    with db.read() as tx:
        return cases.get(tx, case.id), case_files.file(tx, case.id).events


def test_an_answer_seen_on_the_platform_is_the_response(db: Database) -> None:
    case = open_case(db)
    first = OwnReply(native_id="o1", text="Sorry!", posted_at=NOON + timedelta(minutes=5), author="Acme Air")
    second = replace(first, native_id="o2", text="Paid.", posted_at=LATER)
    page = Saved(replies=((case.mention_id, first), (case.mention_id, second)))
    for _ in range(2):
        with db.write() as tx:
            follow_page(tx, page, LATER)
    after, events = stored(db, case)
    assert (after.state, after.responded_at, after.version) == (State.RESPONDED, first.posted_at, 2)
    assert [event.text for event in events] == [None, "Sorry!", "Paid."]


def test_a_deletion_is_told_once(db: Database) -> None:
    case = open_case(db)
    for _ in range(2):
        with db.write() as tx:
            follow_page(tx, Saved(gone=(case.mention_id,)), LATER)
    after, events = stored(db, case)
    assert [event.kind for event in events] == [EventKind.OPENED, EventKind.DELETED]
    assert after.version == 2


def test_replies_and_deletions_of_mentions_without_a_case_are_nothing(db: Database) -> None:
    reply = OwnReply(native_id="o", text="", posted_at=NOON)
    with db.write() as tx:
        follow_page(tx, Saved(replies=((7, reply),), gone=(8,)), NOON)
        follow_page(tx, Saved(), NOON)
