"""What `monitor judgement report`, `propose`, `learn` and `rollback` do."""

import argparse
import re
from dataclasses import asdict
from getpass import getuser
from pathlib import Path

from monitor.assembly.configuration import read_config
from monitor.assembly.teaching import learning_for, refiling_for
from monitor.assembly.tuning import case_threshold
from monitor.cli.failure import DONE, FAILED, WRONG, CommandError
from monitor.cli.moment import now_of
from monitor.cli.output import complain, say, show_json
from monitor.cli.store import opened
from monitor.domain.labels import What
from monitor.stages import assess
from monitor.stages.refile import KINDS as FILED
from monitor.store import labels, models
from monitor.store.database import Database
from monitor.wording.quality import proposal_lines, quality_lines

_ONE_IN = re.compile(r"1/([0-9]{1,6})")


def report(args: argparse.Namespace) -> int:
    """Tell how well mentions are judged."""
    now, days = now_of(args), _days(args)
    with opened(read_config(Path(args.config))) as db:
        quality = assess.quality(db, now, days=days)
        with db.read() as tx:
            known = {what: labels.count(tx, what) for what in What}
            learned = [model for what in _NOUNS for model in models.history(tx, what, limit=5)]
    if args.json:
        fields = ("id", "kind", "made_at", "labels", "report", "used")
        told = [{name: getattr(one, name) for name in fields} for one in learned]
        show_json({**asdict(quality), "labels": known, "models": told})
    else:
        for line in quality_lines(quality, known, learned):
            say(line)
    return DONE


def propose(args: argparse.Namespace) -> int:
    """Find a threshold; 1 where none does what is asked for."""
    now, days = now_of(args), _days(args)
    config = read_config(Path(args.config))
    with opened(config) as db:
        if args.miss_at_most is not None:
            key = "case"
            found = assess.for_misses(
                db, now, one_in=_one_in(args.miss_at_most), alert=config.judgement.threshold.alert, days=days
            )
        else:
            key = "alert"
            if not 0 <= args.alerts_a_day < float("inf"):
                raise CommandError("--alerts-a-day wants a number, 0 or more", code=WRONG)
            with db.read() as tx:
                least = case_threshold(config)(tx)
            found = assess.for_alerts(db, now, a_day=args.alerts_a_day, days=days, least=least)
    if args.json:
        show_json({"key": f"judgement.threshold.{key}", **asdict(found)})
    else:
        for line in proposal_lines(found, key):
            say(line)
    return DONE if found.reached else FAILED


def learn(args: argparse.Namespace) -> int:
    """Learn from what there is, in this process; 1 where there is too little."""
    now, config = now_of(args), read_config(Path(args.config))
    with opened(config) as db:
        learning, refiling = learning_for(db, case_threshold(config), aside=False), refiling_for(db, aside=False)
        before = {what: _latest(db, what) for what in _NOUNS}
        teachers = {what: refiling if what in FILED else learning for what in before}
        used = [what for what, teacher in teachers.items() if teacher.learn(what, now, anyway=True)]
        fresh = [what for what in before if _latest(db, what) != before[what]]
    for what in fresh:
        told = "is in use" if what in used else "was not better on held-out labels, and is not used"
        say(f"what was learned of {_NOUNS[what]} {told}")
    if not fresh:
        complain(
            "too few answers count yet: about 500 are needed, and 200 handled cases for topics and severities; "
            "`monitor judgement report` tells how many there are"
        )
    return DONE if fresh else FAILED


def rollback(args: argparse.Namespace) -> int:
    """Let what judged before judge again."""
    now = now_of(args)
    with opened(read_config(Path(args.config))) as db:
        try:
            with db.write() as tx:
                number = models.roll_back(tx, args.of, by=args.by or getuser(), now=now)
        except ValueError as error:
            raise CommandError(str(error)) from error
    say("the shipped judge alone judges again" if number is None else f"model {number} judges again")
    return DONE


_NOUNS = {
    What.COMPLAINT: "complaints",
    What.OURS: "what is ours",
    What.TOPIC: "topics",
    What.SEVERITY: "severities",
}


def _latest(db: Database, what: What) -> int | None:
    with db.read() as tx:
        found = models.latest(tx, what)
    return None if found is None else found.id


def _days(args: argparse.Namespace) -> float:
    days = float(args.days)
    if not 1 <= days <= 3650:
        raise CommandError("--days wants a number from 1 to 3650", code=WRONG)
    return days


def _one_in(written: str) -> int:
    found = _ONE_IN.fullmatch(written.strip())
    if found is None or int(found[1]) < 1:
        raise CommandError(f"{written!r} is no part; write 1/20 for one in twenty", code=WRONG)
    return int(found[1])
