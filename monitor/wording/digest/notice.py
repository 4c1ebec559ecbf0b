"""The digest as a channel shows it: what a manager reads on Monday without opening anything."""

from alerts.contract import Button, Fact, Notice, Tone
from monitor.domain.figures import Figures, Line, Open, ReadBlind
from monitor.wording import names
from monitor.wording.digest import sentences
from monitor.wording.digest.context import beside_in_words
from monitor.wording.digest.links import Links
from monitor.wording.digest.places import Places
from monitor.wording.digest.story import opening

MOST_TOPICS, MOST_RIVALS = 8, 2


def digest_notice(figures: Figures, *, key: str, base_url: str | None = None) -> Notice:
    """Return the notice of a week's digest. No customer's word is in it."""
    first = opening(figures)
    links = Links.of(figures, base_url)
    return Notice(
        key=key,
        tone=Tone.INFO,
        title=first.heading,
        body="\n".join(
            (*first.sentences, f"To decide: {first.decision}", *_topics(figures), *_thanks(figures), first.as_of)
        ),
        facts=tuple(_facts(figures)),
        buttons=tuple(
            Button(label=label, url=url)
            for label, url in (("Open the week's cases", links.cases()), ("Open the digest", links.page()))
            if url
        ),
    )


def _topics(figures: Figures) -> tuple[str, ...]:
    told = [_topic(line) for line in figures.topics[:MOST_TOPICS] if line.count.now]
    return (f"About: {', '.join(told)}.",) if told else ()


def _topic(line: Line) -> str:
    usually = f" (usually {sentences.mean(line.count)})" if line.count.before else ""
    return f"{sentences.topic(line.name)} {line.count.now:,}{usually}"


def _thanks(figures: Figures) -> tuple[str, ...]:
    told = [f"{tally.name} ({tally.count})" for tally in figures.thanks]
    return (f"Thanks for winning customers back: {', '.join(told)}.",) if told else ()


def _facts(figures: Figures) -> list[Fact]:
    speed, kept, live, precision = figures.speed, figures.kept, figures.open, figures.precision
    told = [("Complaints", f"{figures.cases.now:,} ({sentences.compared(figures.cases)})")]
    told += (
        [("Critical", f"{figures.critical.count:,}: {sentences.ids(figures.critical)}")]
        if figures.critical.count
        else []
    )
    told += [("Answered", sentences.share(speed.answered, speed.of))] if speed.of else []
    told += [("In time", sentences.share(kept.kept, kept.due))] if kept.due else []
    told += [] if live is None else _waiting(live)
    told += [("Not a complaint", sentences.share(precision.wrong, precision.acted))] if precision.wrong else []
    told += [("Could not be read", names.plural(figures.needs_eyes.now, "mention"))] if figures.needs_eyes.now else []
    told += [(f"Beside {rival.name}", beside_in_words(rival)) for rival in figures.rivals[:MOST_RIVALS]]
    told += [("Listening", _listening(figures))]
    return [Fact(label=label, value=value) for label, value in told]


def _waiting(live: Open) -> list[tuple[str, str]]:
    told = [("Waiting for an answer", f"{live.open + live.acknowledged:,}, overdue {live.overdue:,}")]
    return [*told, ("From earlier weeks", sentences.ids(live.earlier))] if live.earlier.count else told


def _sampled(blind: ReadBlind) -> tuple[str, ...]:
    return (f"{blind.read:,} of the unflagged read, {blind.missed:,} missed",) if blind.read else ()


def _listening(figures: Figures) -> str:
    coverage, places = figures.coverage, Places.of(figures)
    told = f"{names.plural(sum(each.polls for each in coverage), 'poll')} of {names.plural(len(coverage), 'source')}"
    blind = [each for each in coverage if each.silent]
    silent = [f"{places.heard_by(each.source)} silent for {sentences.seconds(each.silent)}" for each in blind]
    failed = sum(each.failed for each in coverage)
    return "; ".join((told, *_sampled(figures.read_blind), *((f"{failed:,} failed",) if failed else ()), *silent[:3]))
