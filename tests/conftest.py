"""What every test may ask for."""

from hypothesis import settings

from tests.databases import a_store, bare_db, db, migrated, postgres_server, postgres_store, sqlite_db, sqlite_template

__all__ = ["a_store", "bare_db", "db", "migrated", "postgres_server", "postgres_store", "sqlite_db", "sqlite_template"]

# The same examples each time; what explores further is part of the soak and says so itself.
settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.load_profile("repeatable")
