"""What every source of Meta's has in its settings."""

from datetime import timedelta

from pydantic import Field, SecretStr, model_validator

from connectors.kit.budget import Allowance
from connectors.kit.kind import SourceSettings


class GraphSettings(SourceSettings):
    """How the Graph API is asked, and what Meta shows when it delivers."""

    token: SecretStr = Field(description="A page access token, best of a system user: then it does not end.")
    app_secret: SecretStr | None = Field(
        default=None, description="The app's secret: signs what is asked, and what is delivered must be signed by it."
    )
    verify_token: SecretStr | None = Field(
        default=None, description="Any words, also written in the app's dashboard where the webhook is set up."
    )
    reread_days: int = Field(
        default=14, ge=1, le=90, description="How far back each poll looks for posts whose comments have grown."
    )
    calls_an_hour: int = Field(
        default=200,
        ge=120,
        description="Requests an hour with this token; Meta allows more to pages with many visitors.",
    )
    version: str = Field(default="v24.0", pattern=r"^v\d{1,3}\.\d$", description="The version of the Graph API.")
    base_url: str = Field(default="https://graph.facebook.com", description="Where the Graph API is.")

    @property
    def allowance(self) -> Allowance:
        """What is asked at most."""
        return Allowance(limit=self.calls_an_hour, window=timedelta(hours=1))

    @model_validator(mode="after")
    def _signed_deliveries(self) -> "GraphSettings":
        if self.verify_token is not None and self.app_secret is None:
            raise ValueError("`verify_token` needs `app_secret`: without it nobody knows who delivers")
        return self
