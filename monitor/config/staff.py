"""Staff: the people who answer customers, and who may do what."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from monitor.config.part import Name, Part

RoleName = Literal["viewer", "agent", "lead", "admin"]
GroupId = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^S[A-Z0-9]{2,}$")]


class Person(Part):
    """Somebody whom cases can belong to. Others go by the name that Slack has of them."""

    name: Name = Field(description="The name that cases and timelines tell.")
    email: str | None = Field(
        default=None, pattern=r"^[^@\s]+@[^@\s]+$", description="Their address in Slack: how they are known there."
    )
    slack: str | None = Field(
        default=None, pattern=r"^[UW][A-Z0-9]{2,}$", description="Their member id in Slack (U...), instead of `email`."
    )
    role: RoleName | None = Field(default=None, description="What they may do. Default: what their groups may.")
    department: Name | None = Field(default=None, description="The department that they belong to.")
    lead: bool = Field(
        default=False, description="Whether they lead it: those who may not do a thing are sent to them."
    )


class Roles(Part):
    """Who may do what: `viewer` looks, `agent` works on cases, `lead` changes what others work by, `admin` all."""

    default: RoleName = Field(default="agent", description="What everybody in the workspace may do.")
    groups: dict[GroupId, RoleName] = Field(
        default_factory=dict, description="What the members of a Slack user group (S...) may do, where that is more."
    )
