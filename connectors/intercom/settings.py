"""The settings of an Intercom source."""

from typing import Literal

from pydantic import Field, SecretStr

from connectors.intercom.reading import Inbox
from connectors.kit.kind import SourceSettings

_HOSTS = {
    "us": "https://api.intercom.io",
    "eu": "https://api.eu.intercom.io",
    "au": "https://api.au.intercom.io",
}


class IntercomSettings(SourceSettings):
    """Which workspace, and which of its ratings are heard."""

    access_token: SecretStr = Field(description="The access token of an app of your workspace.")
    region: Literal["us", "eu", "au"] = Field(default="us", description="Where your workspace's data is hosted.")
    workspace: str | None = Field(
        default=None,
        pattern=r"^\w+$",
        description="Its id, as in app.intercom.com/a/inbox/ID: what cases are linked by.",
    )
    ratings: tuple[int, ...] = Field(
        default=(1, 2), min_length=1, description="Which ratings are heard, of 1 (terrible) to 5 (amazing)."
    )
    admin_id: str | None = Field(
        default=None, pattern=r"^\d+$", description="In whose name answers are sent. Default: whose token it is."
    )
    client_secret: SecretStr | None = Field(
        default=None, description="The app's client secret, where Intercom also pushes to `/in/NAME`."
    )
    base_url: str | None = Field(default=None, pattern=r"^https?://", description="Another address of the API.")
    requests_a_minute: int = Field(
        default=1000,
        ge=1,
        description="How many of the workspace's requests a minute (25,000 for all its apps) are ours.",
    )

    @property
    def address(self) -> str:
        """The API's address, without a slash at the end."""
        return (self.base_url or _HOSTS[self.region]).rstrip("/")

    @property
    def inbox(self) -> Inbox:
        """What conversations are read with."""
        return Inbox(region=self.region, ratings=frozenset(self.ratings), workspace=self.workspace)
