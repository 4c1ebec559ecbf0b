"""Paging: which page of a list is asked for, where nothing else is."""

from pydantic import BaseModel, ConfigDict

from monitor.web.api.cursors import USUAL, Cursor, Limit


class Page(BaseModel):
    """Which page of a list, and how long it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cursor: Cursor = None
    limit: Limit = USUAL
