"""The settings of an Instagram account."""

from pydantic import Field

from connectors.kit.graph.settings import GraphSettings


class InstagramSettings(GraphSettings):
    """Which account, and what of it."""

    account: str = Field(
        pattern=r"^\d{3,30}$", description="The account's id: digits, from GET /PAGE?fields=instagram_business_account."
    )
    tagged: bool = Field(default=True, description="Hear posts of others that tag the account.")

    @property
    def streams(self) -> tuple[str, ...]:
        """What is polled, one after the other: the edges of the account."""
        return ("media", *("tags",) * self.tagged)
