"""The settings of a Mastodon source."""

import re

from pydantic import Field, SecretStr, field_validator, model_validator

from connectors.kit.kind import SourceSettings
from connectors.kit.query.field import QueryText, refuse_unsearchable
from connectors.kit.query.search import Dialect
from connectors.mastodon.reading import Place

DIALECT = Dialect(most=5)
"""Plain words and phrases: all of them must be there."""


class MastodonSettings(SourceSettings):
    """What to listen to: a `hashtag`, `mentions`, or else what a search for `query` finds."""

    base_url: str = Field(default="https://mastodon.social", description="The server (instance) to ask.")
    hashtag: str | None = Field(default=None, description="A hashtag, with or without #.")
    or_hashtags: tuple[str, ...] = Field(default=(), max_length=3, description="Further hashtags: any of them will do.")
    query: QueryText | None = Field(
        default=None,
        description="What to search for (needs a token) or, with `hashtag` or `mentions`, what to keep of them.",
    )
    mentions: bool = Field(default=False, description="Posts that mention the token's own account; needs a token.")
    token: SecretStr | None = Field(
        default=None,
        description="An access token: read:search, read:notifications, read:statuses, read:accounts, write:statuses.",
    )
    accounts: tuple[str, ...] = Field(
        default=(),
        description="Further accounts of yours, by the address of their profile: what they reply is your answer.",
    )
    longest_post: int = Field(default=500, ge=100, description="The most characters that this server takes in a post.")
    requests_in_5_minutes: int = Field(default=300, ge=1, description="What this server allows the token, or you.")

    @field_validator("hashtag", "or_hashtags")
    @classmethod
    def _bare(cls, given: str | tuple[str, ...] | None) -> str | tuple[str, ...] | None:
        tags = [tag.strip().removeprefix("#") for tag in ([given] if isinstance(given, str) else given or ())]
        wrong = [tag for tag in tags if not re.fullmatch(r"\w+", tag)]
        if wrong:
            raise ValueError(f"{wrong[0]!r} is no hashtag: it is letters, digits and _ only")
        return (tags[0] if isinstance(given, str) else tuple(tags)) if tags else given

    @model_validator(mode="after")
    def _one_place(self) -> "MastodonSettings":
        if (self.hashtag is not None and self.mentions) or (self.place == "search" and self.query is None):
            raise ValueError("say one of `hashtag`, `query` and `mentions: true`")
        if self.or_hashtags and self.hashtag is None:
            raise ValueError("`or_hashtags` goes with `hashtag`")
        if self.token is None and self.hashtag is None:
            raise ValueError("`query` and `mentions` need a `token`: Preferences > Development > New application")
        if self.query is not None and self.place == "search":
            refuse_unsearchable(self.query, DIALECT)
        return self

    @property
    def place(self) -> Place:
        """What is asked."""
        if self.mentions:
            return "notifications"
        return "search" if self.hashtag is None else "timeline"

    @property
    def searches(self) -> tuple[str, ...]:
        """What the server is searched for; one empty search where it is not."""
        return self.query.searches(DIALECT) if self.query and self.place == "search" else ("",)
