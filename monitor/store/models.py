"""Models: what was learned from the labels, every version of it kept, and which one judges."""

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.label_tables import ModelRow, ModelUseRow

_MODELS, _USES = table(ModelRow), table(ModelUseRow)
Report = Mapping[str, float | int | str | bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredModel:
    """A learned model: its number, how it did on labels that it had not seen, and its content as JSON.

    `used` tells whether it judges now.
    """

    id: int
    kind: str
    made_at: datetime
    labels: int
    report: Report
    used: bool
    content: str = ""


def add(tx: Transaction, kind: str, content: str, report: Report, *, labels: int, now: datetime) -> int:
    """Keep a model; return its number. It does not judge yet."""
    packed = b64encode(zlib.compress(content.encode(), 9)).decode()
    values = {"kind": kind, "made_at": now, "labels": labels, "report": json.dumps(dict(report)), "content": packed}
    return int(tx.execute(insert(_MODELS).values(values).returning(_MODELS.c.id)).scalar_one())


def use(tx: Transaction, kind: str, model_id: int | None, *, by: str, now: datetime) -> None:
    """Let a model judge from now on; None: the shipped judge alone."""
    tx.execute(insert(_USES).values(kind=kind, model_id=model_id, at=now, by=by))


def used(tx: Transaction, kind: str) -> StoredModel | None:
    """Return the model of a kind that judges, with its content."""
    number = _used(tx, kind)
    if number is None:
        return None
    row = tx.execute(select(_MODELS).where(_MODELS.c.id == number)).one()
    content = zlib.decompress(b64decode(row.content)).decode()
    return StoredModel(
        id=row.id,
        kind=row.kind,
        made_at=row.made_at,
        labels=row.labels,
        report=json.loads(row.report),
        used=True,
        content=content,
    )


def roll_back(tx: Transaction, kind: str, *, by: str, now: datetime) -> int | None:
    """Let what judged before judge again; return its number, None for the shipped judge. Nothing is deleted.

    Raises `ValueError` where no model judges: there is nothing to go back from.
    """
    current = _used(tx, kind)
    if current is None:
        raise ValueError("the shipped judge alone is in use: there is nothing to go back from")
    query = select(_USES.c.model_id).where(_USES.c.kind == kind, _USES.c.model_id < current)
    before = tx.execute(query.order_by(_USES.c.id.desc()).limit(1)).scalar()
    use(tx, kind, before, by=by, now=now)
    return before


def latest(tx: Transaction, kind: str) -> StoredModel | None:
    """Return what was learned last, used or not, without its content."""
    return next(iter(history(tx, kind, limit=1)), None)


def history(tx: Transaction, kind: str, *, limit: int = 20) -> list[StoredModel]:
    """Return what was learned, the latest first, without its content."""
    columns = (_MODELS.c.id, _MODELS.c.kind, _MODELS.c.made_at, _MODELS.c.labels, _MODELS.c.report)
    number = _used(tx, kind)
    rows = tx.execute(select(*columns).where(_MODELS.c.kind == kind).order_by(_MODELS.c.id.desc()).limit(limit))
    return [
        StoredModel(
            id=row.id,
            kind=row.kind,
            made_at=row.made_at,
            labels=row.labels,
            report=json.loads(row.report),
            used=row.id == number,
        )
        for row in rows
    ]


def last_use(tx: Transaction) -> int:
    """Return a number that changes whenever another model is put to use, or taken back."""
    return int(tx.execute(select(_USES.c.id).order_by(_USES.c.id.desc()).limit(1)).scalar() or 0)


def _used(tx: Transaction, kind: str) -> int | None:
    query = select(_USES.c.model_id).where(_USES.c.kind == kind).order_by(_USES.c.id.desc()).limit(1)
    return tx.execute(query).scalar()
