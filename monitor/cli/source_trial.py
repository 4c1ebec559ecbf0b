"""`monitor sources try`: what a source gives, and what would be made of it. Nothing is saved."""

import argparse
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from threading import Event
from typing import Any

from connectors.contract import Mention, Page, SourceError
from connectors.kit.http import Door
from monitor.app import connector_for
from monitor.cli.configured import source_called
from monitor.cli.failure import DONE, CommandError
from monitor.cli.output import one_line, say, show_json
from monitor.config.routing import Source
from monitor.configuration import read_config
from monitor.domain.relevance import About
from monitor.domain.verdict import Verdict
from monitor.judging import judge_for
from monitor.scoring.judge import Judge
from monitor.stages.clock import SystemClock
from monitor.wording import names
from monitor.wording.quotes import quote_of
from monitor.wording.reasons import sentence, sentences

_SHOWN = 100
_ABOUT: Mapping[About, str] = {
    About.OTHER: "it is about something else",
    About.UNCLEAR: "whom it is about is not clear",
}


def run(args: argparse.Namespace) -> int:
    """Read some pages from the beginning and show what the judge says of each mention."""
    config = read_config(Path(args.config))
    source, judge = source_called(config, args.name), judge_for(config)
    clock = SystemClock(Event())
    door = Door(contact=config.web.base_url, now=clock.now)
    try:
        pages = list(islice(connector_for(source, door, clock).pages(None), max(args.pages, 1)))
    except SourceError as error:
        raise CommandError(f"{source.name}: {error}") from error
    finally:
        door.close()
    judged = [(mention, _judged(judge, source, mention)) for page in pages for mention in page.mentions]
    if args.json:
        show_json({"source": source.name, "mentions": [_document(*one) for one in judged], **_rest(pages)})
        return DONE
    for mention, verdicts in judged:
        say(_line(mention, verdicts))
    rejected = sum(len(page.rejected) for page in pages)
    say(f"{len(judged)} mentions, {rejected} not understood; nothing was saved")
    for one in (one for page in pages for one in page.rejected):
        say(f"not understood: {one_line(one.reason)}")
    return DONE


def _judged(judge: Judge, source: Source, mention: Mention) -> dict[str, Verdict]:
    return dict(judge.judge(mention, [(brand, source.about) for brand in source.brands]))


def _line(mention: Mention, verdicts: dict[str, Verdict]) -> str:
    words = one_line(quote_of(mention)) or "(no words)"
    short = words if len(words) <= _SHOWN else f"{words[: _SHOWN - 1]}…"
    told = "; ".join(f"{brand}: {_told(verdict)}" for brand, verdict in verdicts.items())
    return f"{mention.posted_at.astimezone(UTC):%Y-%m-%d %H:%M}  {short}\n    {told}"


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


def _document(mention: Mention, verdicts: dict[str, Verdict]) -> dict[str, Any]:
    return {
        "platform": mention.key.platform,
        "scope": mention.key.scope,
        "native_id": mention.key.native_id,
        "url": mention.url,
        "author": mention.author.name,
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


def _rest(pages: list[Page]) -> dict[str, Any]:
    rejected = [{"reason": one.reason, "payload": one.payload} for page in pages for one in page.rejected]
    return {"rejected": rejected, "more": bool(pages) and pages[-1].more, "at": datetime.now(UTC)}
