"""Complaints to be routed, and departments to route them to."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from monitor.domain.match import Match, Subject
from monitor.domain.routing import Department, Routing, Rule
from monitor.domain.score import Severity, Topic

SLA = {Severity.LOW: 48, Severity.MEDIUM: 8, Severity.HIGH: 2, Severity.CRITICAL: 1}


def subject(**changes: Any) -> Subject:
    plain = Subject(
        brand="Acme Air",
        topic=Topic.BILLING,
        severity=Severity.HIGH,
        source="play",
        platform="google_play",
        place="Paris Orly",
        language="fr-CA",
        followers=120,
        reach=900,
        text="Toujours pas de refund, my LAWYER will write.",
    )
    return replace(plain, **changes)


def department(name: str, *topics: Topic, channel: str, **more: Any) -> Department:
    sla = {severity: timedelta(hours=hours) for severity, hours in SLA.items()}
    return Department(name=name, topics=frozenset(topics), channel=channel, sla=sla, **more)


def rule(name: str, *, match: Match | None = None, **more: Any) -> Rule:
    return Rule(name=name, match=match or Match(), **more)


def routing(*rules: Rule, **more: Any) -> Routing:
    departments = (
        department("money", Topic.BILLING, Topic.PRICE, channel="finance"),
        department("care", channel="cx"),
    )
    channels = dict.fromkeys(("cx", "finance", "legal", "leads"))
    return replace(Routing(fallback="cx", departments=departments, rules=rules, channels=channels), **more)
