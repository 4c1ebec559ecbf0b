"""Tombstones: keyed hashes of what was erased, so that an overlap or a backfill cannot bring it back."""

import hmac
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import insert, select

from connectors.contract import Mention, MentionKey
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.outbox_tables import SettingRow, TombstoneRow

_tombstones = table(TombstoneRow)
_settings = table(SettingRow)
_KEY_NAME = "erasure_key"


def bury_mentions(tx: Transaction, keys: Iterable[MentionKey], now: datetime) -> None:
    """Remember that these mentions were erased."""
    _bury(tx, "mention", (_mention_words(key) for key in keys), now)


def bury_author(tx: Transaction, platform: str, author_id: str, now: datetime) -> None:
    """Remember that this author was erased, with everything that they say later."""
    _bury(tx, "author", [_author_words(platform, author_id)], now)


def without_erased(tx: Transaction, mentions: Sequence[Mention]) -> list[Mention]:
    """Return those of `mentions` that were never erased, nor their authors."""
    if not mentions or tx.execute(select(_tombstones.c.kind).limit(1)).first() is None:
        return list(mentions)
    key = _erasure_key(tx)
    named = [(mention, _digests(key, mention)) for mention in mentions]
    wanted = [digest for _, digests in named for digest in digests]
    buried = set(tx.execute(select(_tombstones.c.digest).where(_tombstones.c.digest.in_(wanted))).scalars())
    return [mention for mention, digests in named if not buried.intersection(digests)]


def _digests(key: bytes, mention: Mention) -> list[str]:
    digests = [_digest(key, _mention_words(mention.key))]
    if mention.author.id is not None:
        digests.append(_digest(key, _author_words(mention.key.platform, mention.author.id)))
    return digests


def _bury(tx: Transaction, kind: str, names: Iterable[str], now: datetime) -> None:
    key = _erasure_key(tx)
    digests = {_digest(key, name) for name in names}
    known = set(tx.execute(select(_tombstones.c.digest).where(_tombstones.c.digest.in_(digests))).scalars())
    rows = [{"digest": digest, "kind": kind, "erased_at": now} for digest in sorted(digests - known)]
    if rows:
        tx.execute(insert(_tombstones), rows)


def _erasure_key(tx: Transaction) -> bytes:
    """The store's own secret, made when first needed: without it a hash of a known id would tell who was erased."""
    found = tx.execute(select(_settings.c.value).where(_settings.c.name == _KEY_NAME)).scalar_one_or_none()
    if found is None:
        found = secrets.token_hex(32)
        tx.execute(insert(_settings).values(name=_KEY_NAME, value=found))
    return bytes.fromhex(found)


def _digest(key: bytes, name: str) -> str:
    return hmac.new(key, name.encode("utf-8", "surrogatepass"), sha256).hexdigest()


def _mention_words(key: MentionKey) -> str:
    return "\x00".join(("mention", key.platform, key.scope, key.native_id))


def _author_words(platform: str, author_id: str) -> str:
    return "\x00".join(("author", platform, author_id))
