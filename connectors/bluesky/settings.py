"""The settings of a Bluesky source."""

from typing import Annotated

from pydantic import Field, SecretStr, StringConstraints, model_validator

from connectors.kit.kind import SourceSettings
from connectors.kit.query.field import refuse_unsearchable
from connectors.kit.query.search import Dialect

DIALECT = Dialect(most=10)
"""Plain words and phrases: all of them must be there."""

Did = Annotated[str, StringConstraints(pattern=r"^did:[a-z]+:[\w.:%-]+$")]


class BlueskySettings(SourceSettings):
    """The account that asks, and what for."""

    handle: str = Field(min_length=3, description="The account's handle (acme.bsky.social), e-mail address or DID.")
    app_password: SecretStr = Field(description="An app password of it: Settings > Privacy and security.")
    mentions: bool = Field(default=False, description="Hear posts that mention, answer or quote the account, too.")
    accounts: tuple[Did, ...] = Field(
        default=(),
        max_length=10,
        description="DIDs of further accounts of yours (did:plc:…): what they answer is your answer.",
    )
    requests_in_5_minutes: int = Field(default=3000, ge=1, description="Servers allow 3,000 in 5 minutes.")
    base_url: str = Field(default="https://bsky.social", description="The account's server (PDS).")

    @model_validator(mode="after")
    def _something_to_hear(self) -> "BlueskySettings":
        if self.query is not None:
            refuse_unsearchable(self.query, DIALECT)
        elif not self.mentions:
            raise ValueError("say what to search for as `query`, or `mentions: true`")
        return self

    @property
    def streams(self) -> tuple[str, ...]:
        """What is read, one after the other: a search, the notifications, what our accounts wrote."""
        searches = self.query.searches(DIALECT) if self.query else ()
        accounts = ("account", *(f"account {did}" for did in self.accounts))
        return (*(f"search {words}" for words in searches), *(["mentions"] * self.mentions), *accounts)
