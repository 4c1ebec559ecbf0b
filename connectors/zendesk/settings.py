"""The settings of a Zendesk source."""

from typing import Literal

from pydantic import Field, SecretStr, model_validator

from connectors.kit.kind import SourceSettings
from connectors.zendesk.reading import Category, Desk


class ZendeskSettings(SourceSettings):
    """Which Zendesk, what it asks customers with, and in whose name it is read."""

    base_url: str = Field(pattern=r"^https?://", description="Your Zendesk's address: https://acme.zendesk.com.")
    csat: Literal["surveys", "ratings"] = Field(
        default="surveys",
        description="What asks your customers: `surveys`, or the legacy `ratings` (good or bad). An account has one.",
    )
    hear: tuple[Category, ...] = Field(
        default=("bad",), min_length=1, description="Which answers are heard: bad, neutral (surveys alone), good."
    )
    scale: int = Field(
        default=5, ge=2, le=10, description="How many steps your survey's scale has, where an answer does not say."
    )
    client_id: str | None = Field(default=None, description="The identifier of a confidential OAuth client.")
    client_secret: SecretStr | None = Field(default=None, description="Its secret.")
    email: str | None = Field(default=None, description="With `api_token`: the administrator in whose name it is used.")
    api_token: SecretStr | None = Field(
        default=None, description="An API token instead of an OAuth client; Zendesk ends them on April 30, 2027."
    )
    requests_a_minute: int = Field(
        default=200,
        ge=1,
        description="What your plan allows: 200 (Team), 400 (Growth, Professional), 700 (Enterprise).",
    )

    @model_validator(mode="after")
    def _signed_in(self) -> "ZendeskSettings":
        client, token = (self.client_id, self.client_secret), (self.email, self.api_token)
        if None not in client and token == (None, None):
            return self
        if None not in token and client == (None, None):
            return self
        raise ValueError("give `client_id` and `client_secret`, or `email` and `api_token`")

    @model_validator(mode="after")
    def _can_be_said(self) -> "ZendeskSettings":
        if self.csat == "ratings" and "neutral" in self.hear:
            raise ValueError("a legacy rating is bad or good: no customer can be neutral")
        return self

    @property
    def desk(self) -> Desk:
        """What its answers are read with."""
        return Desk(address=self.base_url.rstrip("/"), scale=self.scale, hear=frozenset(self.hear))
