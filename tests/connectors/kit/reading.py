"""Reading of rows, in the short form that the tests of it use."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from connectors.contract import Mention, Rejected
from connectors.kit.fields import Meaning
from connectors.kit.rows import Layout, Row, read_rows

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def layout(form: Any = "csv", **more: Any) -> Layout:
    """Return a layout; what `Meaning` takes is put there."""
    own = {name: more.pop(name) for name in ("columns", "encoding", "delimiter") if name in more}
    return Layout(format=form, meaning=Meaning(platform="file", **more), **own)


def read(content: bytes | str, form: Any = "csv", *, whole: bool = True, **more: Any) -> list[Row]:
    """Return all rows of `content`."""
    data = content.encode() if isinstance(content, str) else content
    return list(read_rows(io.BytesIO(data), layout(form, **more), now=NOW, whole=whole))


def heard(rows: Sequence[Row]) -> list[Mention]:
    """Return the mentions of `rows`."""
    return [row.result for row in rows if isinstance(row.result, Mention)]


def reasons(rows: Sequence[Row]) -> list[str]:
    """Return why rows were rejected."""
    return [row.result.reason for row in rows if isinstance(row.result, Rejected)]
