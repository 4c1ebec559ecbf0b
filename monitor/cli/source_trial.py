"""`monitor sources try`: what a source gives, and what would be made of it. Nothing is saved."""

import argparse
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from threading import Event
from typing import Any

from pydantic import ValidationError

from connectors.contract import Mention, Page, SourceError
from connectors.kit.http import Door
from connectors.kit.query.field import Query
from monitor.assembly.configuration import read_config
from monitor.assembly.hearing import connector_for, query_of
from monitor.assembly.judging import judge_for
from monitor.cli.configured import source_called
from monitor.cli.failure import DONE, WRONG, CommandError
from monitor.cli.output import one_line, say, show_json
from monitor.cli.store_settings import as_held
from monitor.config.routing import Source
from monitor.domain.relevance import About
from monitor.domain.verdict import Verdict
from monitor.scoring.judge import Judge
from monitor.stages.clock import SystemClock
from monitor.wording import names
from monitor.wording.quotes import in_line, quote_of
from monitor.wording.reasons import sentence, sentences

_Told = tuple[Mention, str | None]

_SHOWN = 100
_ABOUT: Mapping[About, str] = {
    About.OTHER: "it is about something else",
    About.UNCLEAR: "whom it is about is not clear",
}


def run(args: argparse.Namespace) -> int:
    """Read some pages from the beginning and show what the judge says of each mention."""
    config = read_config(Path(args.config))
    source, judge = looking_for(source_called(config, args.name), args.query), judge_for(as_held(config))
    clock = SystemClock(Event())
    door = Door(contact=config.web.base_url, now=clock.now)
    try:
        pages = list(islice(connector_for(source, door, clock).pages(None), max(args.pages, 1)))
    except SourceError as error:
        raise CommandError(f"{source.name}: {error}") from error
    finally:
        door.close()
    kept, dropped = _sorted_by(
        query_of(source, config.brands), [mention for page in pages for mention in page.mentions]
    )
    judged = [(mention, why, _judged(judge, source, mention)) for mention, why in kept]
    if args.json:
        told = {"mentions": [_document(*one) for one in judged], "dropped": [_dropped(*one) for one in dropped]}
        show_json({"source": source.name, **told, **_rest(pages)})
        return DONE
    for mention, why, verdicts in judged:
        say(_line(mention, why, verdicts))
    for mention, why in dropped:
        say(f"{_head(mention)}\n    dropped: {why}")
    rejected = sum(len(page.rejected) for page in pages)
    say(f"{len(judged)} kept, {len(dropped)} dropped, {rejected} not understood; nothing was saved")
    for one in (one for page in pages for one in page.rejected):
        say(f"not understood: {one_line(one.reason)}")
    return DONE


def looking_for(source: Source, written: str | None) -> Source:
    """Return `source` with another query. Raises `CommandError` where its kind takes none, or not this one."""
    if written is None:
        return source
    settings = source.settings
    known = {name: getattr(settings, name) for name in type(settings).model_fields}
    if "query" not in known:
        raise CommandError(f"{source.name}: sources of the kind {source.kind} take no query", code=WRONG)
    try:
        changed = type(settings).model_validate(known | {"query": written})
    except ValidationError as error:
        raise CommandError(f"--query: {error.errors()[0]['msg'].removeprefix('Value error, ')}", code=WRONG) from error
    return source.model_copy(update={"settings": changed})


def _sorted_by(query: Query | None, mentions: list[Mention]) -> tuple[list[_Told], list[_Told]]:
    """Return what is kept and what is dropped, each with why."""
    if query is None:
        return [(mention, None) for mention in mentions], []
    matched = [(mention, query.match(mention)) for mention in mentions]
    kept = [(mention, match.why) for mention, match in matched if match.kept]
    return list[_Told](kept), [(mention, match.why) for mention, match in matched if not match.kept]


def _judged(judge: Judge, source: Source, mention: Mention) -> dict[str, Verdict]:
    return dict(judge.judge(mention, [(brand, source.about) for brand in source.brands]))


def _line(mention: Mention, why: str | None, verdicts: dict[str, Verdict]) -> str:
    told = "; ".join(f"{brand}: {_told(verdict)}" for brand, verdict in verdicts.items())
    kept = "" if why is None else f"\n    kept: {why}"
    return f"{_head(mention)}{kept}\n    {told}"


def _head(mention: Mention) -> str:
    words = one_line(in_line(quote_of(mention))) or "(no words)"
    short = words if len(words) <= _SHOWN else f"{words[: _SHOWN - 1]}…"
    return f"{mention.posted_at.astimezone(UTC):%Y-%m-%d %H:%M}  {short}"


def _told(verdict: Verdict) -> str:
    if verdict.complaint:
        topic = f": {names.topic(verdict.topic)}" if verdict.topic else ""
        return (
            f"{verdict.severity} complaint{topic} ({verdict.score or 0:.2f}; {'; '.join(sentences(verdict.reasons))})"
        )
    if verdict.needs_eyes:
        return "cannot be read: needs eyes"
    if verdict.about != "us":
        return f"opens no case: {_ABOUT[verdict.about]}"
    return f"no complaint ({verdict.speaker}, {verdict.score or 0:.2f})"


def _document(mention: Mention, why: str | None, verdicts: dict[str, Verdict]) -> dict[str, Any]:
    return {
        "kept_because": why,
        "platform": mention.key.platform,
        "scope": mention.key.scope,
        "native_id": mention.key.native_id,
        "url": mention.url,
        "author": mention.author.name,
        "author_id": mention.author.id,
        "title": mention.title,
        "text": mention.text,
        "stars": None if mention.rating is None else mention.rating.stars,
        "posted_at": mention.posted_at,
        "verdicts": {
            brand: {
                "about": verdict.about,
                "speaker": verdict.speaker,
                "complaint": verdict.complaint,
                "needs_eyes": verdict.needs_eyes,
                "score": verdict.score,
                "severity": verdict.severity,
                "topic": verdict.topic,
                "reasons": [sentence(reason) for reason in verdict.reasons],
            }
            for brand, verdict in verdicts.items()
        },
    }


def _dropped(mention: Mention, why: str | None) -> dict[str, Any]:
    return {"native_id": mention.key.native_id, "url": mention.url, "text": mention.text, "dropped_because": why}


def _rest(pages: list[Page]) -> dict[str, Any]:
    rejected = [{"reason": one.reason, "payload": one.payload} for page in pages for one in page.rejected]
    return {"rejected": rejected, "more": bool(pages) and pages[-1].more, "at": datetime.now(UTC)}
