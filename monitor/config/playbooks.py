"""Playbooks: what to answer and what may be offered, by topic. They are laid over those that come with the monitor."""

import re
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema, field_validator
from pydantic_core import PydanticCustomError

from monitor.config.part import Name, Part, TopicName

HOLES = ("name", "brand", "place", "contact")
_HOLE = re.compile(r"\{([^{}]*)\}|[{}]")
_AMOUNT = re.compile(r"[0-9]{1,7}(\.[0-9]{1,2})? ?[A-Z]{3}")

Rule = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
"""One thing to do, or to avoid."""


def _amount(written: object) -> object:
    if isinstance(written, str) and not _AMOUNT.fullmatch(written.strip()):
        remedy = "write a sum and the currency's code: 20 GBP"
        raise PydanticCustomError("amount", "not an amount of money", {"remedy": remedy})
    return written


def _approval(written: object) -> object:
    return {"true": True, "yes": True, "false": False, "no": False}.get(str(written).strip().lower(), written)


Amount = Annotated[
    str,
    StringConstraints(strip_whitespace=True),
    BeforeValidator(_amount),
    WithJsonSchema({"type": "string", "pattern": f"^{_AMOUNT.pattern}$", "examples": ["20 GBP"]}),
]
Approval = Annotated[bool | Literal["department"], BeforeValidator(_approval)]


class Offer(Part):
    """What may be offered without asking. Never for a changed review: such an answer is refused."""

    what: Rule | None = Field(default=None, description="What it is, in words: `a voucher or a refund`.")
    up_to: Amount | None = Field(default=None, description="The worth of all offers on one case: `20 GBP`.")
    percent: float | None = Field(default=None, gt=0, le=100, description="The largest share of a price in per cent.")


class Playbook(Part):
    """What to answer and what may be offered. What it leaves out, a less special one says, at last the shipped one."""

    topic: TopicName | None = Field(default=None, description="The topic it is for. Default: every one.")
    brand: Name | None = Field(default=None, description="The brand it is for. Default: every one.")
    language: str | None = Field(
        default=None,
        pattern=r"^[a-z]{2,3}$",
        description="The language of its reply (`en`): for customers who write in it. Default: for everyone.",
    )
    reply: str | None = Field(
        default=None,
        min_length=1,
        max_length=3000,
        description="The suggested reply. `{name}`, `{brand}`, `{place}` and `{contact}` are filled in; "
        "`{name|there}` says what stands there where it is not known.",
    )
    offer: Offer | None = Field(default=None, description="What may be offered without asking. Default: nothing.")
    do: tuple[Rule, ...] = Field(default=(), description="What to do, as notes beside the form.")
    avoid: tuple[Rule, ...] = Field(default=(), description="What to avoid, as notes beside the form.")
    approval: Approval = Field(
        default="department",
        description="Whether a second person must approve an answer sent from here; `department`: as it asks.",
    )

    @field_validator("reply")
    @classmethod
    def _has_known_holes(cls, reply: str | None) -> str | None:
        for found in _HOLE.finditer(reply or ""):
            if (found[1] or "").partition("|")[0] not in HOLES:
                remedy = "there are {name}, {brand}, {place} and {contact}, and {name|there}"
                said = {"said": f"{found[0]} cannot be filled in", "remedy": remedy}
                raise PydanticCustomError("hole", "{said}", said)
        return reply
