"""What Alembic runs to apply revisions: on the connection that `monitor.store.migrate` hands in."""

from alembic import context
from sqlmodel import SQLModel

from monitor.store import outbox_tables, people_tables, tables  # noqa: F401  (fill the metadata)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
)
context.run_migrations()
