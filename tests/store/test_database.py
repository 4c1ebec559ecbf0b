"""The door to the database: what its errors say, and what they never say."""

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.outbox_tables import SettingRow


def test_an_error_of_the_database_shows_no_value(db: Database) -> None:
    """A mention's words must not reach a log by way of a bug."""
    row = {"name": "Zebedee's words", "value": "secret"}
    with pytest.raises(IntegrityError) as raised, db.write() as tx:
        tx.execute(insert(table(SettingRow)), [row, row | {"value": "another secret"}])
    assert "secret" not in str(raised.value)
