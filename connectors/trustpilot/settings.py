"""The settings of a company on Trustpilot."""

from pydantic import Field, SecretStr, model_validator

from connectors.kit.kind import SourceSettings

_ID = r"^[0-9a-f]{24}$"
SHORTEST_SECRET = 16


class TrustpilotSettings(SourceSettings):
    """Which company, and how Trustpilot is asked or tells."""

    business_unit: str = Field(
        pattern=_ID,
        description="The company's id, 24 digits and letters: GET /v1/business-units/find?name=example.com.",
    )
    api_key: SecretStr | None = Field(default=None, description="The API key. Without one, `webhook_secret` is needed.")
    api_secret: SecretStr | None = Field(default=None, description="The API key's secret: for answers, and for more.")
    author: str | None = Field(
        default=None, pattern=_ID, description="The business user in whose name answers are written."
    )
    webhook_secret: SecretStr | None = Field(
        default=None, description="The words behind ?secret= in the webhook's address: at least 16 characters."
    )
    reread_days: int = Field(
        default=30, ge=1, le=365, description="So many days of reviews are read again by each poll, for edits."
    )
    base_url: str = Field(default="https://api.trustpilot.com", description="Where the API is.")

    @model_validator(mode="after")
    def _enough(self) -> "TrustpilotSettings":
        if self.api_key is None and (self.api_secret is not None or self.webhook_secret is None):
            raise ValueError("say `api_key`, or `webhook_secret` where the plan has no API")
        if self.author is not None and self.api_secret is None:
            raise ValueError("`author` needs `api_secret`: answers are written with it")
        if self.webhook_secret and len(self.webhook_secret.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError(f"`webhook_secret` needs at least {SHORTEST_SECRET} characters")
        return self
