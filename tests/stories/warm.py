"""What the processes that are killed are forked from: everything imported and read, so that each begins at once."""

import alembic.autogenerate
import alembic.command
import alembic.runtime.environment
import asyncpg
import psycopg
import pytest
from slack_sdk import WebClient

from monitor.engines import distributed
from monitor.scoring.lexicon.cues import reader
from monitor.scoring.stage import measure
from tests.stories import acts, kill, victim

reader()
measure("Read once, for all that are forked from here.", title=None, rating=None, language=None)

__all__ = ["WebClient", "acts", "alembic", "asyncpg", "distributed", "kill", "psycopg", "pytest", "victim"]
