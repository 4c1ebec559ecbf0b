"""Replies: answers of the brand that were seen beside a mention."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from connectors.contract import Mention, OwnReply
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.mention_rows import storable
from monitor.store.rows import insert_new
from monitor.store.tables import ReplyRow

_rows = table(ReplyRow)


def unseen(tx: Transaction, pairs: Sequence[tuple[int, Mention]]) -> dict[tuple[int, str], OwnReply]:
    """Return the answers of ours that were not seen before, by mention id and native id."""
    answered = [(number, mention) for number, mention in pairs if mention.own_replies]
    if not answered:
        return {}
    query = select(_rows.c.mention_id, _rows.c.native_id)
    seen = {
        (row.mention_id, row.native_id)
        for row in tx.execute(query.where(_rows.c.mention_id.in_([number for number, _ in answered])))
    }
    return {
        (number, reply.native_id): reply
        for number, mention in answered
        for reply in mention.own_replies
        if (number, reply.native_id) not in seen
    }


def add(tx: Transaction, fresh: Mapping[tuple[int, str], OwnReply], now: datetime) -> list[tuple[int, OwnReply]]:
    """Write answers that nobody else has written in the same moment; return those that are ours to follow."""
    rows = [
        {
            "mention_id": number,
            "native_id": native_id,
            "author": reply.author,
            "text": storable(reply.text),
            "posted_at": reply.posted_at,
            "heard_at": now,
        }
        for (number, native_id), reply in fresh.items()
    ]
    ours = insert_new(tx, _rows, rows, _rows.c.mention_id, _rows.c.native_id)
    return [(key[0], reply) for key, reply in fresh.items() if key in ours]
