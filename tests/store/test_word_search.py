"""The search for words stays in step with what mentions say, and with what they say no longer."""

from dataclasses import replace

import pytest
from sqlalchemy import delete, event, select

from monitor.store import erasure, word_search
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.tables import MentionRow
from monitor.store.word_search import says
from tests.store.seeds import LATER, NOON, hear, mention

MENTIONS = table(MentionRow)


def found(db: Database, text: str) -> list[int]:
    with db.read() as tx:
        return list(tx.execute(select(MENTIONS.c.id).where(says(tx, text)).order_by(MENTIONS.c.id)).scalars())


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("refund", [1]),
        ("REF cana", [1]),
        ("3.50", [1]),
        ("50", [1]),
        ("5.3", []),
        ("payments.acme.example", [2]),
        ("log-in", [2]),
        ("<b>broken", [2]),
        ("don't", [2]),
        ("возв", [3]),
        ("a'b\\c:* & | ! ( ) \" NEAR(x) title:x ^y {z}", []),
        ("nothing" * 99, []),
    ],
)
def test_words_are_found_by_how_they_begin(db: Database, text: str, ids: list[int]) -> None:
    with db.write() as tx:
        hear(
            tx,
            mention("1", "No refund of £3.50!", title="Canals"),
            mention("2", "I don't get the <b>broken</b> log-in at https://payments.acme.example/x"),
            mention("3", "Жду возврата"),
        )
    assert found(db, text) == ids


def test_an_edited_mention_is_found_by_what_it_says_now_and_a_deleted_one_by_nothing(db: Database) -> None:
    before = mention("1", "The parcel is late.")
    with db.write() as tx:
        hear(tx, before)
        hear(tx, replace(before, text="It came, thanks.", edited_at=LATER), now=LATER)
    assert (found(db, "parcel"), found(db, "thanks")) == ([], [1])
    with db.write() as tx:
        tx.execute(delete(MENTIONS))
    assert found(db, "thanks") == []


def test_erased_words_leave_the_index_and_the_file(db: Database) -> None:
    with db.write() as tx:
        hear(tx, *(mention(str(each), f"Xylophone{each} late", author=f"u{each}") for each in range(40)))
        hear(tx, mention("q", "Quokkafish, late", author="q"))
    erasure.erase_author(db, "google_play", "q", by="ana", now=NOON)
    assert (found(db, "quokkafish"), len(found(db, "late"))) == ([], 40)
    if db.file is not None:
        db.close()
        kept = b"".join(file.read_bytes() for file in db.file.parent.glob(f"{db.file.name}*")).lower()
        assert b"xylophone" in kept
        assert b"quokka" not in kept


TRAINS = [mention(f"r{number}", f"Trains are late w{number % 120} x{number % 50}") for number in range(360)]
"""Of fewer than a hundred words PostgreSQL does not believe its own counts."""


def test_what_many_say_is_not_listed_and_what_few_say_is(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_search, "MANY", 20)
    with db.write() as tx:
        *_, odd, zebra = hear(tx, *TRAINS, mention("odd", "Always late, 100%"), mention("zebra", "A zebra crosses"))
        tx.exec_driver_sql("ANALYZE mentions")
    with db.read() as tx:
        assert word_search.few_saying(tx, "late", 20) is None
        assert word_search.few_saying(tx, "zebra", 20) == [zebra]
        assert word_search.few_saying(tx, "100%'\\", 20) == [odd]
        assert word_search.few_saying(tx, "nobody", 20) == []


def test_postgresql_knows_what_is_common_without_a_look(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    if db.is_sqlite:
        pytest.skip("SQLite knows no shares of words")
    monkeypatch.setattr(word_search, "MANY", 20)
    with db.write() as tx:
        hear(tx, *TRAINS)
        tx.exec_driver_sql("ANALYZE mentions")
    asked = list[str]()
    with db.read() as tx:
        event.listen(tx, "before_cursor_execute", lambda _c, _u, statement, *_: asked.append(statement))
        assert word_search.few_saying(tx, "late", 10_000) is None
    assert [statement.split()[0] for statement in asked] == ["EXPLAIN", "SELECT"]
