"""What every part of the configuration is made of."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")
]
"""What a brand, source, channel or department is called: one line of at most 100 characters."""

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
"""A word or a few, or an account's id."""

SeverityName = Literal["low", "medium", "high", "critical"]

TopicName = Literal[
    "delivery", "cancellation", "lost_or_damaged", "billing", "quality", "not_working", "digital", "account",
    "staff", "no_answer", "price", "leaving", "safety", "policy", "other",
]  # fmt: skip


class Part(BaseModel):
    """A part of the configuration: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")
