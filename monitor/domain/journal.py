"""The journal: who did what when, of all that has to do with access and with data that leaves."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Deed(StrEnum):
    """What was done."""

    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    REFUSED = "refused"
    """A wrong password, an account that is off, or one that the organisation's login does not let in."""
    HELD_UP = "held_up"
    """Too many wrong passwords."""
    USER_ADDED = "user_added"
    USER_CHANGED = "user_changed"
    USER_OFF = "user_off"
    USER_ON = "user_on"
    LINK_MADE = "link_made"
    PASSWORD_SET = "password_set"  # noqa: S105  (the name of a deed)
    SESSIONS_ENDED = "sessions_ended"
    TOKEN_MADE = "token_made"  # noqa: S105
    TOKEN_REVOKED = "token_revoked"  # noqa: S105
    SETTING_CHANGED = "setting_changed"
    VIEW_SAVED = "view_saved"
    """One of the team's: saved, or renamed."""
    VIEW_DELETED = "view_deleted"
    EXPORTED = "exported"
    ERASED = "erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry. `by` is a name, `about` whom or what it was done to, `told` what else is to be known of it."""

    id: int
    at: datetime
    by: str
    deed: Deed
    about: str = ""
    told: str = ""
    address: str = ""
