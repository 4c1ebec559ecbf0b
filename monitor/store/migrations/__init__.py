"""The revisions of the schema, run by `monitor.store.migrate`; they ship inside the package."""
