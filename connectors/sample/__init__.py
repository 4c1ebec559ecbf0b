"""The sample: five weeks of what people said of Sorrel, a grocer that does not exist, and then what they say now.

It needs no account and no network: a place to see alerts, cases and digests before there is a real source. The story
is in `story/`, one file a week, one mention a line with all that becomes of it; `live.jsonl` is what comes afterwards.
"""

from datetime import timedelta

from pydantic import Field

from connectors.kit.kind import Kind, SourceSettings, Tools
from connectors.sample.playing import Player

BRAND = "Sorrel"
"""The name of the brand that the story is about."""

KEYWORDS = ("sorrel", "sorrell", "sorrelgrocers", "sorrelpass")
"""What its customers call it; every mention that is about it has one of these in its title or text, as a word."""

EXCLUDE = (
    "sorrel soup",
    "wood sorrel",
    "sheep sorrel",
    "sheep's sorrel",
    "sorrel mare",
    "sorrel gelding",
    "julien sorrel",
)
"""Phrases in which the word means a plant, a horse or a novel's hero. Not all of them: some are left to be judged."""

OWN_ACCOUNTS = {"mastodon": ("sorrelgrocers",), "reddit": ("sorrelgrocers",)}
"""Author ids under which the brand itself speaks, by platform."""

_UNITS = {"s": timedelta(seconds=1), "m": timedelta(minutes=1), "h": timedelta(hours=1)}


class SampleSettings(SourceSettings):
    """How the story is played."""

    live_every: str = Field(
        default="5s",
        pattern=r"^[1-9][0-9]{0,5}[smh]$",
        description="Once the past is told, the pause between two live events of the story: 5s, 2m, 1h.",
    )


def _build(settings: SampleSettings, tools: Tools) -> Player:
    number, unit = int(settings.live_every[:-1]), settings.live_every[-1]
    return Player(now=tools.now, every=number * _UNITS[unit])


KIND = Kind(
    settings=SampleSettings,
    build=_build,
    hears="A bundled story: five weeks of mentions of Sorrel, a made-up grocer, and then a new one every few seconds.",
    needs="Nothing: no account, no network.",
    limits="It is fiction, for trying things out: give it a brand named Sorrel, and remove it before the real sources.",
    about="brand",
    every=timedelta(seconds=5),
    edits=True,
    deletions=True,
    replies=True,
    first_run="alert",
    replays=True,
    answers=True,
)
