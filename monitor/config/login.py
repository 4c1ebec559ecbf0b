"""Login: how people sign in by the organisation's own accounts (OpenID Connect)."""

from pydantic import Field, SecretStr

from monitor.config.part import Name, Part
from monitor.config.staff import RoleName


class Group(Part):
    """What the members of a group of the organisation's are let in as."""

    group: Name = Field(description="The group, as the provider calls it.")
    role: RoleName = Field(description="What its members may do.")
    brands: tuple[Name, ...] | None = Field(default=None, description="The brands that they see. Default: all.")
    departments: tuple[Name, ...] | None = Field(
        default=None, description="The departments whose cases they see. Default: all."
    )


class Provider(Part):
    """Who knows the organisation's people: Entra ID, Google, Okta, Keycloak or any other of OpenID Connect."""

    issuer: str = Field(
        pattern=r"^(https://[^\s?#]+|http://(127\.0\.0\.1|localhost)(:\d+)?(/[^\s?#]*)?)$",
        description="Its address: what it says of itself below it is at `/.well-known/openid-configuration`.",
    )
    client_id: str = Field(min_length=1, description="What it calls this monitor.")
    client_secret: SecretStr | None = Field(default=None, description="Its secret for this monitor, if it gave one.")
    label: Name = Field(default="Sign in with your organisation", description="What the link on the login says.")
    scopes: tuple[Name, ...] = Field(
        default=("openid", "email", "profile"), description="What it is asked for; some want `groups`, too."
    )
    groups_claim: Name = Field(default="groups", description="Where it tells the groups that somebody is in.")
    groups: tuple[Group, ...] = Field(
        default=(),
        description="Who is let in as what. Default: those alone whom an admin gave access, by their e-mail address.",
    )
