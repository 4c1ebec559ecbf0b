"""Access: who asks, what they may do, and whose cases they see."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.domain.people import Role

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


class Permission(StrEnum):
    """What somebody may be allowed to do. The names are the scopes of API tokens, too."""

    LOOK = "look"
    """See cases, incidents, mentions, figures and health."""
    EXPORT = "export"
    """Take many rows away at once, as CSV or JSON Lines."""
    ACT = "act"
    """Work on cases: claim, note, answer, resolve, label."""
    CHANGE = "change"
    """Change what others work by: thresholds, routes, playbooks, holidays, silences."""
    ACCOUNT = "account"
    """Look after one's own password, sessions and tokens: persons alone, no token."""
    ADMIN = "admin"
    """Say who has access, and read what was done."""


LEAST: Mapping[Permission, Role] = {
    Permission.LOOK: Role.VIEWER,
    Permission.ACCOUNT: Role.VIEWER,
    Permission.EXPORT: Role.AGENT,
    Permission.ACT: Role.AGENT,
    Permission.CHANGE: Role.LEAD,
    Permission.ADMIN: Role.ADMIN,
}
"""What each role may do: this, and all that the roles below it may."""
SCOPES = (Permission.LOOK, Permission.EXPORT, Permission.ACT, Permission.CHANGE)
"""What a token can be allowed. Nobody is let in by a token, so that a stolen one lets in nobody either."""


def is_name(text: str) -> bool:
    """Return whether it can be somebody's name, or a token's: one line of at most 100 characters."""
    return bool(text.strip()) and len(text) <= 100 and text.isprintable()


def is_address(text: str) -> bool:
    """Return whether it can be an e-mail address (RFC 5321 allows 254 characters)."""
    return len(text) <= 254 and text.isprintable() and _ADDRESS.fullmatch(text) is not None


def allows(role: Role, permission: Permission) -> bool:
    """Return whether somebody of that role may do it."""
    return role.rank >= LEAST[permission].rank


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Whose cases somebody sees: those of these brands and departments. None: of any, and of none."""

    brands: frozenset[str] | None = None
    departments: frozenset[str] | None = None

    def allow(self, brand: str, department: str | None = None) -> bool:
        """Return whether they see a case of that brand and department."""
        return self.allow_brand(brand) and (self.departments is None or department in self.departments)

    def allow_brand(self, brand: str | None) -> bool:
        """Return whether they see anything of that brand. What has none is seen by those alone who see all."""
        return self.brands is None or brand in self.brands

    def allow_whole(self, brand: str | None, department: str = "") -> bool:
        """Return whether they see all of that brand (None: of every one) and department (empty: of all of them)."""
        brands = self.brands is None or (brand is not None and brand in self.brands)
        return brands and (self.departments is None or department in self.departments)

    @property
    def any(self) -> bool:
        """Whether there is no limit."""
        return self.brands is None and self.departments is None

    def both(self, other: "Limits") -> "Limits":
        """Return what these and `other` let see alike."""
        return Limits(brands=_both(self.brands, other.brands), departments=_both(self.departments, other.departments))


UNLIMITED = Limits()
"""They see everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody who has access. `name` is what timelines tell unless the configuration has another for `email`."""

    id: int
    name: str
    email: str
    role: Role
    made_at: datetime
    limits: Limits = UNLIMITED
    has_password: bool = False
    subject: str | None = None
    """Who they are at the organisation's own login, where they came by it."""
    seen_at: datetime | None = None
    off_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One browser that somebody is signed in with."""

    id: int
    made_at: datetime
    seen_at: datetime
    ends_at: datetime
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A key for a program, without the key. What it may do ends with what its owner may."""

    id: int
    name: str
    owner: str
    scopes: frozenset[Permission]
    limits: Limits
    made_at: datetime
    ends_at: datetime
    seen_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who asks. `name` is what timelines tell; `department` is theirs, where the configuration names one.

    `scopes` None: a person, who may what their role may. Else a program, which may that of it which its token says.
    """

    user_id: int
    name: str
    role: Role
    limits: Limits = UNLIMITED
    department: str | None = None
    scopes: frozenset[Permission] | None = None

    def may(self, permission: Permission) -> bool:
        """Return whether they may do it."""
        scoped = self.scopes is None or permission in self.scopes
        return scoped and allows(self.role, permission)


def _both(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other
