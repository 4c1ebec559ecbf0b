"""The settings of a Facebook page."""

from pydantic import Field

from connectors.kit.graph.settings import GraphSettings


class FacebookSettings(GraphSettings):
    """Which page, and what on it."""

    page: str = Field(pattern=r"^\d{3,30}$", description="The page's id: digits, under About > Page transparency.")
    tagged: bool = Field(default=True, description="Hear public posts of others that name the page.")
    ratings: bool = Field(default=True, description="Hear recommendations of the page.")

    @property
    def streams(self) -> tuple[str, ...]:
        """What is polled, one after the other: the edges of the page."""
        return ("feed", *("tagged",) * self.tagged, *("ratings",) * self.ratings)
