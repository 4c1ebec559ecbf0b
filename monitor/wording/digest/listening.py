"""The tables of how well sources were heard, and of the stars that they gave."""

from collections.abc import Iterator

from monitor.domain.figures import Coverage, Figures, Promoters, ReadBlind
from monitor.wording import names
from monitor.wording.digest import sentences
from monitor.wording.digest.links import Links
from monitor.wording.digest.places import Places
from monitor.wording.digest.story import Cell, Table, cells

ENOUGH_RATINGS = 10
"""Fewer make no score."""


def listening(figures: Figures, links: Links) -> Iterator[Table]:
    """Yield where the monitor listened and where it was blind, and the stars by place."""
    places = Places.of(figures)
    yield Table(
        title="How well we listened",
        columns=("Where", "Heard", "Polls", "Failed", "Gaps", "Not understood", "Silent"),
        rows=tuple(_coverage(each, places, links) for each in figures.coverage),
        note=_listened(figures),
    )
    yield Table(
        title="What the stars say",
        columns=("Where", "Score", "Ratings", "Week before"),
        rows=tuple(cells(*_stars(each, places)) for each in figures.promoters),
        note="A proxy of a promoter score: the share of five stars less that of three and fewer. Never pooled.",
    )


def _coverage(each: Coverage, places: Places, links: Links) -> tuple[Cell, ...]:
    counts = (f"{count:,}" for count in (each.polls, each.failed, each.gaps, each.rejected))
    silent = sentences.seconds(each.silent) if each.silent else sentences.NONE
    heard = Cell(text=f"{each.heard:,}", link=links.mentions(source=each.source) if each.heard else None)
    return (Cell(text=places.heard_by(each.source)), heard, *cells(*counts, silent))


def _listened(figures: Figures) -> str:
    told = [f"Heard {figures.heard.now:,}, flagged {figures.complaints.now:,}.", _sampled(figures.read_blind)]
    if eyes := figures.needs_eyes.now:
        told.append(f"{names.plural(eyes, 'mention')} could not be read by the monitor and need a person's eyes.")
    return " ".join(told)


def _sampled(blind: ReadBlind) -> str:
    if not blind.read:
        return "Nobody read a sample of what was not flagged, so it is not known what was missed."
    was = "was a complaint" if blind.missed == 1 else "were complaints"
    told = f"Of {blind.read:,} not flagged that people read blind, {blind.missed:,} {was}"
    between = "" if blind.high is None else f": between {blind.low:,} and {blind.high:,} missed in the weeks sampled"
    return f"{told}{between}."


def _stars(each: Promoters, places: Places) -> tuple[str, ...]:
    return (
        places.said(each.platform, each.source),
        _score(each.now.score, each.now.count),
        f"{each.now.count:,}",
        _score(each.before.score, each.before.count),
    )


def _score(score: int | None, ratings: int) -> str:
    return "too few" if score is None or ratings < ENOUGH_RATINGS else f"{score:+d}"
