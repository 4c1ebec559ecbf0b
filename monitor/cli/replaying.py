"""`monitor replay`: what other rules would have flagged in stored history, against what was flagged."""

import argparse
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from monitor.assembly.configuration import read_config
from monitor.assembly.hearing import listening_for
from monitor.assembly.judging import judge_for, mask
from monitor.assembly.tuning import as_changed
from monitor.cli.failure import DONE, WRONG, CommandError
from monitor.cli.moment import now_of
from monitor.cli.output import say, show_json
from monitor.cli.progress import Progress
from monitor.cli.store import opened
from monitor.config.overlay import is_whole, overlaid
from monitor.config.schema import Config
from monitor.domain.replay import Example, Replayed
from monitor.stages.replay import Heard, replay
from monitor.stages.taught import Taught
from monitor.wording.quality import share


def run(args: argparse.Namespace) -> int:
    """Compare, and print."""
    since, now = _since(args.since), now_of(args)
    config, file = read_config(Path(args.config)), Path(args.rules)
    with opened(config) as db, Progress("mentions") as progress:
        with db.read() as tx:
            held = as_changed(tx, config)
        rules = read_config(file) if is_whole(file) else overlaid(held, file)
        judge = judge_for(rules, [Taught(db)])
        found = replay(db, judge, _heard(rules), since, now, mask=mask, told=progress.advance)
    if args.json:
        show_json(_document(found, since))
    else:
        _tell(found, args.since)
    return DONE


def _heard(config: Config) -> Heard:
    listening = [listening_for(source) for source in config.sources]
    known = {brand.name for brand in config.brands}
    return {one.source: (tuple(name for name in one.brands if name in known), one.about) for one in listening}


def _since(written: str) -> datetime:
    try:
        at = datetime.fromisoformat(written)
    except ValueError as error:
        raise CommandError(f"{written!r} is no date; write one as 2026-10-23", code=WRONG) from error
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)


def _document(found: Replayed, since: datetime) -> dict[str, Any]:
    whole = asdict(found)
    days = {day.isoformat(): {"was": was, "would": would} for day, (was, would) in found.alerts_by_day.items()}
    sources = {name: {"was": was, "would": would} for name, (was, would) in found.by_source.items()}
    return {"since": since, **whole, "alerts_by_day": days, "by_source": sources}


def _tell(found: Replayed, since: str) -> None:
    say(f"{found.mentions:,} mentions since {since}, judged by these rules as they were, and by those of the file:")
    say(f"  flagged by both       {found.both:,}")
    say(f"  flagged no longer     {found.only_was:,}")
    say(f"  newly flagged         {found.only_would:,}")
    say(f"  alerts a day          {found.alerts_a_day_was:.1f} -> {found.alerts_a_day_would:.1f}")
    say(f"  right, as answered    {share(found.precision_was)} -> {share(found.precision_would)}")
    for name, (was, would) in found.by_source.items() if len(found.by_source) > 1 else ():
        say(f"  {name}: {was:,} -> {would:,} complaints")
    _examples("Newly flagged", found.gained)
    _examples("Flagged no longer", found.lost)


def _examples(title: str, examples: tuple[Example, ...]) -> None:
    if examples:
        say(f"\n{title}, for example:")
    for one in examples:
        word = {True: ", the team calls it a complaint", False: ", the team calls it none", None: ""}[one.said]
        say(f"  M-{one.mention_id} {one.day} {one.source}, {_score(one.was.score)} -> {_score(one.would.score)}{word}")
        say(f"    {one.text}")


def _score(score: float | None) -> str:
    return "unread" if score is None else f"{score:.2f}"
