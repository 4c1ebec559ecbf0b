"""What Alembic runs to apply revisions: on the connection that `monitor.store.migrate` hands in."""

from alembic import context

from monitor.store.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,  # SQLite alters a table by copying it
)
context.run_migrations()
