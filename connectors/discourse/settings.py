"""The settings of a Discourse source."""

from pydantic import Field, SecretStr, model_validator

from connectors.discourse.reading import WINDOW, Forum
from connectors.kit.kind import SourceSettings
from connectors.kit.query.field import refuse_unsearchable
from connectors.kit.query.search import Dialect

DIALECT = Dialect(most=5)
"""Plain words and phrases: all of them must be there."""


class DiscourseSettings(SourceSettings):
    """Which forum, and whether all of it is read."""

    base_url: str = Field(pattern=r"^https?://", description="The forum's address: https://community.example.com.")
    search: bool = Field(
        default=False, description="Ask the forum's search for `query`, instead of reading all that is posted."
    )
    api_key: SecretStr | None = Field(default=None, description="A key, for a forum that is closed or to answer there.")
    api_username: str | None = Field(default=None, description="In whose name the key is used, where it asks for one.")
    staff_is_us: bool = Field(
        default=True, description="Whether posts of the forum's staff are answers of yours, and no mentions."
    )
    reread_posts: int = Field(
        default=WINDOW, ge=1, le=1000, description="So many of the newest ids are read again by each poll, for edits."
    )
    requests_a_minute: int = Field(
        default=60, ge=1, description="Forums allow 60 with an administrator's key, 20 with a user's, 200 without."
    )

    @model_validator(mode="after")
    def _searchable(self) -> "DiscourseSettings":
        if self.search and self.query is None:
            raise ValueError("`search: true` needs a `query`")
        if self.search and self.query is not None:
            refuse_unsearchable(self.query, DIALECT)
        return self

    @property
    def searches(self) -> tuple[str, ...]:
        """What the forum is searched for; one empty search where all of it is read."""
        return self.query.searches(DIALECT) if self.search and self.query else ("",)

    @property
    def forum(self) -> Forum:
        """What its posts are read with."""
        return Forum(address=self.base_url.rstrip("/"), staff_is_us=self.staff_is_us)
