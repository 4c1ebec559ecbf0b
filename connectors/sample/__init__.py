"""The sample: five weeks of what people said of Sorrel, a grocer that does not exist, and then what they say now.

It needs no account and no network: a place to see alerts, cases and digests before there is a real source. The story
is in `story/`, one file a week, one mention a line with all that becomes of it; `live.jsonl` has scenes for who looks
on.
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


class SampleSettings(SourceSettings):
    """How the story is played."""

    scenes: bool = Field(
        default=True,
        description="Whether scenes are played beside the story for the first hours: twelve of them in two minutes, "
        "then one every three minutes.",
    )


def _build(settings: SampleSettings, tools: Tools) -> Player:
    return Player(now=tools.now, with_scenes=settings.scenes)


KIND = Kind(
    settings=SampleSettings,
    build=_build,
    hears="A bundled story: five weeks of mentions of Sorrel, a made-up grocer, that go on as life does.",
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
