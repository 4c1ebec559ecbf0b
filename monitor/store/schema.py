"""The whole schema: every module of tables, and what SQLModel gathered of them."""

from sqlmodel import SQLModel

from monitor.store import (
    answer_tables,
    change_tables,
    incident_tables,
    label_tables,
    outbox_tables,
    people_tables,
    push_tables,
    routing_tables,
    shared_tables,
    tables,
)

MODULES = (
    answer_tables,
    change_tables,
    incident_tables,
    label_tables,
    outbox_tables,
    people_tables,
    push_tables,
    routing_tables,
    shared_tables,
    tables,
)
"""Importing them fills `METADATA`; a module that is not here is not in the schema."""

METADATA = SQLModel.metadata
