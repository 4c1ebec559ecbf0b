"""What the pages about access say: signing in, users, tokens, the journal."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from monitor.domain.access import SCOPES, Limits, Permission, Session, Token, User
from monitor.domain.journal import Deed, Entry
from monitor.domain.people import Role
from monitor.wording import times

SIGN_IN, SIGN_OUT, EMAIL, PASSWORD = "Sign in", "Sign out", "E-mail address", "Password"
NAME, AGAIN, ENTER = "Name", "The same password again", "Set it and sign in"
WRONG = "That e-mail address and password do not belong together, or the account is switched off."
USED = (
    "This link works no longer",
    "It was used, replaced by a newer one, or is older than a day. Ask an admin for another.",
)
NOT_THE_SAME = "The two passwords are not the same: type them once more."
WRONG_CURRENT = "That is not your current password."
INCOMPLETE = "Say a name and an e-mail address."
TOKEN_SHOWN = ("A token", "This is the only time that it is shown: copy it to where the program reads it.")
ACCESS, ACCOUNT, JOURNAL = "Access", "Your account", "Journal"
ADD, CHANGE, ROLE, BRANDS, DEPARTMENTS = "Give access", "Change", "Role", "Brands", "Departments"
LIMIT_HINT = "None ticked: all of them. Who is limited to departments does not see cases that have none."
SWITCHED_OFF = "switched off"
NEW_LINK, OFF, ON = "Make a link that sets a password", "Switch off", "Switch on again"
CURRENT, NEW, SET = "Current password", "New password", "Set it"
SESSIONS, END_OTHERS = "Where you are signed in", "Sign out everywhere else"
TOKENS, MAKE_TOKEN, REVOKE, DAYS = "Tokens for programs", "Make a token", "Revoke", "Days it works"
NO_TOKEN, SCOPES_OF, DONE = "No program has a token.", "What it may do", "I have copied it"
USER_COLUMNS = ("Name", "E-mail address", "Role", "Sees", "Signs in with", "Last seen")
TOKEN_COLUMNS = ("Token", "Of", "May", "Sees", "Until", "Last used")
SESSION_COLUMNS = ("From", "Since", "Last seen")
ENTRY_COLUMNS = ("When", "Who", "Did what", "From")
NO_ENTRY, OLDER_ENTRIES, WHO, DEED, SHOW = "Nothing of that kind was done.", "Older entries", "Who", "What", "Show"
LOST = (
    "Sign in once more",
    "It took more than ten minutes, or began in another browser.",
)
NOT_LET_IN = (
    "You have no access here",
    "Your organisation says who you are. An admin of the monitor can give you access.",
)
UNPROVED = (
    "Your organisation's login does not work now",
    "It did not answer, or not as it should. The monitor's log says why. Try again in a minute.",
)
NOT_ALLOWED = "This is not for you"
STRANGE = (
    "This was not done",
    "The form was not ours, or is old: you may have signed in or out meanwhile. Go back, load it again and repeat it.",
)
TOO_LARGE = ("This is too much", "More was sent than a page of ours asks for.")
NOTHING = "none"
ROLES = {
    Role.VIEWER: "looks",
    Role.AGENT: "works on cases",
    Role.LEAD: "changes what others work by",
    Role.ADMIN: "says who has access",
}
"""What each role may do, beside what the ones before it may."""
_PERMISSIONS = {
    Permission.LOOK: "see cases",
    Permission.EXPORT: "take many rows away",
    Permission.ACT: "work on cases",
    Permission.CHANGE: "change rules and settings",
    Permission.ACCOUNT: "look after an account",
    Permission.ADMIN: "say who has access",
}
_DEEDS = {
    Deed.SIGNED_IN: "signed in with {told}",
    Deed.SIGNED_OUT: "signed out",
    Deed.REFUSED: "was refused at the login of {about}",
    Deed.HELD_UP: "is held up after too many wrong passwords",
    Deed.USER_ADDED: "gave {about} access as {told}",
    Deed.USER_CHANGED: "changed what {about} may: {told}",
    Deed.USER_OFF: "switched the account of {about} off",
    Deed.USER_ON: "switched the account of {about} on again",
    Deed.LINK_MADE: "made a link that sets the password of {about}",
    Deed.PASSWORD_SET: "set the password of {about}",
    Deed.SESSIONS_ENDED: "signed {about} out everywhere",
    Deed.TOKEN_MADE: "made the token {about}, which may {told}",
    Deed.TOKEN_REVOKED: "revoked the token {about}",
    Deed.SETTING_CHANGED: "changed the setting {about} ({told})",
    Deed.VIEW_SAVED: "saved the team's view {about}",
    Deed.VIEW_DELETED: "deleted the team's view {about}",
    Deed.EXPORTED: "exported all {about}",
    Deed.ERASED: "erased {about}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class UserLine:
    """Somebody who has access, as a row."""

    id: int
    name: str
    email: str
    role: str
    sees: str
    by: str
    seen: str
    off: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenLine:
    """A token, as a row."""

    id: int
    name: str
    owner: str
    may: str
    sees: str
    ends: str
    seen: str
    works: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """A browser that one is signed in with, as a row."""

    address: str
    since: str
    seen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """An entry of the journal, as a row."""

    at: str
    by: str
    what: str
    address: str


def first_link(address: str, lasts: timedelta) -> str:
    """Tell whoever starts the monitor how to sign in for the first time."""
    hours = int(lasts.total_seconds() // 3600)
    told = "Nobody has access to the pages yet. This link makes you the admin; it works once, for"
    return f"{told} {hours} hours:\n{address}\n"


def join_title(user: User | None) -> str:
    """Say what a link is for; None: it makes the first admin."""
    return f"A password for {user.name}" if user else "The first admin"


def join_text(user: User | None) -> str:
    """Say what follows from it."""
    if user:
        return f"You sign in with {user.email} and this password. Wherever you are signed in now, you are signed out."
    return "Nobody has access yet. You will, to everything, and give it to others. This link works once."


def password_rule(shortest: int) -> str:
    """Say what a password must be like."""
    return f"{shortest} characters or more. A few words that do not belong together are good."


def too_many(until: datetime, now: datetime) -> str:
    """Say when the next password is looked at."""
    return f"Too many wrong passwords. Try again in {times.span(until - now)}."


def not_allowed(permission: Permission, role: Role) -> str:
    """Say why somebody is refused, and what to do."""
    return f"You are {role.value} here, and may not {_PERMISSIONS[permission]}. An admin can change that."


def sees(limits: Limits) -> str:
    """Say whose cases somebody sees."""
    told = [_of("brand", limits.brands), _of("department", limits.departments)]
    return "; ".join(one for one in told if one) or "everything"


def scope(permission: Permission) -> str:
    """Say what a scope allows."""
    return f"{permission.value}: {_PERMISSIONS[permission]}"


def user_line(user: User, *, now: datetime, zone: tzinfo = UTC) -> UserLine:
    """Return the row of a user."""
    ways = [way for way, there in (("a password", user.has_password), ("single sign-on", user.subject)) if there]
    return UserLine(
        id=user.id,
        name=user.name,
        email=user.email,
        role=user.role.value,
        sees=sees(user.limits),
        by=" or ".join(ways) or "no password yet",
        seen=times.moment(user.seen_at, now=now, zone=zone) if user.seen_at else "never",
        off=user.off_at is not None,
    )


def token_line(token: Token, *, now: datetime, zone: tzinfo = UTC) -> TokenLine:
    """Return the row of a token."""
    ended = token.revoked_at or (token.ends_at if token.ends_at <= now else None)
    until = times.moment(ended or token.ends_at, now=now, zone=zone)
    told = "revoked" if token.revoked_at else "ended" if ended else "works until"
    return TokenLine(
        id=token.id,
        name=token.name,
        owner=token.owner,
        may=", ".join(one.value for one in SCOPES if one in token.scopes),
        sees=sees(token.limits),
        ends=f"{told} {until}",
        seen=times.moment(token.seen_at, now=now, zone=zone) if token.seen_at else "never",
        works=ended is None,
    )


def session_line(session: Session, mine: Session | None, *, now: datetime, zone: tzinfo = UTC) -> SessionLine:
    """Return the row of a session; `mine` is the one that looks."""
    return SessionLine(
        address=f"{session.address} (here)" if mine and mine.id == session.id else session.address,
        since=times.moment(session.made_at, now=now, zone=zone),
        seen=times.moment(session.seen_at, now=now, zone=zone),
    )


def link_shown(name: str, lasts: timedelta) -> tuple[str, str]:
    """Say what a link is for, above it."""
    hours = int(lasts.total_seconds() // 3600)
    text = f"Send it to {name}. It sets their password, once, for {hours} hours, and is shown only now."
    return f"A link for {name}", text


def times_in(zone: str) -> str:
    """Say whose time the pages tell."""
    return (
        f"Times are told in {zone.replace('_', ' ')}: the zone of your browser's clock, or the digest's until it says."
    )


def deed_name(deed: Deed) -> str:
    """Return what was done as a choice."""
    return deed.value.replace("_", " ")


def entry_line(entry: Entry, *, now: datetime, zone: tzinfo = UTC) -> EntryLine:
    """Return the row of an entry."""
    return EntryLine(
        at=times.moment(entry.at, now=now, zone=zone),
        by=entry.by,
        what=_DEEDS[entry.deed].format(about=entry.about or "nobody we know", told=entry.told),
        address=entry.address,
    )


def _of(noun: str, names: frozenset[str] | None) -> str:
    if names is None:
        return ""
    plural = "s" if len(names) != 1 else ""
    return f"{noun}{plural} {', '.join(sorted(names)) or NOTHING}"
