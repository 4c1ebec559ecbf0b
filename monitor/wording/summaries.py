"""What is said of many cases at once, and of the monitor's own troubles."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo

from alerts.contract import Fact, Notice, Tone
from monitor.domain.case import UNANSWERED_STATES, CaseFile
from monitor.domain.score import Severity, Topic
from monitor.wording import names, times
from monitor.wording.notices import TONES, all_cases, title, tone
from monitor.wording.quotes import in_line

MOST_LINES = 10
LINE_LENGTH = 140


def group(
    files: Sequence[CaseFile],
    *,
    total: int,
    severities: Mapping[Severity, int],
    topics: Mapping[Topic, int],
    key: str,
    quotes: Mapping[int, str] | None = None,
    web_url: str | None = None,
) -> Notice:
    """Return one notice of `total` complaints that came too fast to be posted one by one.

    `files` are some of them (ten at most are named, the worst and newest first), `severities` and `topics` count all of
    them, and `quotes` has the masked words by case id.
    """
    named = worst_first(files)
    worst = max(severities, key=lambda severity: severity.rank, default=Severity.LOW)
    return Notice(
        key=key,
        tone=_crowd_tone(named, TONES[worst], all_named=len(named) >= total),
        title=f"{names.plural(total, 'complaint')} at once, {severities.get(worst, 0):,} of them {worst.value}",
        body="\n".join(
            (
                "They came faster than they can be read one by one. Each is a case of its own.",
                f"How bad: {_severities(severities)}.",
                f"About: {_topics(topics)}.",
                *rest(total, len(named)),
            )
        ),
        facts=lines(named, quotes or {}),
        buttons=all_cases(web_url),
    )


def _crowd_tone(named: Sequence[CaseFile], worst: Tone, *, all_named: bool) -> Tone:
    """Return how a crowd should feel: as bad as the worst that waits; done only when none of it can be waiting."""
    waiting = [file.case for file in named if file.case.state in UNANSWERED_STATES]
    if waiting:
        return tone(waiting[0])
    return Tone.DONE if named and all_named else worst


def shadow_list(
    files: Sequence[CaseFile],
    *,
    total: int,
    day: date,
    key: str,
    quotes: Mapping[int, str] | None = None,
    web_url: str | None = None,
    live_at: datetime | None = None,
    zone: tzinfo = UTC,
) -> Notice:
    """Return the daily list of a set-up in shadow: what it would have sent on `day`, and when it goes live."""
    named = worst_first(files)
    would = names.plural(total, "alert") if total else "nothing"
    body = [f"On {day:%a} {day.day} {day:%b} this would have been sent. Nobody was alerted; each is an open case."]
    if not total:
        body = [f"On {day:%a} {day.day} {day:%b} nothing was bad enough for an alert. Everything was heard and judged."]
    if live_at:
        when = times.moment(live_at, now=datetime(day.year, day.month, day.day, tzinfo=zone), zone=zone)
        body.append(
            f"Alerts go live on {when}. If these are not worth an alert, raise judgement.threshold.alert first."
        )
    return Notice(
        key=key,
        tone=Tone.INFO,
        title=f"Shadow: I would have sent {would}",
        body="\n".join((*body, *rest(total, len(named)))),
        facts=lines(named, quotes or {}),
        buttons=all_cases(web_url),
    )


def trouble(
    *, what: str, where: str, since: datetime, remedy: str, key: str, now: datetime, zone: tzinfo = UTC
) -> Notice:
    """Return what operators read when a source or channel fails: what happened, where, since when, what to do."""
    return Notice(
        key=key,
        tone=Tone.TROUBLE,
        title=f"{names.capital(where)} needs a person",
        body=f"{_sentence(what)}\n{_sentence(remedy)}",
        facts=(Fact(label="Since", value=times.moment(since, now=now, zone=zone)),),
    )


def trouble_over(*, where: str, since: datetime, until: datetime, key: str, zone: tzinfo = UTC) -> Notice:
    """Return what the same notice says once the trouble is over."""
    return Notice(
        key=key,
        tone=Tone.DONE,
        title=f"{names.capital(where)} works again",
        body=f"It was in trouble for {times.span(until - since)}. What waited is being delivered.",
        facts=(
            Fact(label="Since", value=times.moment(since, now=until, zone=zone)),
            Fact(label="Until", value=times.moment(until, now=until, zone=zone)),
        ),
    )


def worst_first(files: Iterable[CaseFile]) -> list[CaseFile]:
    """Return those that are named, the worst and newest first."""
    newest = sorted(files, key=lambda file: (file.case.severity.rank, file.case.opened_at), reverse=True)
    return newest[:MOST_LINES]


def lines(files: Sequence[CaseFile], quotes: Mapping[int, str]) -> tuple[Fact, ...]:
    """Return one fact each: our words as the label, the customer's as the value, which no channel reads as markup."""
    return tuple(
        Fact(
            label=f"{file.case.public_id} · {title(file)}",
            value=_short("" if file.gone else quotes.get(file.case.id, "")),
        )
        for file in files
    )


def _short(words: str) -> str:
    line = in_line(words)
    if not line:
        return "(no words to show)"
    return line if len(line) <= LINE_LENGTH else line[: LINE_LENGTH - 1].rstrip() + "…"


def rest(total: int, named: int) -> tuple[str, ...]:
    """Return what is said of those that are not named, where there are any."""
    if not named or total <= named:
        return ()
    return (f"The {named} worst and newest are named here; {total - named:,} more are in the list of cases.",)


def _severities(counts: Mapping[Severity, int]) -> str:
    worst_first = sorted(counts, key=lambda severity: -severity.rank)
    return ", ".join(f"{counts[severity]:,} {severity.value}" for severity in worst_first if counts[severity])


def _topics(counts: Mapping[Topic, int]) -> str:
    most_first = sorted((topic for topic in counts if counts[topic]), key=lambda topic: (-counts[topic], topic.value))
    shown = [f"{names.topic(topic)} {counts[topic]:,}" for topic in most_first[:5]]
    others = sum(counts[topic] for topic in most_first[5:])
    return ", ".join((*shown, f"other topics {others:,}") if others else shown)


def _sentence(words: str) -> str:
    return words if words.endswith((".", "!", "?")) else f"{words}."
