"""From an answer to a page: what is not understood as a whole is `Changed`, and a single item stops no other."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from connectors.contract import Changed, Mention, Page, Pushed, Rejected
from connectors.kit.answer import Answer
from connectors.kit.times import parse_time

Item = TypeVar("Item")
Read = TypeVar("Read")


def read_json(answer: Answer, read_page: Callable[[Any], Read]) -> Read:
    """Return what `read_page` makes of the JSON of `answer`; a `Changed` gets a sample that tells no secret."""
    payload = answer.json()
    try:
        return read_page(payload)
    except Changed as error:
        raise Changed(str(error), payload=answer.sample()) from error


def read_pushed(pushed: Pushed, read_page: Callable[[Any], Read]) -> Read:
    """Return what `read_page` makes of the JSON of a delivery. Raises `Changed`, with a sample of it."""
    return read_json(Answer(status=200, url="", headers=pushed.headers, body=pushed.body), read_page)


def shaped(payload: object, shape: type[Item], what: str) -> Item:
    """Return `payload` as the dataclass `shape`. Raises `Changed` that names `what` it should have been."""
    try:
        return msgspec.convert(payload, shape)
    except msgspec.ValidationError as error:
        raise Changed(f"the answer is no {what}: {error}") from error


def sift(
    items: Iterable[object],
    shape: type[Item],
    mention_of: Callable[[Item], Mention | None],
    may_keep: Callable[[object], bool] = lambda _: True,
) -> Page:
    """Return the mentions of `items`, and what was rejected, as a page without a cursor.

    Each item is read as the dataclass `shape`. `mention_of` returns None for what is no mention (a boost), and raises
    `ValueError` with the reason where an item is not understood. Of a rejected item that is not `may_keep`, because it
    is private, nothing but the reason is kept.
    """
    mentions, rejected = list[Mention](), list[Rejected]()
    for item in items:
        try:
            mention = mention_of(msgspec.convert(item, shape))
        except ValueError as error:
            rejected.append(Rejected(reason=str(error), payload=_payload(item) if may_keep(item) else ""))
        else:
            mentions += [mention] if mention else []
    return Page(mentions=tuple(mentions), rejected=tuple(rejected))


def understood(items: Iterable[object], shape: type[Item], check: Callable[[Item], object]) -> list[Item]:
    """Return the items of this shape that pass `check`, which raises `ValueError`. Of the others `sift` tells."""
    found = list[Item]()
    for item in items:
        try:
            shown = msgspec.convert(item, shape)
            check(shown)
        except ValueError:
            continue
        found.append(shown)
    return found


def time_of(value: object, name: str) -> datetime:
    """Return `value` as aware UTC. Raises `ValueError` that names it where it is no time."""
    found = parse_time(value)
    if found is None:
        raise ValueError(f"{name} is no time: {str(value)[:60]!r}")
    return found


def _payload(item: object) -> str:
    try:
        return json.dumps(item)[:2000]
    except RecursionError:
        return ""
