"""What `monitor digest` does: it finds the week's figures, words them, and shows or sends them."""

import argparse
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from monitor.cli.failure import DONE, FAILED, WRONG, CommandError
from monitor.cli.moment import now_of
from monitor.cli.output import complain, say, show_bytes
from monitor.domain.edition import EVERY_BRAND, Edition
from monitor.domain.figures import Figures
from monitor.domain.snapshot import to_json
from monitor.domain.week import Week, latest_due, parse, week_of
from monitor.stages.digest import Plan, Scope, told, words_of, write
from monitor.store.database import Database
from monitor.wording.digest.chart import chart
from monitor.wording.digest.markdown import markdown
from monitor.wording.digest.page import document
from monitor.wording.digest.sheet import sheet
from monitor.wording.digest.text import text
from monitor.wording.times import stamp

Mask = Callable[[str], str]
"""Hides personal data and abuse in a customer's words."""


def run(args: argparse.Namespace) -> int:
    """Show or send the digest of the configuration's own store."""
    from monitor.assembly.configuration import read_config
    from monitor.assembly.digesting import digest_plans
    from monitor.assembly.judging import mask
    from monitor.cli.store import opened

    now, config = now_of(args), read_config(Path(args.config))
    with opened(config) as db:
        return weekly(db, digest_plans(config), args, now=now, base_url=config.web.base_url, mask=mask)


def weekly(
    db: Database, plans: Sequence[Plan], args: argparse.Namespace, *, now: datetime, base_url: str | None, mask: Mask
) -> int:
    """Do what the arguments ask for, at `now`; return the exit code."""
    plan = _plan(plans, args.name)
    scope = _scope(plan, args.brand, args.department)
    week = _week(db, plan, scope, args.week, now)
    if args.send:
        return _send(db, plan, scope, week, now)
    figures = told(db, plan, scope, week, now)
    if args.week and _before_the_store(figures):
        raise CommandError(f"nothing is known of {week}: the store began later", code=WRONG)
    if args.format == "png":
        _draw(figures, args.out)
    else:
        _show(_worded(db, figures, args.format, base_url, mask), args.out)
    return DONE


def _plan(plans: Sequence[Plan], name: str | None) -> Plan:
    found = next((plan for plan in plans if plan.name == (name or "")), None)
    if found is None:
        names = ", ".join(plan.name for plan in plans if plan.name) or "no further one: see `digests:`"
        raise CommandError(f"there is no digest called {name!r}; there is {names}", code=WRONG)
    return found


def _scope(plan: Plan, brand: str | None, department: str | None) -> Scope:
    """Take the one that is asked for; what is planned for no brand or department at all is told of any."""
    if brand is None and department is None:
        return plan.scopes[0]
    wanted = Edition(name=plan.name, brand=brand or EVERY_BRAND, department=department or "")
    planned = {scope.edition: scope for scope in plan.scopes}
    for noun, value, known in (
        ("brand", brand, {edition.brand for edition in planned} - {EVERY_BRAND}),
        ("department", department, {edition.department for edition in planned} - {""}),
    ):
        if value is not None and known and value not in known:
            names = ", ".join(sorted(known))
            raise CommandError(f"there is no digest of the {noun} {value!r}; there is one of: {names}", code=WRONG)
    return planned.get(wanted, Scope(edition=wanted))


def _week(db: Database, plan: Plan, scope: Scope, written: str | None, now: datetime) -> Week:
    """Take the week that is named, else the latest one due, or the one that runs where the store is younger."""
    current = week_of(now, plan.zone)
    if written is None:
        due = latest_due(now, weekday=plan.weekday, at=plan.at, zone=plan.zone)
        return current if _before_the_store(told(db, plan, scope, due, now)) else due
    try:
        week = parse(written)
    except ValueError as error:
        raise CommandError(str(error), code=WRONG) from error
    if week > current:
        raise CommandError(f"{week} has not begun; this is {current}", code=WRONG)
    return week


def _before_the_store(figures: Figures) -> bool:
    heard = figures.heard.now or figures.cases.now or any(source.polls for source in figures.coverage)
    return figures.preliminary is False and not heard


def _send(db: Database, plan: Plan, scope: Scope, week: Week, now: datetime) -> int:
    ends_at = week.ends_at(plan.zone)
    if now < ends_at:
        when = stamp(ends_at, plan.zone.key)
        raise CommandError(f"{week} has not ended: it can be sent from {when}", code=WRONG)
    channels = plan.channels_of(scope)
    if not channels:
        raise CommandError("there is no channel to send it to; name one in digest.to", code=WRONG)
    queued = write(db, plan, scope, week, now, send=True)
    if queued:
        complain(f"{week} is queued for {', '.join(channels)}: it goes out while `monitor run` runs")
    else:
        complain(f"{week} was sent before: nothing is sent twice")
    return DONE


def _worded(db: Database, figures: Figures, form: str, base_url: str | None, mask: Mask) -> str:
    if form == "json":
        return to_json(figures) + "\n"
    if form == "csv":
        return sheet(figures)
    words = words_of(db, figures, mask)
    return {"text": text, "markdown": markdown, "html": document}[form](figures, base_url=base_url, quotes=words)


def _show(words: str, out: str | None) -> None:
    if out is None:
        say(words.removesuffix("\n"))
        return
    _write(out, words.encode("utf-8"))


def _draw(figures: Figures, out: str | None) -> None:
    picture = chart(figures)
    if picture is None:
        raise CommandError(f"no days are known of {figures.week}: it has no chart", code=WRONG)
    if out is not None:
        _write(out, picture)
    elif not show_bytes(picture):
        raise CommandError("a picture is nothing for a terminal: name a file with --out", code=WRONG)


def _write(out: str, content: bytes) -> None:
    try:
        Path(out).write_bytes(content)
    except OSError as error:
        raise CommandError(f"cannot write {out}: {error.strerror}", code=FAILED) from error
