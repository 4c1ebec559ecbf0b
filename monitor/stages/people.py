"""People: whoever presses something is asked for once an hour, and known by name and role from then on."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from alerts.contract import ChannelError
from alerts.interactive import Interactive, Personal, Press, Profile
from monitor.domain.people import Person, Staff
from monitor.stages.clock import Clock
from monitor.stages.reactions.contract import Actor
from monitor.stages.report import StageReport
from monitor.store import people
from monitor.store.database import Database, Transaction
from monitor.store.people import Stranger

FRESH = timedelta(hours=1)
"""How long what a channel told of somebody holds: a group that they left counts no longer."""
ASKED_AGAIN = timedelta(minutes=5)
"""When a channel that would not tell is asked again."""

_SOUGHT_AGAIN = timedelta(hours=1)

_log = structlog.get_logger("people")


class People:
    """Knows who presses. Asking takes a moment of the channel's, so it is never done inside a transaction."""

    def __init__(self, db: Database, staff: Staff, channels: Mapping[str, Interactive], clock: Clock) -> None:
        self._db = db
        self.staff = staff
        self._channels = channels
        self._clock = clock
        self._sought: dict[str, datetime] = {}  # by address, when it was asked for and nobody had it

    def actor(self, tx: Transaction, press: Press, now: datetime) -> Actor:
        """Return who pressed. Raises `Stranger` where the channel is to be asked first."""
        person = people.get(tx, press.workspace, press.person)
        if now - person.read_at > FRESH:
            raise Stranger(press.workspace, press.person)
        return Actor(
            name=self.staff.name(person),
            role=self.staff.role(person),
            person=person.id,
            workspace=person.workspace,
            outside=person.outside or press.outside,
        )

    def introduce(self, stranger: Stranger, channel: str) -> None:
        """Ask `channel` who somebody is. Where it does not tell, what is known holds on; else they go by their id."""
        now = self._clock.now()
        person = self._asked(stranger, channel, now) or self._remembered(stranger, now - FRESH + ASKED_AGAIN)
        with self._db.write() as tx:
            people.meet(tx, person)

    def acquaint(self, now: datetime) -> StageReport:
        """Ask who those are whom the configuration names by their address alone, before they press anything."""
        with self._db.read() as tx:
            known = {(person.email or "").lower() for person in people.listed(tx)}
        unknown = {one.email.lower() for one in self.staff.members if one.email and not one.id} - known
        long_ago = now - _SOUGHT_AGAIN
        due = [email for email in sorted(unknown) if self._sought.get(email, long_ago) <= long_ago]
        found = [person for email in due if (person := self._found(email, now))]
        with self._db.write() as tx:
            for person in found:
                people.meet(tx, person)
        return StageReport(stage="people", done=len(found))

    def _found(self, email: str, now: datetime) -> Person | None:
        """Return who has that address in the first workspace that knows it."""
        self._sought[email] = now
        for name, channel in self._channels.items():
            if not isinstance(channel, Personal):
                continue
            try:
                profile = channel.find_person(email)
            except ChannelError as error:
                _log.info("not asked", channel=name, why=str(error))
                continue
            if profile is not None:
                return replace(_person(profile, profile.workspace, now), email=profile.email or email)
        return None

    def _asked(self, stranger: Stranger, channel: str, now: datetime) -> Person | None:
        if channel not in self._channels:
            return None
        try:
            profile = self._channels[channel].profile(stranger.person)
        except ChannelError as error:
            _log.warning("a person is not known", channel=channel, person=stranger.person, why=str(error))
            return None
        return _person(profile, stranger.workspace, now)

    def _remembered(self, stranger: Stranger, read_at: datetime) -> Person:
        try:
            with self._db.read() as tx:
                return replace(people.get(tx, stranger.workspace, stranger.person), read_at=read_at)
        except Stranger:
            name = stranger.person
        return Person(workspace=stranger.workspace, id=name, name=name, read_at=read_at)


def _person(profile: Profile, workspace: str, now: datetime) -> Person:
    return Person(
        workspace=workspace,
        id=profile.id,
        name=profile.name.strip() or profile.id,
        email=profile.email,
        zone=profile.zone,
        groups=profile.groups,
        outside=profile.outside,
        read_at=now,
    )
