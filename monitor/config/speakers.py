"""Speakers: accounts that are known, and who speaks by them: our own, staff's, resellers', competitors'."""

from typing import Literal

from pydantic import Field

from monitor.config.part import Name, Part, Words

SpeakerName = Literal["ourselves", "staff", "reseller", "competitor", "news", "bot", "customer"]


class Speaker(Part):
    """Accounts of one platform, and who speaks by them, whatever their words sound like."""

    who: SpeakerName = Field(
        description="Who speaks. What we, resellers, competitors, news and bots say is never a complaint; what `staff` "
        "and a `customer` say may be one."
    )
    platform: Words = Field(description="The platform that the accounts are of (`bluesky`, `reddit`).")
    accounts: tuple[Words, ...] = Field(
        min_length=1, description="By the platform's own id; by name only where the platform gives no id."
    )
    brand: Name | None = Field(default=None, description="The brand that it holds for. Default: every one.")
    name: Name | None = Field(default=None, description="Whose they are, in words for the team.")
