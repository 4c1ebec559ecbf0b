"""What every test may ask for."""

from tests.databases import bare_db, db, postgres_server, postgres_store, sqlite_db, sqlite_template

__all__ = ["bare_db", "db", "postgres_server", "postgres_store", "sqlite_db", "sqlite_template"]
