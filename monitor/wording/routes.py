"""Why a complaint goes where it goes, in plain words."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo

from monitor.domain.hours import ALWAYS
from monitor.domain.match import Compared, Subject, Trait
from monitor.domain.muting import Silence
from monitor.domain.routing import Owning, Route, Tried
from monitor.wording import names, times

_ASKED: Mapping[Trait, str] = {
    Trait.SEVERITY: "severity {found}, at least {wanted}",
    Trait.FOLLOWERS: "{found} followers, at least {wanted}",
    Trait.REACH: "a reach of {found}, at least {wanted}",
    Trait.KEYWORD: "the words {found}",
}
_MISSED: Mapping[Trait, str] = {
    Trait.SEVERITY: "severity is {found}, below {wanted}",
    Trait.FOLLOWERS: "{found} followers, fewer than {wanted}",
    Trait.REACH: "a reach of {found}, less than {wanted}",
    Trait.KEYWORD: "none of the words {wanted}",
}
_OWNING: Mapping[Owning, str] = {
    Owning.ROUTE: "a route names it",
    Owning.SOURCE: "its source {source} names it",
    Owning.TOPIC: "{topic} is its topic",
    Owning.REST: "it takes what no other department takes",
}


def subject(asked: Subject) -> str:
    """Return what is looked at: `high, billing, Acme Air, heard by play on Google Play, in fr`."""
    told = [asked.severity.value, names.topic(asked.topic), asked.brand]
    told.append(f"heard by {asked.source} on {names.platform(asked.platform)}")
    told += [f"in {asked.language}"] if asked.language else []
    told += [f"about {asked.place}"] if asked.place else []
    told += [f"reach {asked.reach:,}"] if asked.reach else []
    return ", ".join(told)


def tried(one: Tried) -> str:
    """Return what became of one route: on what it matched, or what kept it from matching."""
    if one.taken:
        on = "; ".join(map(_fit, one.compared)) or "it asks for nothing"
        then = ", and further ones are looked at" if one.rule.go_on else ""
        return f"route {one.rule.name}: matches ({on}){then}"
    return f"route {one.rule.name}: skipped ({'; '.join(_miss(each) for each in one.compared if not each.fits)})"


def department(found: Route, asked: Subject) -> str:
    """Return whose it is, and why."""
    if found.department is None:
        return "department: none, for none takes its topic"
    why = _OWNING[found.owning].format(source=asked.source, topic=names.topic(asked.topic))
    return f"department: {found.department}, for {why}"


def channels(found: Route) -> str:
    """Return where it is told."""
    told = f"channels: {', '.join(found.channels)}"
    if found.fell_back:
        told += " (no channel is named, or none that there is: the first one takes it)"
    calls = f"; calls {', '.join(found.calls)}, for it is critical" if found.calls else ""
    return f"{told}{calls}"


def clock(found: Route, started: datetime, *, now: datetime, zone: tzinfo = UTC) -> str:
    """Return when an answer is due, and in which hours the clock runs."""
    if found.clock is None:
        return "answer: nothing is due, for it is no department's"
    due = times.moment(found.clock.due_at(started), now=now, zone=zone)
    hours = "around the clock" if found.clock.hours == ALWAYS else "of business hours"
    heard = times.moment(started, now=now, zone=zone)
    return f"answer: due {due}, {times.span(found.clock.within)} {hours} after it was heard ({heard})"


def quiet(loud: Mapping[str, datetime], *, now: datetime, urgent: bool, zone: tzinfo = UTC) -> Iterator[str]:
    """Yield what quiet hours do to each channel; `loud` is when it may be told."""
    for channel, at in loud.items():
        if at > now and urgent:
            yield f"quiet hours: {channel} is told all the same, for it is critical"
        elif at > now:
            yield f"quiet hours: {channel} is told from {times.moment(at, now=now, zone=zone)} on"


def silenced(found: Silence | None, acting: Sequence[Silence], *, now: datetime, zone: tzinfo = UTC) -> str:
    """Return whether it is muted, and by what."""
    if found is None:
        others = f" ({', '.join(one.name for one in acting)} would mute others)" if acting else ""
        return f"silences: none mutes it{others}"
    does = "folds it into one message" if found.fold else "mutes it"
    until = times.moment(found.ends_at, now=now, zone=zone)
    return f"silences: {found.name} {does} until {until}: {found.reason}"


def _fit(one: Compared) -> str:
    return _ASKED.get(one.trait, "{trait} {found}").format(trait=one.trait.value, wanted=one.wanted, found=one.found)


def _miss(one: Compared) -> str:
    found = one.found or "not known"
    plain = "{trait} is {found}, not {wanted}"
    return _MISSED.get(one.trait, plain).format(trait=one.trait.value, wanted=one.wanted, found=found)
