"""What every test may ask for."""

from tests.databases import a_store, bare_db, db, migrated, postgres_server, postgres_store, sqlite_db, sqlite_template

__all__ = ["a_store", "bare_db", "db", "migrated", "postgres_server", "postgres_store", "sqlite_db", "sqlite_template"]
