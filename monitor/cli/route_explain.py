"""`monitor routes explain`: which routes were looked at for a complaint, and what follows as things stand now."""

import argparse
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.assembly.configuration import read_config
from monitor.assembly.routing import routing_for, silences_of
from monitor.assembly.tuning import as_changed
from monitor.cli.failure import DONE, FAILED, CommandError
from monitor.cli.moment import now_of
from monitor.cli.output import say, show_json
from monitor.cli.store import opened
from monitor.config.schema import Config
from monitor.domain.match import Subject, subject_of
from monitor.domain.muting import Silence, muted_by
from monitor.domain.routing import Route, Routing, route
from monitor.domain.score import Severity
from monitor.store import routed, silences
from monitor.store.database import Transaction
from monitor.store.routed import Routed
from monitor.wording import routes as words
from monitor.wording.times import moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A mention as one brand's, and where the configuration of now sends it."""

    routed: Routed
    subject: Subject
    route: Route
    silence: Silence | None
    acting: Sequence[Silence]
    loud: dict[str, datetime]

    @property
    def urgent(self) -> bool:
        """Whether quiet hours do not hold for it."""
        return self.subject.severity is Severity.CRITICAL


def run(args: argparse.Namespace) -> int:
    """Explain the way of a mention, or of a case."""
    config, now = read_config(Path(args.config)), now_of(args)
    with opened(config) as db, db.read() as tx:
        found = _routed(tx, args)
        acting = silences.acting(tx, silences_of(config), now)
        routing = routing_for(as_changed(tx, config))
    explained = [_explained(config, routing, acting, one, now) for one in found]
    if args.json:
        number = f"M-{found[0].mention_id}"
        show_json({"mention": number, "brands": [_document(one, now) for one in explained]})
        return DONE
    for one in explained:
        say("\n".join(_told(one, now)))
    return DONE


def _routed(tx: Transaction, args: argparse.Namespace) -> list[Routed]:
    mention_id, brand = args.mention, None
    if mention_id is None:
        named = routed.mention_of_case(tx, args.case)
        if named is None:
            raise CommandError(f"there is no case C-{args.case}", code=FAILED)
        mention_id, brand = named
    found = [one for one in routed.routed(tx, mention_id) if brand in {None, one.brand}]
    if not found:
        raise CommandError(f"there is no mention M-{mention_id} that was judged", code=FAILED)
    return found


def _explained(config: Config, routing: Routing, acting: Sequence[Silence], one: Routed, now: datetime) -> Explained:
    asked = subject_of(
        one.mention,
        brand=one.brand,
        topic=one.topic,
        severity=one.severity,
        source=one.source,
        language=one.language,
    )
    named = next((source.department for source in config.sources if source.name == one.source), None)
    found = route(routing, asked, named=named)
    return Explained(
        routed=one,
        subject=asked,
        route=found,
        silence=muted_by(acting, asked, now),
        acting=acting,
        loud={channel: routing.loud_at(channel, found.department, now) for channel in found.channels},
    )


def _told(one: Explained, now: datetime) -> list[str]:
    number = one.routed.case.public_id if one.routed.case else f"M-{one.routed.mention_id}"
    lines = [f"{number}: {words.subject(one.subject)}"]
    if not one.routed.complaint:
        lines.append("no complaint: nobody is told, and what follows is where it would go")
    elif not one.routed.alert:
        lines.append("not sure enough for an alert: it is in the list of cases, and would be told so")
    lines += map(words.tried, one.route.tried)
    lines += [words.department(one.route, one.subject), words.channels(one.route)]
    lines.append(words.clock(one.route, one.routed.heard_at, now=now))
    lines += words.quiet(one.loud, now=now, urgent=one.urgent)
    lines.append(words.silenced(one.silence, one.acting, now=now))
    for message in one.routed.messages:
        why = f", by {message.rule}" if message.rule else ""
        due = f", due {moment(message.due_at, now=now)}" if message.state == "waiting" else ""
        lines.append(f"message in {message.channel}: {message.state}{why}{due}")
    return [lines[0], *(f"  {line}" for line in lines[1:])]


def _document(one: Explained, now: datetime) -> dict[str, Any]:
    clock = one.route.clock
    return {
        "brand": one.routed.brand,
        "case": one.routed.case and one.routed.case.public_id,
        "complaint": one.routed.complaint,
        "alert": one.routed.alert,
        "severity": one.subject.severity,
        "topic": one.subject.topic,
        "department": one.route.department,
        "owned_by": one.route.owning,
        "channels": [
            {"channel": channel, "quiet_until": at if at > now and not one.urgent else None}
            for channel, at in one.loud.items()
        ],
        "calls": one.route.calls,
        "fallback": one.route.fell_back,
        "sla": clock and {"within": clock.within, "due_at": clock.due_at(one.routed.heard_at)},
        "routes": [
            {"name": tried.rule.name, "taken": tried.taken, "asked": [asdict(each) for each in tried.compared]}
            for tried in one.route.tried
        ],
        "silence": one.silence
        and {"name": one.silence.name, "ends_at": one.silence.ends_at, "reason": one.silence.reason},
        "messages": [asdict(message) for message in one.routed.messages],
        "because": [line.strip() for line in _told(one, now)[1:]],
    }
