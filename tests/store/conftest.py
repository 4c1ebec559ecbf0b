"""Tests of the store take `db` from `tests/conftest.py`: each runs on SQLite and on PostgreSQL."""
