"""What the pages of mentions say: what was decided about each, and why not, in full."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo

from monitor.domain.heard import Decision, Heard, Hindrance, hindrance
from monitor.domain.labels import NO, YES, Label, Reading, What
from monitor.domain.relevance import Speaker
from monitor.domain.score import Reason, Severity, Topic
from monitor.domain.verdict import Thresholds
from monitor.wording import languages, names, times
from monitor.wording.pages import GONE, NO_WORDS, cut
from monitor.wording.quotes import in_line
from monitor.wording.reasons import sentence

MENTIONS, EVERY, FLAGGED, NOT_FLAGGED, EYES = "Mentions", "All", "Complaints", "Not flagged", "Needs eyes"
COLUMNS = ("Mention", "What was decided", "What was said", "Where", "Who", "Heard")
VIEWS, WHY, SOURCES, HEARD, POSTED, CASES = "What was decided", "Why", "Heard by", "Heard", "Posted", "Cases"
OLDER, NEWEST, LOOK_FURTHER, BACK = "Older mentions", "Back to the newest", "Look further back", "All mentions"
VERDICTS, VERDICT_COLUMNS = "All that was decided", ("When", "Brand", "Words", "Decided", "Score", "Language", "Judge")
SAID, OPEN_CASE, BRAND, SEVERITY, TOPIC = "What people said", "This is a complaint", "Brand", "Severity", "Topic"
WHAT_IS_IT, NOT_JUDGED, NOTE = "What is it?", "It waits to be judged.", "Why (a note on the case)"
READ_BUTTONS = ((Reading.FINE.value, "Not a complaint"), (Reading.NOT_OURS.value, "Not for us"))
LABELS: Mapping[str, str] = {
    "q": "Search",
    "brand": "Brand",
    "source": "Source",
    "language": "Language",
    "topic": "Topic",
    "week": "Week",
    "since": "Heard from",
    "until": "Heard until",
}
_SPEAKERS: Mapping[Speaker, str] = {
    Speaker.NEWS: "the news, or an advertisement",
    Speaker.JOB_SEEKER: "somebody who looks for a job",
    Speaker.COMPETITOR: "a competitor",
    Speaker.BOT: "a robot",
    Speaker.OURSELVES: "ourselves",
}
_HELD: Mapping[Hindrance, str] = {
    Hindrance.HISTORY: "It was there before we listened: it is counted, and opens no case.",
    Hindrance.WEAK: "It opens a case that alerts nobody: its score is {score}, and alerts go out from {alert} on.",
    Hindrance.UNREAD: "It could not be read. A person must.",
    Hindrance.NOT_US: "It is not about {brand}.",
    Hindrance.UNCLEAR: "It may be about somebody else of that name. A person must say.",
    Hindrance.SPEAKER: "Who speaks is {speaker}, and no customer.",
    Hindrance.IGNORED: "It has words that the team ignores.",
    Hindrance.LOW: "Its score is {score}, and a case opens from {case} on.",
    Hindrance.WAS_LOW: "Its score is {score}, a case by the threshold of now, {case}. It was none by that of then.",
}
_SAYS: Mapping[tuple[What, str], str] = {
    (What.COMPLAINT, YES): "a complaint",
    (What.COMPLAINT, NO): "not a complaint",
    (What.OURS, NO): "not for us",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What was decided for one brand, in a line; `why` in full. `tone`: `severity high`, `eyes`, or empty."""

    brand: str
    text: str
    tone: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A mention as one row; every text is plain. `quote` is None where there is none, and `without` why."""

    id: str
    number: int
    quote: str | None
    without: str
    where: str
    who: str
    heard: str
    judged: tuple[Judged, ...]
    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictLine:
    """One decision of all that were made, as a row."""

    at: str
    brand: str
    words: str
    text: str
    score: str
    language: str
    judge: str


class Teller:
    """Tells what was decided as somebody reads it now: by these thresholds, in this zone, with words masked."""

    def __init__(
        self, *, thresholds: Thresholds, mask: Callable[[str], str], now: datetime, zone: tzinfo = UTC
    ) -> None:
        self._thresholds = thresholds
        self._mask = mask
        self._now = now
        self._zone = zone

    def line(self, heard: Heard, *, quote: str) -> Line:
        """Return the row of a mention; `quote` is what was said, masked already."""
        shown, many = in_line(quote), len(heard.decisions) > 1
        return Line(
            id=heard.public_id,
            number=heard.id,
            quote=None if heard.gone else cut(shown) or None,
            without=GONE if heard.gone else NO_WORDS,
            where=_where(heard),
            who=heard.mention.author.name or "",
            heard=self.moment(heard.heard_at),
            judged=tuple(self._judged(one, named=many) for one in heard.decisions),
            cases=tuple(case.public_id for case in heard.cases),
        )

    def verdict_line(self, decision: Decision) -> VerdictLine:
        """Return the row of a decision."""
        return VerdictLine(
            at=self.moment(decision.decided_at),
            brand=decision.brand,
            words="as first written" if decision.revision == 1 else f"edit {decision.revision - 1}",
            text=_decided(decision),
            score=_score(decision.score),
            language=languages.name(decision.language),
            judge=decision.judge,
        )

    def said(self, labels: Sequence[tuple[str, Label]]) -> list[str]:
        """Return what people said of it, with the brand that they said it for, the latest first."""
        told = ((brand, label, _SAYS.get((label.what, label.value))) for brand, label in labels)
        return [f"{label.by}, {self.moment(label.at)}: {says} ({brand})" for brand, label, says in told if says]

    def moment(self, at: datetime) -> str:
        """Return a moment as it is read."""
        return times.moment(at, now=self._now, zone=self._zone)

    def _judged(self, decision: Decision, *, named: bool) -> Judged:
        tone = f"severity {decision.severity.value}" if decision.severity and decision.complaint else ""
        return Judged(
            brand=decision.brand if named else "",
            text=_decided(decision),
            tone=tone or ("eyes" if decision.needs_eyes else ""),
            why=tuple(self._why(decision)),
        )

    def _why(self, decision: Decision) -> Iterator[str]:
        held = hindrance(decision, self._thresholds)
        if held is not None:
            yield _HELD[held].format(
                score=_score(decision.score),
                case=_score(self._thresholds.case),
                alert=_score(self._thresholds.alert),
                brand=decision.brand,
                speaker=_SPEAKERS.get(decision.speaker, decision.speaker.value),
            )
        elif decision.score is not None:
            yield f"Its score is {_score(decision.score)}; a case opens from {_score(self._thresholds.case)} on."
        reasons = [replace(one, words=tuple(map(self._mask, one.words))) for one in decision.reasons]
        yield from _grouped("For a complaint", [one for one in reasons if one.weight > 0])
        yield from _grouped("Against one", [one for one in reasons if one.weight < 0])
        yield from _grouped("Also", [one for one in reasons if one.weight == 0])
        unclear = decision.language == "und"
        read = "in a language that is not clear" if unclear else f"read as {languages.name(decision.language)}"
        yield f"Judged {self.moment(decision.decided_at)}, {read}, by version {decision.judge} of the judge."


def heading(count: int, *, more: bool, from_top: bool) -> str:
    """Return what stands above a page of mentions."""
    if not count:
        return "No mention matches"
    if not from_top:
        return names.plural(count, "older mention")
    return f"The newest {count:,} mentions that match" if more else names.plural(count, "mention")


def looked_to(at: str) -> str:
    """Say that what is looked for is so rare that nobody looked at all of it yet."""
    return f"Looked through all that was heard since {at}."


def empty(*, filtered: bool) -> str:
    """Say why there is nothing."""
    return (
        "No mention matches these filters."
        if filtered
        else "Nothing was heard yet. /healthz tells how the sources are."
    )


def severities() -> list[tuple[str, str]]:
    """Return the severities to choose from, the worst first."""
    return [(one.value, names.severity(one)) for one in reversed(Severity)]


def topics() -> list[tuple[str, str]]:
    """Return the topics to choose from."""
    return [(one.value, names.capital(names.topic(one))) for one in Topic]


def read_as(public_id: str, reading: Reading, case: str | None) -> str:
    """Return what was just said of a mention."""
    if case is not None:
        return f"{public_id} is a complaint: it is {case} now."
    return f"{public_id}: {'not a complaint' if reading is Reading.FINE else 'not for us'}. Thank you, this teaches."


def _decided(decision: Decision) -> str:
    if decision.complaint:
        severity = names.severity(decision.severity) if decision.severity else None
        topic = names.capital(names.topic(decision.topic)) if decision.topic else None
        return " · ".join(filter(None, ("Complaint", severity, topic)))
    if decision.needs_eyes:
        return "Needs eyes"
    return "No complaint" if decision.score is None else f"No complaint · {_score(decision.score)}"


def _score(score: float | None) -> str:
    return "" if score is None else f"{score:.2f}".removeprefix("0")


def _grouped(heading: str, reasons: Sequence[Reason]) -> Iterator[str]:
    told = dict.fromkeys(sentence(one) for one in sorted(reasons, key=lambda one: -abs(one.weight)))
    if told:
        yield f"{heading}: {'; '.join(told)}."


def _where(heard: Heard) -> str:
    mention = heard.mention
    place = names.capital(names.platform(mention.key.platform).removeprefix("the "))
    parts = (names.stars(mention.rating) if mention.rating else None, place, mention.place)
    return " · ".join(part for part in parts if part)
