"""Erasure: nothing that a person said or is known by is left anywhere in the store, and it does not come back."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlmodel import SQLModel

from connectors.contract import Media, Mention, OwnReply, Page, Rejected
from monitor.domain.act import Note, Respond
from monitor.domain.case import Case, EventKind
from monitor.store import case_files, cases, erasure, pages
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.erasure import Erased
from monitor.store.outbox_tables import DeliveryRow, DeltaRow, TombstoneRow
from monitor.store.tables import MentionRow
from tests.store.seeds import LATER, NOON, Wanted, add_source, hear, mention, open_case, open_many

SECRETS = ("Zebedee", "zeb-77", "r-zeb-1", "Quokka", "quokka.example")
HEARD = mention(
    "r-zeb-1",
    "My Quokka tour was never refunded",
    author="zeb-77",
    title="Quokka",
    url="https://quokka.example/r-zeb-1",
    media=(Media(kind="image", url="https://quokka.example/1.jpg"),),
    own_replies=(OwnReply(native_id="o1", text="Sorry, Zebedee", posted_at=NOON),),
)
HEARD = replace(HEARD, author=replace(HEARD.author, name="Zebedee"))


@pytest.fixture
def case(db: Database) -> Case:
    """A case of Zebedee's with everything that can hold their words, beside one of somebody else."""
    opened = open_case(db, Wanted(mention=HEARD))
    open_case(db, Wanted(mention=mention("other", "Other trouble", author="u2")))
    with db.write() as tx:
        hear(tx, replace(HEARD, text="My Quokka tour: edited", edited_at=LATER), now=LATER)
        cases.act(tx, opened.id, Note(text="Called Zebedee about the Quokka"), by="ana", now=LATER)
        answer = Respond(text="Dear Zebedee", url="https://quokka.example/reply")
        cases.act(tx, opened.id, answer, by="ana", now=LATER)
        samples = ['{"who": "zeb-77"}', '{"who": "somebody"}', "<b>r-zeb-1</b>"]
        pages.add_rejected(tx, add_source(tx), [Rejected(reason="odd", payload=one) for one in samples], NOON)
    return opened


def stored_words(db: Database) -> Iterator[str]:
    with db.read() as tx:
        for rows in SQLModel.metadata.sorted_tables:
            for row in tx.execute(select(rows)):
                yield f"{rows.name}: {row}"


def leaks(db: Database) -> list[str]:
    return [words for words in stored_words(db) if any(secret in words for secret in SECRETS)]


def test_the_test_sees_a_leak(db: Database, case: Case) -> None:
    tables = {words.partition(":")[0] for words in leaks(db)}
    assert tables == {"mentions", "revisions", "replies", "rejected", "events"}


def test_an_authors_erasure_reaches_everything(db: Database, case: Case) -> None:
    erased = erasure.erase_author(db, "google_play", "zeb-77", by="ana", now=LATER)
    assert erased == Erased(mentions=1, cases=1, samples=2)
    assert leaks(db) == []


def test_a_mentions_erasure_reaches_everything_of_it(db: Database, case: Case) -> None:
    erasure.erase_mention(db, case.mention_id, by="ana", now=LATER)
    assert leaks(db) == []


def test_on_sqlite_no_byte_of_it_stays_in_the_file(sqlite_db: Database) -> None:
    opened = open_many(sqlite_db, [Wanted(mention=HEARD), Wanted(mention=mention("other", "Kept words"))])[0]
    erasure.erase_mention(sqlite_db, opened.mention_id, by="ana", now=LATER)
    assert sqlite_db.file is not None
    left = b"".join(file.read_bytes() for file in sqlite_db.file.parent.glob("store.db*"))
    assert b"Kept words" in left
    assert [secret for secret in SECRETS if secret.encode() in left] == []


def test_others_keep_their_words(db: Database, case: Case) -> None:
    erasure.erase_author(db, "google_play", "zeb-77", by="ana", now=LATER)
    kept = [words for words in stored_words(db) if "Other trouble" in words or "somebody" in words]
    assert len(kept) == 2


def test_the_case_stays_with_what_was_done_and_its_message_is_revised(db: Database, case: Case) -> None:
    erasure.erase_author(db, "google_play", "zeb-77", by="ana", now=LATER)
    with db.read() as tx:
        told = case_files.file(tx, case.id)
        rows = table(DeliveryRow)
        message = tx.execute(select(rows).where(rows.c.kind == "alert", rows.c.case_id == case.id)).one()
    assert (told.gone, told.mention.text, told.mention.author.name, told.reasons) == (True, "", None, ())
    kinds = [EventKind.OPENED, EventKind.NOTED, EventKind.RESPONDED, EventKind.ERASED]
    assert [event.kind for event in told.events] == kinds
    assert (told.events[-1].by, told.mention.rating) == ("ana", HEARD.rating)
    assert (message.state, message.wanted) == ("waiting", told.case.version)


def heard_again(db: Database, *mentions: Mention) -> int:
    with db.write() as tx:
        hearing = pages.Hearing(source_id=add_source(tx), source="play", now=LATER)
        return pages.add_page(tx, Page(mentions=mentions), hearing).new


def test_what_was_erased_does_not_come_back(db: Database, case: Case) -> None:
    erasure.erase_mention(db, case.mention_id, by="ana", now=LATER)
    new_words = mention("r-zeb-2", "Something new", author="zeb-77")
    assert heard_again(db, HEARD, new_words) == 1
    erasure.erase_author(db, "google_play", "zeb-77", by="ana", now=LATER)
    assert heard_again(db, HEARD, new_words, mention("r-zeb-3", "Even later", author="zeb-77")) == 0


def test_a_tombstone_does_not_tell_who_it_is_of(db: Database, case: Case) -> None:
    erasure.erase_author(db, "google_play", "zeb-77", by="ana", now=LATER)
    with db.read() as tx:
        stones = tx.execute(select(table(TombstoneRow).c.kind, table(TombstoneRow).c.digest)).all()
    assert sorted(stone.kind for stone in stones) == ["author", "mention"]
    assert all(len(stone.digest) == 64 for stone in stones)


def test_figures_do_not_change(db: Database, case: Case) -> None:
    def counted() -> list[tuple[str, int]]:
        deltas = table(DeltaRow)
        with db.read() as tx:
            return sorted(
                (measure, count) for measure, count in tx.execute(select(deltas.c.measure, deltas.c["count"]))
            )

    before = counted()
    erasure.erase_author(db, "google_play", "zeb-77", by="ana", now=LATER)
    assert counted() == before


def test_erasing_again_finds_nothing_left(db: Database, case: Case) -> None:
    erasure.erase_mention(db, case.mention_id, by="ana", now=LATER)
    assert erasure.erase_mention(db, case.mention_id, by="ana", now=LATER) == Erased()
    assert erasure.erase_mention(db, 404, by="ana", now=LATER) == Erased()


def test_a_prolific_author_is_erased_in_pieces(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasure, "CHUNK", 2)
    with db.write() as tx:
        hear(tx, *(mention(f"m{n}", "Words", author="zeb-77") for n in range(5)))
        pages.add_rejected(tx, 1, [Rejected(reason="odd", payload=f"zeb-77 {n}") for n in range(5)], NOON)
    erased = erasure.erase_author(db, "google_play", "zeb-77", by="ana", now=LATER)
    assert erased == Erased(mentions=5, samples=5)
    with db.read() as tx:
        left = select(func.count()).where(table(MentionRow).c.text != "")
        assert tx.execute(left).scalar_one() == 0
