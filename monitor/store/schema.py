"""The whole schema: every module of tables, and what SQLModel gathered of them."""

from importlib import import_module

from sqlmodel import SQLModel

MODULES = (
    "access_tables",
    "answer_tables",
    "change_tables",
    "happening_tables",
    "incident_tables",
    "insight_tables",
    "label_tables",
    "outbox_tables",
    "people_tables",
    "push_tables",
    "remembered_tables",
    "routing_tables",
    "shared_tables",
    "tables",
    "view_tables",
    "word_search",
)
"""Importing them fills `METADATA`; a module that is not here is not in the schema."""

for _name in MODULES:
    import_module(f"monitor.store.{_name}")

METADATA = SQLModel.metadata
