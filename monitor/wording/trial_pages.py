"""What the page says on which a text is tried: what would be decided, why, and where it would go."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo

from monitor.domain.relevance import COMPLAINING, About, Speaker
from monitor.domain.score import Severity
from monitor.domain.trial import TrialResult
from monitor.domain.verdict import Thresholds, Verdict
from monitor.wording import names, routes, times
from monitor.wording.reasons import against, sentences

TITLE, INTRO = "Try a text", "A text is judged as if a source had heard it. Nothing of it is kept."
TEXT, HEADING, STARS, LANGUAGE, BRAND, SOURCE = "Text", "Title", "Stars", "Language", "Brand", "As heard by"
NO_STARS, LANGUAGE_HINT = "None", "Such as en. Empty: found out."
DRAFTS, DRAFTS_HINT = "Other thresholds", "To see what these would decide. Empty: those that hold alone."
CASE, ALERT, JUDGE_IT = "A case from", "An alert from", "Judge it"
WHY, WHERE, SAID, NO_REASON = "Why", "Where it would go", "What was read", "Nothing speaks for or against a complaint."
NO_TEXT, NO_NUMBER = "Write a text, or a title.", "Thresholds are numbers from 0 to 1."
_SPEAKERS = {
    Speaker.CUSTOMER: "a customer",
    Speaker.NEWS: "news or advertising",
    Speaker.JOB_SEEKER: "somebody who looks for a job",
    Speaker.COMPETITOR: "a competitor",
    Speaker.STAFF: "staff",
    Speaker.RESELLER: "a reseller",
    Speaker.BOT: "a bot",
    Speaker.OURSELVES: "ourselves",
}
_ABOUT = {About.US: "about us", About.OTHER: "about something else", About.UNCLEAR: "perhaps about us"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was decided, to be read: a headline, facts with their labels, why, and where it would go."""

    headline: str
    facts: tuple[tuple[str, str], ...]
    reasons: tuple[str, ...]
    ways: tuple[str, ...]
    severity: str


def told(result: TrialResult, *, now: datetime, zone: tzinfo) -> Told:
    """Return what was decided about a text."""
    return Told(
        headline=_kept_back(result, now) or headline(result.verdict, result.thresholds),
        facts=tuple(_facts(result)),
        reasons=(sentences if result.verdict.complaint else against)(result.verdict.reasons),
        ways=tuple(_ways(result, now, zone)),
        severity=result.verdict.severity.value if result.verdict.severity else "",
    )


def headline(verdict: Verdict, thresholds: Thresholds) -> str:
    """Say what a verdict means."""
    if verdict.alert:
        return "A complaint, alerted at once"
    if verdict.complaint:
        return f"A complaint, in the list and not alerted: it is below {thresholds.alert:g}"
    if verdict.needs_eyes:
        return "A person must read it"
    return f"No complaint: {_why_not(verdict, thresholds)}"


def _kept_back(result: TrialResult, now: datetime) -> str:
    """Say what would keep an alert back; empty where nothing would."""
    if result.verdict.alert and result.silence is not None:
        return f"A complaint, {'counted' if result.silence.fold else 'muted'} by {result.silence.name}"
    if result.verdict.alert and result.live_at is not None and result.live_at > now:
        return "A complaint, alerted once alerts go out"
    return ""


def _why_not(verdict: Verdict, thresholds: Thresholds) -> str:
    if verdict.about is not About.US:
        return "it is not surely about the brand"
    if verdict.speaker not in COMPLAINING:
        return f"it sounds like {_SPEAKERS[verdict.speaker]}, not like a customer"
    if verdict.score is not None and verdict.score < thresholds.case:
        return f"its score is below {thresholds.case:g}"
    return "it has words that rule it out"


def _facts(result: TrialResult) -> Iterator[tuple[str, str]]:
    verdict, thresholds = result.verdict, result.thresholds
    score = "not scored" if verdict.score is None else f"{verdict.score:.2f}"
    yield "Score", f"{score}; a case from {thresholds.case:g}, an alert from {thresholds.alert:g}"
    if result.drafts is not None and result.drafted is not None:
        meant = f"with a case from {result.drafts.case:g} and an alert from {result.drafts.alert:g}"
        yield "Otherwise", f"{headline(result.drafted, result.drafts)}, {meant}"
    if verdict.severity is not None:
        yield "Severity", names.severity(verdict.severity)
    if verdict.topic is not None:
        yield "Topic", names.capital(names.topic(verdict.topic))
    if verdict.need is not None:
        yield "Need", names.capital(names.need(verdict.need))
    yield "Speaker", f"{names.capital(_SPEAKERS[verdict.speaker])}, {_ABOUT[verdict.about]}"
    yield "Language", verdict.language if verdict.scored else f"{verdict.language}, which is not scored"
    yield "Tone", f"{verdict.vader:+.2f} (VADER, -1 to 1)"


def _ways(result: TrialResult, now: datetime, zone: tzinfo) -> Iterator[str]:
    if not result.verdict.complaint:
        yield "no complaint: nobody is told, and what follows is where it would go"
    elif not result.verdict.alert:
        yield "not sure enough for an alert: it is in the list of cases, and would be told so"
    yield from map(routes.tried, result.route.tried)
    yield routes.department(result.route, result.subject)
    yield routes.channels(result.route)
    yield routes.clock(result.route, now, now=now, zone=zone)
    urgent = result.subject.severity is Severity.CRITICAL
    yield from routes.quiet(result.loud, now=now, urgent=urgent, zone=zone)
    yield routes.silenced(result.silence, (), now=now, zone=zone)
    if result.live_at is not None and result.live_at > now:
        yield f"alerts are held until {times.moment(result.live_at, now=now, zone=zone)}, and listed once a day"
