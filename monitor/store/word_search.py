"""The search for words in mentions: an index that the database itself keeps in step, in the transaction that writes.

SQLite has a table of words beside the mentions (FTS5) that triggers fill; PostgreSQL an index over what a text says.
Neither is copied or saved: each is made again from the mentions. What is asked for is found as the beginning of words,
in any order; what stands together without a blank (`3.50`, `log-in`) must stand together in the text.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import DDL, ColumnElement, Select, bindparam, column, event, false, func, literal_column, select
from sqlalchemy import table as named

from monitor.store.columns import table
from monitor.store.database import Database, Transaction
from monitor.store.tables import MentionRow

INDEX = "mention_words"
"""With what the names of its tables begin; they are made again from the mentions, and neither counted nor compared."""
MOST_WORDS = 12
"""Nobody types more, and each costs a look into the index."""
_APART = "./@:-_<>&'\"\\"
"""What PostgreSQL would read addresses, numbers and markup by: it finds words alone without it."""
_LONGEST = 100_000
"""Characters of a mention that PostgreSQL indexes: more than a megabyte of words is refused by it."""
_PIECE = 64
FEW, MANY = 1_000, 20_000
"""So many ids are handed to a query at most; so many are looked at before PostgreSQL looks through the newest rows."""
_COMMON = 0.03
"""Of all mentions: as many say a common word."""
_ROOM = "64MB"
"""For the list of all rows that say a word: where it is too long for the usual 4 MB, each is read once more."""
_MENTIONS = table(MentionRow)
_WORDS = named("mention_words", column("rowid"))
_BARE = _APART.replace("'", "''")
_SAID = (
    "to_tsvector('simple'::regconfig, translate("
    f"left(COALESCE(mentions.title, '') || ' ' || mentions.text, {_LONGEST}), '{_BARE}', '{' ' * len(_APART)}'))"
)
_SET = "INSERT INTO mention_words (rowid, title, text) VALUES (new.id, new.title, new.text)"
_UNSET = "INSERT INTO mention_words (mention_words, rowid, title, text) VALUES ('delete', old.id, old.title, old.text)"
SQLITE = (
    (
        "CREATE VIRTUAL TABLE mention_words USING fts5("
        "title, text, content='mentions', content_rowid='id', columnsize=0, tokenize='unicode61 remove_diacritics 2')"
    ),
    f"CREATE TRIGGER mention_words_added AFTER INSERT ON mentions BEGIN {_SET}; END",
    f"CREATE TRIGGER mention_words_gone AFTER DELETE ON mentions BEGIN {_UNSET}; END",
    (
        "CREATE TRIGGER mention_words_changed AFTER UPDATE OF title, text ON mentions "
        f"WHEN old.title IS NOT new.title OR old.text IS NOT new.text BEGIN {_UNSET}; {_SET}; END"
    ),
)
"""What makes the index on SQLite; `FILL` fills it from the mentions that are there."""
FILL = "INSERT INTO mention_words (mention_words) VALUES ('rebuild')"
POSTGRESQL = (f"CREATE INDEX mention_words ON mentions USING gin (({_SAID.replace('mentions.', '')}))",)
"""What makes the index on PostgreSQL, filled."""


def newest_saying(tx: Transaction, text: str, *, below: int | None, limit: int) -> Select[Any]:
    """Return the ids of the mentions that say these words, the last to arrive first, from below an id."""
    if tx.dialect.name == "sqlite" and any(_pieces(text)):
        return _newest(_WORDS.c.rowid, _asked(text), below, limit)
    few = few_saying(tx, text, MANY)
    if few is None:
        return _newest(_MENTIONS.c.id, says(tx, text), below, limit)
    next_ones = [number for number in few if below is None or number < below][:limit]
    return _newest(_MENTIONS.c.id, _MENTIONS.c.id.in_(next_ones), None, limit)


def _newest(number: ColumnElement[int], said: ColumnElement[bool], below: int | None, limit: int) -> Select[Any]:
    chosen = select(number.label("id")).where(said)
    if below is not None:
        chosen = chosen.where(number < below)
    return chosen.order_by(number.desc()).limit(limit)


def says(tx: Transaction, text: str) -> ColumnElement[bool]:
    """Return the condition that a mention says these words; none of them are said by nothing."""
    pieces = list(_pieces(text))
    if not pieces:
        return false()
    if tx.dialect.name == "postgresql":
        query = " & ".join(f"'{piece}':*" for piece in pieces)
        said: ColumnElement[bool] = literal_column(_SAID)
        return said.op("@@", is_comparison=True)(func.to_tsquery(literal_column("'simple'::regconfig"), query))
    return _MENTIONS.c.id.in_(select(_WORDS.c.rowid).where(_asked(text)))


def few_saying(tx: Transaction, text: str, most: int = FEW) -> list[int] | None:
    """Return the ids of the mentions that say these words, the last first, if `most` at most do; None for more.

    What many say is soon found among the newest rows; what few say is found by its ids, or every row would be looked
    at. SQLite cannot tell beforehand which it is, and PostgreSQL guesses wrong for words that nobody says: looking
    through a million texts for one took it five seconds.
    """
    if not any(_pieces(text)):
        return []
    if tx.dialect.name == "sqlite":
        found = tx.execute(select(_WORDS.c.rowid).where(_asked(text)).limit(most + 1)).scalars()
    else:
        if _is_common(tx, text):
            return None
        tx.exec_driver_sql("SET LOCAL enable_seqscan = off")  # by the index, whatever it guesses
        tx.exec_driver_sql(f"SET LOCAL work_mem = '{_ROOM}'")
        found = tx.execute(select(_MENTIONS.c.id).where(says(tx, text)).limit(most + 1)).scalars()
        tx.exec_driver_sql("SET LOCAL enable_seqscan TO DEFAULT")
        tx.exec_driver_sql("SET LOCAL work_mem TO DEFAULT")
    ids = sorted(found, reverse=True)
    return ids if len(ids) <= most else None


def _is_common(tx: Transaction, text: str) -> bool:
    """Whether PostgreSQL knows these words to be in so many mentions that a page of the newest is full at once.

    It counts by what it sampled when it last looked through the table: to count them itself takes it 250 ms where
    800,000 of ten million say them. Of words that are rarer than that it only guesses.
    """
    asked = select(_MENTIONS.c.id).where(says(tx, text))
    written = asked.compile(dialect=tx.dialect, compile_kwargs={"literal_binds": True})
    plan = tx.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {written}").scalar_one()
    all_rows: float = tx.exec_driver_sql("SELECT reltuples FROM pg_class WHERE oid = 'mentions'::regclass").scalar_one()
    rows: float = plan[0]["Plan"]["Plan Rows"]
    return rows > max(MANY, _COMMON * all_rows)


def forget(db: Database) -> None:
    """Have the words of what was erased leave SQLite's index, too: it keeps them until it next puts itself in order.

    In small steps, so that nobody waits long.
    """
    if not db.is_sqlite:
        return
    step = -_PIECE  # negative at first: everything is put together
    while True:
        with db.write() as tx:
            tx.exec_driver_sql("PRAGMA secure_delete = ON")
            before = tx.exec_driver_sql("SELECT total_changes()").scalar_one()
            tx.exec_driver_sql("INSERT INTO mention_words (mention_words, rank) VALUES ('merge', ?)", (step,))
            done = tx.exec_driver_sql("SELECT total_changes()").scalar_one() - before
        if done < 2:  # as SQLite tells that nothing is left to do
            return
        step = _PIECE


def _asked(text: str) -> ColumnElement[bool]:
    """Return what SQLite's index is asked."""
    words = " ".join(f'"{piece}" *' for piece in _pieces(text))
    return literal_column("mention_words").op("MATCH", is_comparison=True)(bindparam(None, words))


def _pieces(text: str) -> Iterator[str]:
    """Yield what stands between blanks and has a letter or digit in it, without what a query is written with."""
    apart = dict.fromkeys(map(ord, _APART + "\x00"), " ")
    pieces = (" ".join(piece.translate(apart).split()) for piece in text.split())
    yield from [piece for piece in pieces if any(map(str.isalnum, piece))][:MOST_WORDS]


for _dialect, _statements in (("sqlite", SQLITE), ("postgresql", POSTGRESQL)):
    for _statement in _statements:
        _made = DDL(_statement).execute_if(dialect=_dialect)  # type: ignore[no-untyped-call]
        event.listen(_MENTIONS, "after_create", _made)
