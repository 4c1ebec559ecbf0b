"""What every part of the configuration is made of."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")
]
"""What a brand, source, channel or department is called: one line of at most 100 characters."""

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
"""A word or a few, or an account's id."""

SeverityName = Literal["low", "medium", "high", "critical"]

_OTHER_NAMES = {"app_bug": "digital"}

TopicName = Annotated[
    Literal[
        "delivery", "cancellation", "lost_or_damaged", "billing", "quality", "not_working", "digital", "account",
        "staff", "no_answer", "price", "leaving", "safety", "policy", "other",
    ],
    BeforeValidator(lambda written: _OTHER_NAMES.get(written, written) if isinstance(written, str) else written),
]  # fmt: skip
"""A topic's slug; what people also call one is read as it."""


class Part(BaseModel):
    """A part of the configuration: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")
