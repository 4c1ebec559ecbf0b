"""What `/healthz` says of each part: how it fares and, where it is in trouble, what to do."""

from datetime import datetime, timedelta

from monitor.wording import names, times


def store(trouble: str | None) -> str:
    """Say whether the store answers."""
    return "the store answers" if trouble is None else trouble


def source(name: str, told: str, *, remedy: str) -> str:
    """Say what is wrong with a source."""
    return f"source {name} {told}; {remedy}"


def source_paused(name: str, trouble: str | None) -> str:
    """Say that a source waits for a person."""
    why = f" ({trouble})" if trouble else ""
    return source(name, f"is paused{why}", remedy=f"repair it, then `monitor sources resume {name}`")


def source_failing(name: str, trouble: str | None, since: datetime, now: datetime) -> str:
    """Say that a source has not been heard for a while."""
    why = f": {trouble}" if trouble else ""
    return source(
        name, f"has failed for {times.span(now - since)}{why}", remedy=f"`monitor sources try {name}` shows more"
    )


def source_overdue(name: str, late: timedelta) -> str:
    """Say that a source should have been asked long ago."""
    return source(name, f"is {times.span(late)} overdue", remedy="see whether the service runs and has time")


def source_silent(name: str, since: datetime, usual: timedelta, now: datetime) -> str:
    """Say that a source brings nothing, though its own past makes that unlikely."""
    told = f"has brought nothing new for {times.span(now - since)}; before, its longest pause was {times.span(usual)}"
    return source(name, told, remedy=f"see by `monitor sources try {name}` whether it still finds what it should")


def sources_well(count: int) -> str:
    """Say that every source is heard."""
    return f"{count} of {count} sources are heard in time"


NO_KEY = "`web: metrics_token` in config.yaml has the token that is asked for here.\n"


def deliveries_lost(failed: int, failed_why: str, refused_why: str) -> str:
    """Say what of that which a platform delivered came to nothing; what was refused need not be the platform's."""
    not_understood = f"{names.plural(failed, 'delivery', 'deliveries')} not understood in the last day: {failed_why}"
    refused = f"deliveries were refused in the last day: {refused_why}"
    return "; ".join([not_understood] * bool(failed) + [refused] * bool(refused_why))


def channel_failing(name: str, trouble: str | None, *, refused: bool) -> str:
    """Say what is wrong with a channel."""
    why = f": {trouble}" if trouble else ""
    waits = "waits for a person" if refused else "fails and is tried again"
    return f"channel {name} {waits}{why}; `monitor check --live` tries it"


def webhook_failing(name: str, trouble: str, since: datetime, now: datetime, *, paused: bool) -> str:
    """Say what is wrong with a webhook."""
    tried = "tried once an hour" if paused else "tried again"
    lasts, command = times.span(now - since), f"monitor webhooks {'resume' if paused else 'test'} {name}"
    return f"webhook {name} took nothing for {lasts}, is {tried}: {trouble}; `{command}` tries it"


def channels_well() -> str:
    """Say that no channel is in trouble."""
    return "no channel is in trouble"


def socket(name: str, down_since: datetime | None, now: datetime) -> str:
    """Say whether presses of buttons arrive."""
    if down_since is None:
        return f"presses in {name} arrive"
    down = f"the connection of {name} has been down for {times.span(now - down_since)}: presses do not arrive"
    return f"{down}; it is tried again all the time, see the log"


def press(oldest: datetime, now: datetime) -> str:
    """Say how long something that was pressed waits."""
    return f"what somebody pressed {times.span(now - oldest)} ago waits; see the log"


def deliveries(oldest: datetime | None, now: datetime) -> str:
    """Say how long the oldest message that could be sent has waited."""
    if oldest is None or oldest > now:
        return "no message is overdue"
    return f"the message that is due longest has waited for {times.span(now - oldest)}"


def lost(count: int, key: str, channel: str, why: str | None) -> str:
    """Say that messages were given up for good, and why the latest of them was."""
    told = "1 message was" if count == 1 else f"{count:,} messages were"
    because = f": {why}" if why else ""
    return f"{told} refused for good within a day, lastly {key} by channel {channel}{because}; read its case by hand"


def none_lost() -> str:
    """Say that no message was given up."""
    return "no message was refused for good within a day"


def stage(name: str, last: datetime, now: datetime) -> str:
    """Say when a stage ran last."""
    return f"{name} ran {times.span(now - last)} ago"


def crisis(by: str, since: datetime, now: datetime) -> str:
    """Say that answers are paused on purpose."""
    return (
        f"crisis mode since {times.span(now - since)}, called by {by}: answers are paused; `monitor crisis end` ends it"
    )
