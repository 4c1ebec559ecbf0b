"""One of everything that is said: a notice of each kind, the answers to what is typed, and a home.

`words` stand wherever a customer, or whoever set the installation up, chooses them.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta

from alerts.contract import Notice
from alerts.interactive import Screen
from connectors.contract import Author, Rating
from monitor.domain.answer import Answer, AnswerState
from monitor.domain.case import CaseFile, Event, EventKind
from monitor.domain.crisis import Crisis, Standing
from monitor.domain.delivery import DeliveryKind
from monitor.domain.escalation import AlarmKind
from monitor.domain.figures import Count, Figures, Line, Open, Place, Tally
from monitor.domain.handover import Handover
from monitor.domain.incident import Cause, Crowding, Incident, IncidentFile
from monitor.domain.match import Match
from monitor.domain.morning import Morning
from monitor.domain.muting import Held, Silence
from monitor.domain.people import OnDuty
from monitor.domain.score import Reason, Severity, Topic
from monitor.domain.shift import Load, Matter, Outlook, Relay, Shift, Whose
from monitor.domain.venue import Venue
from monitor.wording import (
    audit,
    command,
    crises,
    giving,
    handovers,
    home,
    incidents,
    kudos,
    morning,
    names,
    notices,
    presses,
    reminders,
    shifts,
    silences,
    stories,
    summaries,
)
from monitor.wording.answers import request
from monitor.wording.digest.notice import digest_notice
from monitor.wording.quotes import in_line, quote_of
from tests.domain.weeks import BUSY
from tests.wording.files import NOON, a_file

ACTIONS = ("case.take", "case.respond", "case.resolve", "case.dismiss", "case.assign", "case.note", "case.reveal")
WEB = "https://complaints.example.org"
HOUR = timedelta(hours=1)


def file_saying(words: str) -> CaseFile:
    """A case file that says `words` wherever a customer can."""
    reasons = (Reason(cue="money", words=(words, words), weight=0.9),)
    return a_file(
        mention={
            "title": words,
            "text": f"{words}\n{words}",
            "author": Author(id="a", name=words, followers=3),
            "place": words,
            "rating": Rating(stars=1),
        },
        case={"owner": words, "department": words, "brand": words},
        reasons=reasons,
        first_reasons=(*reasons, Reason(cue="waiting", words=(words,), weight=0.1)),
        revision=2,
    )


def notices_saying(words: str) -> dict[DeliveryKind, Notice]:
    """A notice of every kind."""
    file = file_saying(words)
    quotes = {file.case.id: quote_of(file.mention)}
    quote = quotes[file.case.id]
    lead = {"key": "k", "now": NOON, "zone": UTC}
    event = Event(kind=EventKind.NOTED, at=NOON - HOUR, by=words, text=words)
    late = reminders.line(file, AlarmKind.LATE, calls=(), **lead)
    raised = reminders.escalation(file, AlarmKind.LATE, quote=quote, web_url=WEB, **lead)
    told = stories.story([event], mask=str, **lead)
    assert late is not None
    assert raised is not None
    assert told is not None
    ending = reminders.Ending(
        key="k", silence=_silence(words), files=[file], quotes=quotes, now=NOON, web_url=WEB, zone=UTC
    )
    counted = {"total": 40, "severities": {Severity.HIGH: 40}, "key": "k", "quotes": quotes, "web_url": WEB}
    return {
        DeliveryKind.ALERT: notices.alert(
            file,
            web_url=WEB,
            quote=quote,
            actions=ACTIONS,
            hidden=True,
            on_duty=_duty(words),
            **lead,
        ),
        DeliveryKind.STORY: told,
        DeliveryKind.GROUP: summaries.group([file], topics={Topic.BILLING: 40}, **counted),
        DeliveryKind.PERSONAL: _given(file, quotes, words),
        DeliveryKind.REMINDER: late,
        DeliveryKind.ESCALATION: raised,
        DeliveryKind.OVERDUE: reminders.overdue([file], **counted),
        DeliveryKind.MUTED: reminders.muted(ending, total=40, waiting=3, name=words),
        DeliveryKind.INCIDENT: incidents.incident_notice(
            incident_saying(words),
            quotes,
            web_url=WEB,
            actions=("incident.close", "incident.merge"),
            **lead,
        ),
        DeliveryKind.MEMBERS: incidents.members_notice(
            incident_saying(words).incident, [file], numbers=[1042, 1043], quotes=quotes, key="k"
        ),
        DeliveryKind.SHADOW: summaries.shadow_list(
            [file], total=40, day=NOON.date(), key="k", quotes=quotes, web_url=WEB, live_at=NOON + 5 * HOUR
        ),
        DeliveryKind.DIGEST: digest_notice(week_saying(words), key="k", base_url=WEB),
        DeliveryKind.MORNING: morning.note(_morning(words), key="k", zone=UTC, web_url=WEB),
        DeliveryKind.KUDOS: kudos.praise(file.mention, quote, whom=(words, words), key="k"),
        DeliveryKind.CRISIS: crises.note(_crisis(words), _STANDING, _STANDING, key="k", now=NOON),
        DeliveryKind.HANDOVER: handovers.given(_handover(words), [file], quotes, key="k", web_url=WEB),
        DeliveryKind.SHIFT: shifts.relayed(
            "k",
            _relay(words),
            outlook_saying(words),
            quotes,
            zone=UTC,
            actions=("shift.take", "case.show"),
            web_url=WEB,
        ),
        DeliveryKind.AUDIT: audit.question(
            key="k", item=1, brand=words, quote=quote, place=1, of=20, link="https://reviews.example.org/1"
        ),
        DeliveryKind.TROUBLE: summaries.trouble(
            what=words,
            where=f"the source {words}",
            since=NOON - HOUR,
            remedy="`monitor check --live` tries it",
            key="k",
            now=NOON,
        ),
        DeliveryKind.ANSWER: request(_answer(words), key="k", now=NOON, web_url=WEB),
    }


def answers_saying(words: str) -> Iterator[Notice]:
    """What is answered to one person alone."""
    file, when = file_saying(words), {"now": NOON, "zone": UTC}
    listing = _listing(words)
    yield command.helped("k", listing, show="case.show", **when)
    yield command.unknown("k", words, words)
    yield command.explained("k", words)
    yield command.listed("k", listing, web_url=WEB, show="case.show", **when)
    yield command.listed("k", replace(listing, title=command.found("Found", words)), web_url=None, show=None, **when)
    yield command.status(
        "k",
        {},
        overdue=2,
        on_duty=[_duty(words)],
        silences=[_silence(words)],
        troubles=[words],
        sources=3,
        web_url=WEB,
        **when,
    )
    yield command.duties("k", [_duty(words)], **when)
    yield presses.refused("k", words)
    yield presses.revealed("k", file.case, words, "abuse")
    yield presses.not_yours("k", needs="lead", has="agent", ask=(words, words))
    short = _silence(words[:80] or "x")
    yield silences.listed("k", [(short, Held(held=3, folded=0))], kept=[short.name], **when)
    yield silences.ended("k", short, held=3, folded=0)
    yield shifts.listed(
        "k", outlook_saying(words), {file.case.id: words}, zone=UTC, actions=("shift.give", "case.show")
    )
    yield reminders.over(
        reminders.Ending(key="k", silence=_silence(words), files=[file], quotes={}, now=NOON, web_url=WEB, zone=UTC),
        incident_saying(words),
    )
    yield kudos.thanks(file, key="k", web_url=WEB)
    yield crises.begun(_crisis(words), key="k")
    yield handovers.taken("k", _handover(words))


def home_saying(words: str) -> Screen:
    """Somebody's home."""
    return home.screen(
        [_listing(words), replace(_listing(words), title="Mine", files=(), total=0)],
        incidents=[incident_saying(words)],
        relays=[_relay(words)],
        actions=(*ACTIONS, "incident.close"),
        on_duty=[_duty(words)],
        troubles=[words],
        sources=3,
        web_url=WEB,
        now=NOON,
        zone=UTC,
    )


def incident_saying(words: str) -> IncidentFile:
    """An incident whose cases and keys say `words`."""
    incident = Incident(
        id=7, brand=words, topic=Topic.DIGITAL, cause=Cause.KEY, opened_at=NOON - HOUR, last_at=NOON, opened_by=words
    )
    crowd = Crowding(
        people=30,
        cases=40,
        unanswered=20,
        live=20,
        since=NOON - HOUR,
        latest=NOON,
        severities={Severity.HIGH: 40},
        venues={Venue(platform="google_play", source=words): 40},
    )
    files = (file_saying(words),)
    return IncidentFile(incident=incident, crowding=crowd, keys=(f"error:{words}",), first=files, critical=files)


def outlook_saying(words: str) -> Outlook:
    """A shift's list whose owners, departments and troubles are `words`."""
    load = (Load(name=words, cases=3, late=1),)
    return Outlook(
        at=NOON,
        whose=Whose(department=words),
        shift=_SHIFT,
        counts={Matter.LATE: 1, Matter.OPEN: 2},
        owners=load,
        departments=load,
        named=((Matter.LATE, file_saying(words)),),
        incidents=(incident_saying(words),),
        blind=(words,),
    )


def week_saying(words: str) -> Figures:
    """A week in which names are `words`."""
    count = Count(now=9, before=(4, 5, 3, 4))
    lines = (Line(name=words, count=count, cases=(101,)),)
    places = (Place(name=words, count=count, cases=(101,)),)
    thanks = (Tally(name=words, count=3, cases=(101,)),)
    coverage = tuple(replace(one, source=words) for one in BUSY.coverage)
    return replace(BUSY, brands=lines, sources=places, departments=lines, thanks=thanks, coverage=coverage)


def _given(file: CaseFile, quotes: dict[int, str], words: str) -> Notice:
    gift = giving.Gift(file=file, by=words, was=words, note=words)
    return giving.given([gift], quotes, key="k", to="U0ANN", now=NOON, web_url=WEB, show="case.show")


def _duty(words: str) -> OnDuty:
    return OnDuty(department=words, name=words, until=NOON + HOUR)


def _silence(words: str) -> Silence:
    return Silence(name=words, match=Match(), ends_at=NOON + HOUR, reason=words, by=words)


def _crisis(words: str) -> Crisis:
    return Crisis(id=1, by=words, began_at=NOON - HOUR, statement=words, call=None, channel="cx")


_STANDING = Standing(cases=12, people=10, critical=1, unanswered=9)


def _handover(words: str) -> Handover:
    return Handover(id=1, at=NOON, by=words, giver=words, receiver=words, note=words, cases=(1042,))


_SHIFT = Shift(begins_at=NOON, ends_at=NOON + 8 * HOUR)


def _relay(words: str) -> Relay:
    return Relay(id=1, at=NOON, by=words, department=words, shift=_SHIFT, note=words)


def _morning(words: str) -> Morning:
    live = Open(open=8, acknowledged=5, overdue=2, urgent=Tally(name=words, count=1))
    return Morning(at=NOON, new=4, live=live, on_duty=(_duty(words),))


def _answer(words: str) -> Answer:
    return Answer(
        id=3, case_id=1042, mention_id=7, source=words, state=AnswerState.WAITING, text=words, by=words,
        written_at=NOON, offer=words,
    )  # fmt: skip


def _listing(words: str) -> home.Listing:
    file = file_saying(words)
    quotes = {file.case.id: in_line(quote_of(file.mention))}
    return home.Listing(title=names.capital("overdue"), files=(file,), total=3, quotes=quotes, empty="Nothing.")
