"""What people fill in to change a setting: its fields, with what stands beside them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from monitor.domain.change import Setting
from monitor.domain.relevance import Speaker
from monitor.domain.score import Severity, Topic
from monitor.wording import names


class Kind(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    NUMBER = "number"
    WORDS = "words"  # several, with commas between them
    LINES = "lines"  # several, a line each
    AREA = "area"
    CHOICE = "choice"
    CHOICES = "choices"
    FLAG = "flag"


class Names(StrEnum):
    """What is offered to choose from."""

    NONE = ""
    TOPICS = "topics"
    SEVERITIES = "severities"
    SPEAKERS = "speakers"
    APPROVALS = "approvals"
    BRANDS = "brands"
    SOURCES = "sources"
    CHANNELS = "channels"
    DEPARTMENTS = "departments"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field. `path` is its key in `config.yaml`, inside the thing that it tells of; empty: that thing itself.

    `group` is what stands above it and its neighbours, `first` what a new one is filled in with.
    """

    path: str
    label: str
    kind: Kind = Kind.TEXT
    names: Names = Names.NONE
    hint: str = ""
    first: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All fields of a setting. `noun` is what one is called of a setting that is a list of such; `fixed`: no more are
    added here, and what the sheet says nothing of stays. `ordered`: the first that fits counts.
    """

    fields: tuple[Field, ...]
    noun: str = ""
    fixed: bool = False
    ordered: bool = False


TOPICS = {one.value: names.capital(names.topic(one)) for one in Topic}
SEVERITIES = {one.value: names.severity(one) for one in Severity}
SPEAKERS = {
    Speaker.COMPETITOR.value: "A competitor",
    Speaker.OURSELVES.value: "We ourselves",
    Speaker.STAFF.value: "Staff",
    Speaker.RESELLER.value: "A reseller",
    Speaker.NEWS.value: "News or advertising",
    Speaker.BOT.value: "A bot",
    Speaker.CUSTOMER.value: "A customer, whatever it looks like",
}
APPROVALS = {"department": "As the department asks", "true": "A second person approves", "false": "Nobody need approve"}
OFFERED: Mapping[Names, Mapping[str, str]] = {
    Names.TOPICS: TOPICS,
    Names.SEVERITIES: SEVERITIES,
    Names.SPEAKERS: SPEAKERS,
    Names.APPROVALS: APPROVALS,
}
"""What is offered wherever the monitor runs; the rest is what its configuration names."""

_DAYS = "Such as mon-fri 09:00-17:00, sat 10:00-14:00; or always."
_EACH = "A word or a few in each line."
_SEVERAL = "Several with commas between them."
_WHICH, _WHERE, _OFFER = "Which complaints", "Where they go", "What may be offered without asking"
_PUBLIC, _LEAST = "Public enough to be one step worse, from so many on", "Of these topics at least"
_WITHIN = "An answer within (30m, 2h, 2d), of the hours in which it works"

MATCH = tuple(
    replace(one, group=_WHICH)
    for one in (
        Field(path="match.brand", label="Of these brands", kind=Kind.CHOICES, names=Names.BRANDS),
        Field(path="match.topic", label="About these topics", kind=Kind.CHOICES, names=Names.TOPICS),
        Field(path="match.source", label="Heard by these sources", kind=Kind.CHOICES, names=Names.SOURCES),
        Field(path="match.severity", label="As severe as this, or more", kind=Kind.CHOICE, names=Names.SEVERITIES),
        Field(path="match.platform", label="On these platforms", kind=Kind.WORDS, hint=_SEVERAL),
        Field(path="match.place", label="About these places", kind=Kind.WORDS, hint=_SEVERAL),
        Field(path="match.language", label="In these languages", kind=Kind.WORDS, hint="Such as en, de."),
        Field(path="match.keyword", label="With one of these words", kind=Kind.WORDS, hint=_SEVERAL),
        Field(path="match.followers", label="From so many followers on", kind=Kind.NUMBER),
        Field(path="match.reach", label="From such a reach on", kind=Kind.NUMBER),
    )
)
"""Which complaints are meant."""

SHEETS: Mapping[Setting, Sheet] = {
    Setting.THRESHOLD: Sheet(
        fields=(
            Field(path="case", label="A case from this score on", kind=Kind.NUMBER, hint="0 to 1: lower finds more."),
            Field(
                path="alert",
                label="An alert from this score on",
                kind=Kind.NUMBER,
                hint="0 to 1, never below that of a case: higher is surer.",
            ),
        )
    ),
    Setting.SEVERITY: Sheet(
        fields=(
            *(
                Field(path=f"reach.{name}", label=name.capitalize(), kind=Kind.NUMBER, group=_PUBLIC)
                for name in ("followers", "likes", "shares", "replies", "views")
            ),
            *(
                Field(path=f"topics.{topic}", label=label, kind=Kind.CHOICE, names=Names.SEVERITIES, group=_LEAST)
                for topic, label in TOPICS.items()
            ),
        )
    ),
    Setting.KEYWORDS: Sheet(
        fields=(
            Field(path="critical", label="Make a complaint critical", kind=Kind.LINES, hint=_EACH),
            Field(path="complaint", label="Make a mention of us a complaint", kind=Kind.LINES, hint=_EACH),
            Field(path="ignore", label="Rule a complaint out", kind=Kind.LINES, hint=_EACH),
        )
    ),
    Setting.SPEAKERS: Sheet(
        noun="known speaker",
        ordered=True,
        fields=(
            Field(path="who", label="Who speaks", kind=Kind.CHOICE, names=Names.SPEAKERS, first="competitor"),
            Field(path="name", label="What they are called", hint="For the team."),
            Field(path="platform", label="On which platform", hint="Such as bluesky, reddit or x."),
            Field(
                path="accounts",
                label="Accounts",
                kind=Kind.WORDS,
                hint="By the platform's own id; by name only where it gives none. " + _SEVERAL,
            ),
            Field(path="brand", label="For one brand alone", kind=Kind.CHOICE, names=Names.BRANDS),
        ),
    ),
    Setting.DEPARTMENTS: Sheet(
        noun="department",
        fixed=True,
        fields=(
            Field(
                path="topics",
                label="Topics",
                kind=Kind.CHOICES,
                names=Names.TOPICS,
                hint="One department may have none: it takes the rest.",
            ),
            *(
                Field(path=f"sla.{severity}", label=f"If {severity}", group=_WITHIN)
                for severity in reversed(SEVERITIES)
            ),
            Field(path="channel", label="Its alerts go to", kind=Kind.CHOICE, names=Names.CHANNELS),
            Field(path="hours", label="It works", hint=f"{_DAYS} Empty: the hours of the whole."),
            Field(path="always", label="Around the clock from", kind=Kind.CHOICE, names=Names.SEVERITIES),
            Field(path="quiet_hours", label="Quiet hours", hint="What is not critical waits until they end."),
        ),
    ),
    Setting.ROUTES: Sheet(
        noun="route",
        ordered=True,
        fields=(
            Field(path="name", label="What it is called"),
            *MATCH,
            Field(
                path="department",
                label="It is this department's",
                kind=Kind.CHOICE,
                names=Names.DEPARTMENTS,
                group=_WHERE,
            ),
            Field(path="channels", label="It is told in", kind=Kind.CHOICES, names=Names.CHANNELS, group=_WHERE),
            Field(path="call", label="Group to call for critical ones", hint="Slack's begin with S.", group=_WHERE),
            Field(
                path="stop",
                label="It decides: routes behind it are not looked at",
                kind=Kind.FLAG,
                first="true",
                group=_WHERE,
            ),
        ),
    ),
    Setting.HOURS: Sheet(fields=(Field(path="", label="Departments work", hint=_DAYS),)),
    Setting.HOLIDAYS: Sheet(
        fields=(Field(path="", label="Days on which nobody works", kind=Kind.LINES, hint="One a line: 2026-12-25."),)
    ),
    Setting.PLAYBOOKS: Sheet(
        noun="playbook",
        fields=(
            Field(path="topic", label="For which topic", kind=Kind.CHOICE, names=Names.TOPICS),
            Field(path="brand", label="For one brand alone", kind=Kind.CHOICE, names=Names.BRANDS),
            Field(path="language", label="The language of its reply", hint="Such as en. Empty: for everyone."),
            Field(
                path="reply",
                label="Suggested reply",
                kind=Kind.AREA,
                hint="{name}, {brand}, {place} and {contact} are filled in; {name|there} says what stands there "
                "where it is not known.",
            ),
            Field(path="offer.what", label="In words", hint="Such as a refund or a voucher.", group=_OFFER),
            Field(path="offer.up_to", label="Worth up to, a case", hint="Such as 20 GBP.", group=_OFFER),
            Field(path="offer.percent", label="Up to so much of a price, in per cent", kind=Kind.NUMBER, group=_OFFER),
            Field(path="do", label="To do", kind=Kind.LINES, hint="One a line."),
            Field(path="avoid", label="To avoid", kind=Kind.LINES, hint="One a line."),
            Field(
                path="approval", label="Before it is sent", kind=Kind.CHOICE, names=Names.APPROVALS, first="department"
            ),
        ),
    ),
}
