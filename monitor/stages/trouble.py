"""Trouble: what operators read of what a person must repair, and that it works again."""

from datetime import datetime, tzinfo

from alerts.contract import Notice
from monitor.domain.delivery import Delivery
from monitor.store import channels, hooks, listeners, scorers, sources
from monitor.store.database import Transaction
from monitor.wording import summaries


def trouble_notice(tx: Transaction, delivery: Delivery, now: datetime, zone: tzinfo) -> Notice | None:
    """Return what is wrong, or that it is over; None where it was over before anybody was told."""
    noun, _, name = (delivery.subject or "").partition(":")
    told = _trouble_of(tx, noun, name, now)
    since = delivery.first_tried_at or now
    where = f"the connection of the channel {name}" if noun == "socket" else f"the {noun} {name}"
    if told is None:
        if delivery.posted is None:
            return None
        return summaries.trouble_over(where=where, since=since, until=now, key=delivery.key, zone=zone)
    what, since = told
    remedy = "`monitor check --live` tries it"
    if noun == "scorer":
        remedy = "until then mentions are judged without it; see `judgement: scorers` in the configuration"
    if noun == "webhook":
        remedy = "`monitor webhooks test` tries it; `monitor webhooks list` shows what waits, of which nothing is lost"
    if noun == "source":
        remedy += "; `monitor sources list` shows how it fares"
    return summaries.trouble(what=what, where=where, since=since, remedy=remedy, key=delivery.key, now=now, zone=zone)


def _trouble_of(tx: Transaction, noun: str, name: str, now: datetime) -> tuple[str, datetime] | None:
    match noun:
        case "scorer":
            return scorers.trouble_of(tx, name)
        case "source":
            return sources.trouble_of(tx, name)
        case "webhook":
            return hooks.trouble_of(tx, name)
        case "socket":
            return listeners.trouble_of(tx, name, now)
        case _:
            return channels.trouble_of(tx, name)
