"""The digest's first words: what was said, how it was answered, and what came of it."""

from datetime import datetime, timedelta

from monitor.domain.case import Outcome
from monitor.domain.edition import EVERY_BRAND, Edition
from monitor.domain.figures import Count, Figures, Line, Rise, Tally
from monitor.domain.intervals import wilson
from monitor.domain.score import Topic
from monitor.domain.trend import Change, change, usual
from monitor.wording import names, times
from monitor.wording.digest.places import Places

ENOUGH_FOR_PER_CENT = 20
"""A share of fewer is told as it is: 3 of 4 is no 75%."""
ENOUGH_TO_BE_SURE = 100
"""From so many on, the interval around a share is left out."""
MOST_NAMED = 5
MOST_BLIND = 3
NONE = "-"
_CHANGES = {
    Change.UNKNOWN: "no full week to compare with",
    Change.USUAL: "about as usual",
    Change.MORE: "more than usual",
    Change.FEWER: "fewer than usual",
}


def heading(figures: Figures) -> str:
    """Return which week it is: `Week 47 · 16 to 22 November 2026 · all brands`."""
    first, last = figures.starts_at, figures.ends_at - timedelta(hours=1)
    return f"Week {int(figures.week[-2:])} · {times.dates(first, last, figures.zone)} · {scope(figures)}"


def scope(figures: Figures) -> str:
    """Return what the digest is about."""
    return about(figures.edition)


def about(edition: Edition) -> str:
    """Return what an edition is about: `all brands`, `Acme Air · billing`; a further one is told by its name, too."""
    brand = "all brands" if edition.brand == EVERY_BRAND else edition.brand
    return " · ".join(filter(None, (brand, edition.department, edition.name)))


def as_of(figures: Figures) -> str:
    """Return from when the figures are, and whether they may still change."""
    at = times.stamp(figures.made_at, figures.zone)
    if figures.preliminary:
        running = figures.made_at < figures.ends_at
        half = " It is compared with the same days of the weeks before." if running else ""
        return f"Preliminary: as of {at}; the week's digest is not written yet.{half}"
    if figures.open is None:
        return f"Told in hindsight, as of {at}: the digest began later; what waited, was late or claimed is not known."
    return f"As of {at}."


def said(figures: Figures) -> str:
    """Say how much was heard, how much of it complained, and about what; a quiet week proves that it listened."""
    cases = figures.cases
    polls, sources = sum(each.polls for each in figures.coverage), len(figures.coverage)
    listened = f"in {names.plural(polls, 'poll')} of {names.plural(sources, 'source')}"
    if not cases.now:
        return f"A quiet week: {_quiet(figures)} {listened}{_against(figures)}."
    heard = names.plural(figures.heard.now, "mention")
    told = f"{names.plural(cases.now, 'complaint')} in {heard} heard{_against(figures)}"
    if figures.rise is not None:
        return f"{told}; {_caused(figures, figures.rise)}."
    known = [line for line in figures.topics if line.count.now and line.name != Topic.OTHER]
    largest = [f"{topic(line.name)} ({line.count.now:,})" for line in known[:3]]
    return f"{told}; most about {_and(largest)}." if largest else f"{told}."


def _caused(figures: Figures, rise: Rise) -> str:
    """Say what a week that is worse than usual comes from: how much of it, since when, and whose it is."""
    line = next(each for each in figures.topics if each.name == rise.topic)
    told = f"{topic(rise.topic)} caused {share(line.count.now, figures.cases.now)}, usually {mean(line.count)}"
    told += f", since {rise.since:%A}" if rise.since else ""
    return f"{told}, owner {rise.department}" if rise.department else told


def _quiet(figures: Figures) -> str:
    """What was brought in from before may complain, and opens no case: it is no news, but no silence either."""
    heard, complaints = names.plural(figures.heard.now, "mention"), figures.complaints.now
    if not figures.heard.now:
        return "nothing was heard"
    if figures.department:
        return f"no complaint for {figures.department} among the {heard} heard"
    if not complaints:
        return f"no complaint among the {heard} heard"
    return f"no new case; {names.plural(complaints, 'complaint')} among the {heard} heard opened none,"


def answered(figures: Figures) -> str:
    """Say how fast and how reliably complaints were answered."""
    speed, kept = figures.speed, figures.kept
    if not speed.of:
        return f"None waited for a first answer{_kept(figures, '; ') if kept.due else ''}."
    told = f"{share(speed.answered, speed.of)} answered so far"
    if speed.median is not None and speed.p90 is not None:
        told += f", half of them within {seconds(speed.median)}"
        told += f" and nine in ten within {seconds(speed.p90)}" if speed.timed >= MOST_NAMED else ""
    return f"{told}{_kept(figures, '; ')}."


def became(figures: Figures) -> str:
    """Say what customers did after the answer, and what still waits."""
    counts = {tally.name: tally.count for tally in figures.outcomes}
    won, lost = counts.get(Outcome.RECOVERED, 0), counts.get(Outcome.WORSENED, 0)
    told = f"{names.plural(won, 'customer')} won back" if won else "No customer was seen to be won back"
    told += f", {lost:,} more unhappy than before" if lost else ""
    live = figures.open
    if live is None:
        return f"{told}."
    unanswered = live.open + live.acknowledged
    if not unanswered:
        return f"{told}; nothing waits for an answer."
    verb = "waits" if unanswered == 1 else "wait"
    told += f"; {names.plural(unanswered, 'complaint')} {verb} for an answer"
    oldest = live.oldest[0]
    which = "since" if unanswered == 1 else "the oldest"
    return f"{told}, {which} {_waited(oldest.case, oldest.opened_at, figures.made_at, alone=unanswered == 1)}."


def listened(figures: Figures) -> str:
    """Say how well was listened, in one line that is always seen."""
    blind, places = figures.read_blind, Places.of(figures)
    told = [f"Heard {figures.heard.now:,}, flagged {figures.complaints.now:,}"]
    sampled = f"of {blind.read:,} ignored that people read, missed {blind.missed:,}"
    told.append(sampled if blind.read else "nobody read a sample of what was ignored")
    silent = [each for each in figures.coverage if each.silent]
    told += [f"{places.heard_by(each.source)} blind for {seconds(each.silent)}" for each in silent[:MOST_BLIND]]
    told += [f"{len(silent) - MOST_BLIND:,} more sources blind for a while"] if len(silent) > MOST_BLIND else []
    return f"{'; '.join(told)}."


def topic(name: str) -> str:
    """Return a topic's words; a name that is none stays as it is."""
    return names.topic(Topic(name)) if name in set(Topic) else name


def share(part: int, whole: int) -> str:
    """Return a part of a whole, in per cent where there are enough to say so: `60 of 66 (91%)`, `3 of 4`."""
    told = f"{part:,} of {whole:,}"
    return f"{told} ({100 * part / whole:.0f}%)" if whole >= ENOUGH_FOR_PER_CENT else told


def bounded(part: int, whole: int) -> str:
    """Return a share for a table, where numbers are small with what they leave open: `3 of 4 (30-95%)`.

    That is the interval in which the true share lies 19 times in 20.
    """
    if not whole or whole >= ENOUGH_TO_BE_SURE:
        return share(part, whole)
    told = wilson(part, whole)
    between = f"{100 * told.low:.0f}-{100 * told.high:.0f}%"
    sure = f"{100 * part / whole:.0f}%, " if whole >= ENOUGH_FOR_PER_CENT else ""
    return f"{part:,} of {whole:,} ({sure}{between})"


def seconds(length: int) -> str:
    """Return a length in seconds as people say it."""
    return times.span(timedelta(seconds=length))


def mean(count: Count) -> str:
    """Return what is usual: the mean of the weeks before, `-` where there are none."""
    value = usual(count)
    if value is None:
        return NONE
    return f"{value:,.0f}" if value >= 10 or value == round(value) else f"{value:.1f}"


def compared(count: Count) -> str:
    """Return how a count compares, in words."""
    return _CHANGES[change(count)]


def ids(cases: tuple[int, ...] | Tally | Line, most: int = MOST_NAMED) -> str:
    """Return the public ids of cases, a few of them named and the others counted."""
    known = cases if isinstance(cases, tuple) else cases.cases
    count = _count(cases)
    named = [f"C-{case}" for case in known[:most]]
    return ", ".join(named) + (f" and {count - len(named):,} more" if count > len(named) else "")


def _count(cases: tuple[int, ...] | Tally | Line) -> int:
    if isinstance(cases, tuple):
        return len(cases)
    return cases.count if isinstance(cases, Tally) else cases.count.now


def _against(figures: Figures) -> str:
    count, over = figures.cases, figures.made_at >= figures.ends_at
    told = f", {compared(count)}"
    return told if usual(count) is None else f"{told} ({mean(count)} {'a week' if over else 'by then'})"


def _kept(figures: Figures, lead: str) -> str:
    due = figures.kept.due
    return f"{lead}{share(figures.kept.kept, due)} answers that were due came in time" if due else ""


def _waited(case: int, opened_at: datetime, made_at: datetime, *, alone: bool) -> str:
    return (
        f"{times.span(made_at - opened_at)} ago (C-{case})"
        if alone
        else f"(C-{case}) for {times.span(made_at - opened_at)}"
    )


def _and(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
