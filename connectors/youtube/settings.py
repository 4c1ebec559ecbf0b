"""The settings of a YouTube source."""

from typing import Annotated

from pydantic import Field, SecretStr, StringConstraints, model_validator

from connectors.kit.kind import SourceSettings
from connectors.kit.query.field import refuse_unsearchable
from connectors.kit.query.search import Dialect

DIALECT = Dialect(any_of="|", longest=400, most=3)
"""Words, phrases, and `|` between alternatives; `-` is left to our own matching."""

ChannelId = Annotated[str, StringConstraints(pattern=r"^UC[\w-]{22}$")]
VideoId = Annotated[str, StringConstraints(pattern=r"^[\w-]{11}$")]


class YoutubeSettings(SourceSettings):
    """Your channels, videos of others, or else what videos to search for."""

    api_key: SecretStr = Field(description="A key for the YouTube Data API.")
    channels: tuple[ChannelId, ...] = Field(
        default=(), max_length=20, description="Your channels' ids (UC…): comments there are heard, theirs are answers."
    )
    videos: tuple[VideoId, ...] = Field(
        default=(), max_length=100, description="Videos of others whose comments are heard. Without any: a search."
    )
    reread_days: int = Field(
        default=2, ge=0, le=30, description="How far back each poll looks again, for edits and for answers in threads."
    )
    searches_a_day: int = Field(default=100, ge=1, description="Pages of search results a day; YouTube allows 100.")
    units_a_day: int = Field(default=10_000, ge=1, description="All other requests a day; YouTube allows 10,000.")
    base_url: str = Field(default="https://www.googleapis.com", description="Where the API is.")

    @model_validator(mode="after")
    def _something_to_hear(self) -> "YoutubeSettings":
        if not self.channels and not self.videos:
            if self.query is None:
                raise ValueError("say which `channels` are yours, which `videos`, or what to search for as `query`")
            refuse_unsearchable(self.query, DIALECT)
        return self

    @property
    def streams(self) -> tuple[str, ...]:
        """What is read, one after the other: `channel ID`, `video ID` or `search WORDS`."""
        named = [f"channel {one}" for one in self.channels] + [f"video {one}" for one in self.videos]
        if named:
            return tuple(named)
        return tuple(f"search {words}" for words in (self.query.searches(DIALECT) if self.query else ()))
