"""Routing as one configuration wants it: departments, routes, hours and silences as the domain knows them."""

from datetime import tzinfo

from monitor.config.alarms import Escalation, WrittenAhead
from monitor.config.hours import WrittenHours
from monitor.config.routes import Match as WrittenMatch
from monitor.config.routes import Route as WrittenRoute
from monitor.config.routing import Department as WrittenDepartment
from monitor.config.schema import Config
from monitor.domain.escalation import Ahead, Alarms, Step
from monitor.domain.hours import ALWAYS, Hours, Span
from monitor.domain.match import Match
from monitor.domain.muting import Silence
from monitor.domain.routing import Department, Routing, Rule
from monitor.domain.score import Severity, Topic


def routing_for(config: Config) -> Routing:
    """Return what `config` says of where complaints go and when they must be answered."""
    first = config.channels[0].name
    return Routing(
        fallback=first,
        departments=tuple(_department(one, first) for one in config.departments),
        rules=tuple(_rule(one) for one in config.routes),
        channels={
            one.name: None if one.quiet_hours is None else _hours(one.quiet_hours, one.timezone or config.timezone)
            for one in config.channels
        },
    )


def channels_of(config: Config) -> dict[str, str]:
    """Return the channel that each department is told in."""
    return {one.name: one.channel or config.channels[0].name for one in config.departments}


def silences_of(config: Config) -> tuple[Silence, ...]:
    """Return the silences that `config` names, to be the first ones."""
    return tuple(
        Silence(
            name=one.name,
            match=match_of(one.match),
            starts_at=one.begins,
            ends_at=one.until,
            reason=one.reason,
            critical=one.critical,
            fold=one.fold,
        )
        for one in config.silences
    )


def _department(written: WrittenDepartment, first: str) -> Department:
    zone = written.timezone
    hours = ALWAYS if written.hours is None or not written.hours.spans else _hours(written.hours, zone)
    if written.holidays and hours.spans:
        hours = Hours(spans=hours.spans, zone=hours.zone, holidays=frozenset(written.holidays))
    return Department(
        name=written.name,
        topics=frozenset(Topic(topic) for topic in written.topics),
        channel=written.channel or first,
        sla={severity: getattr(written.sla, severity.value) for severity in Severity},
        hours=hours,
        always=None if written.always is None else Severity(written.always),
        quiet=None if written.quiet_hours is None else _hours(written.quiet_hours, zone),
        lead=written.lead,
        alarms=Alarms(
            ahead=tuple(_ahead(one) for one in written.remind),
            steps=tuple(_step(one) for one in written.escalation),
            forgotten=written.forgotten.remind,
            hand_back=written.forgotten.hand_back,
            follow_up=written.follow_up,
        ),
    )


def _rule(written: WrittenRoute) -> Rule:
    return Rule(
        name=written.name,
        match=match_of(written.match),
        department=written.department,
        channels=written.channels,
        call=written.call,
        go_on=not written.stop,
    )


def match_of(written: WrittenMatch) -> Match:
    """Return which complaints `written` means."""
    return Match(
        brand=written.brand,
        topic=tuple(Topic(topic) for topic in written.topic),
        severity=None if written.severity is None else Severity(written.severity),
        source=written.source,
        platform=written.platform,
        place=written.place,
        language=written.language,
        followers=written.followers,
        reach=written.reach,
        keyword=written.keyword,
    )


def _hours(written: WrittenHours, zone: tzinfo | None) -> Hours:
    spans = (Span(weekday=one.weekday, opens=one.opens, closes=one.closes) for one in written.spans)
    return Hours(spans=tuple(spans), zone=zone or ALWAYS.zone)


def _ahead(written: WrittenAhead) -> Ahead:
    return Ahead(before=written.before, share=written.share)


def _step(written: Escalation) -> Step:
    return Step(after=written.after, to=written.to, call=written.call)
