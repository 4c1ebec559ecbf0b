"""What Meta delivers: whether it is genuine, and what changed. Facts: https://developers.facebook.com/docs/graph-api/webhooks"""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import msgspec

from connectors.contract import Admitted, Changed, MentionKey, Page, Pushed, Refused
from connectors.kit import signed
from connectors.kit.graph.settings import GraphSettings
from connectors.kit.items import shaped, time_of

SIGNATURE = "x-hub-signature-256"
_LONGEST_CHALLENGE = 200


class _Changed(msgspec.Struct, frozen=True, kw_only=True):
    field: str
    value: object = None


class _Entry(msgspec.Struct, frozen=True, kw_only=True):
    id: str | int
    time: int | float = 0
    changes: list[_Changed] = []


class _Delivery(msgspec.Struct, frozen=True, kw_only=True):
    object: str
    entry: list[_Entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change: of which `field`, what it is now, and when Meta told of it."""

    field: str
    value: object
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What a delivery tells: a page, and what it only names and must be looked at."""

    page: Page
    named: tuple[MentionKey, ...]


def admitted(pushed: Pushed, settings: GraphSettings) -> Admitted:
    """Answer Meta's question whether we listen here, and verify its deliveries. Raises `Refused`."""
    if settings.verify_token is None or settings.app_secret is None:
        raise Refused("this source is told nothing: it has no `verify_token` and `app_secret`")
    if pushed.method == "GET":
        given, wanted = pushed.query.get("hub.verify_token", ""), settings.verify_token.get_secret_value()
        is_ours = hmac.compare_digest(given.encode(errors="surrogateescape"), wanted.encode())
        if pushed.query.get("hub.mode") != "subscribe" or not is_ours:
            raise Refused("the verify token is not the one in the settings")
        return Admitted(id=None, answer=pushed.query.get("hub.challenge", "")[:_LONGEST_CHALLENGE])
    signed.hex_signature(pushed, SIGNATURE, settings.app_secret.get_secret_value().encode())
    return Admitted(id=signed.content_id(pushed))


def changes_of(payload: object, what: str, account: str) -> Iterator[Change]:
    """Yield what changed of `account`. One address is told of all pages of an app: the others' are passed over."""
    delivery = shaped(payload, _Delivery, "delivery of Meta")
    if delivery.object != what:
        raise Changed(f"the delivery is about {delivery.object[:40]!r}, not {what!r}: is the webhook set for that?")
    for entry in delivery.entry:
        if str(entry.id) == account:
            at = time_of(entry.time, "time")
            yield from (Change(field=one.field, value=one.value, at=at) for one in entry.changes)
