"""Who somebody is: their profile, and the user groups they are in."""

import threading
import time
from collections.abc import Mapping
from typing import Any

from alerts.contract import Invalid, Refused
from alerts.interactive import Profile
from alerts.slack.account import OwnAccount
from alerts.slack.calls import Calls

PROFILE_SECONDS = 3600.0
GROUPS_SECONDS = 300.0
"""A person who joins or leaves a group is known to within five minutes."""

_REMEMBERED = 5000


class People:
    """Profiles, asked for once in a while. Raises `ChannelError`."""

    def __init__(self, calls: Calls, own: OwnAccount) -> None:
        self._calls = calls
        self._own = own
        self._lock = threading.Lock()
        self._known: dict[str, tuple[float, Mapping[str, Any]]] = {}
        self._groups: tuple[float, dict[str, frozenset[str]]] = (0.0, {})

    def profile(self, person: str) -> Profile:
        """Return who `person` is. Without the scopes for it there is no e-mail address, and there are no groups."""
        return self._profile(person, self._user(person))

    def find(self, email: str) -> Profile | None:
        """Return who has that address; None where nobody has, or the app may not look."""
        try:
            user = self._calls.repeatable("users.lookupByEmail", email=email).get("user")
        except (Refused, Invalid):  # without the scope; no such address
            return None
        if not isinstance(user, dict) or not user.get("id") or user.get("deleted"):
            return None
        return self._profile(str(user["id"]), user)

    def _profile(self, person: str, user: Mapping[str, Any]) -> Profile:
        own, organisation = self._own(), user.get("enterprise_user")
        enterprise = organisation.get("enterprise_id") if isinstance(organisation, dict) else None
        told = user.get("profile")
        profile: Mapping[str, Any] = told if isinstance(told, dict) else {}
        names = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"), user.get("name"))
        return Profile(
            id=person,
            name=next((str(name) for name in names if name), person),
            email=str(profile.get("email") or "") or None,
            zone=str(user.get("tz") or "") or None,
            groups=frozenset(group for group, members in self._members().items() if person in members),
            workspace=own.team,
            outside=user.get("is_stranger") is True
            or not own.has(str(user.get("team_id") or ""), str(enterprise or "")),
        )

    def _user(self, person: str) -> Mapping[str, Any]:
        now = time.monotonic()
        with self._lock:
            until, user = self._known.get(person, (0.0, {}))
        if now < until:
            return user
        answer = self._calls.repeatable("users.info", user=person).get("user")
        user = answer if isinstance(answer, dict) else {}
        with self._lock:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[person] = (now + PROFILE_SECONDS, user)
        return user

    def _members(self) -> dict[str, frozenset[str]]:
        """All groups in one call, which has a lower rate than others."""
        now = time.monotonic()
        with self._lock:
            until, groups = self._groups
        if now < until:
            return groups
        groups = self._asked()
        with self._lock:
            self._groups = (now + GROUPS_SECONDS, groups)
        return groups

    def _asked(self) -> dict[str, frozenset[str]]:
        try:
            told = self._calls.repeatable("usergroups.list", include_users=True).get("usergroups")
        except Refused:  # without the scope, or a plan that has groups, nobody is in one
            return {}
        return {
            str(group.get("id")): frozenset(str(user) for user in group.get("users") or ())
            for group in told or ()
            if isinstance(group, dict)
        }
