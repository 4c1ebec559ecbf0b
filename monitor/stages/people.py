"""People: whoever presses something is asked for once an hour, and known by name and role from then on."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from alerts.contract import ChannelError
from alerts.interactive import Interactive, Press
from monitor.domain.people import Person, Staff
from monitor.stages.clock import Clock
from monitor.stages.reactions.contract import Actor
from monitor.store import people
from monitor.store.database import Database, Transaction
from monitor.store.people import Stranger

FRESH = timedelta(hours=1)
"""How long what a channel told of somebody holds: a group that they left counts no longer."""
ASKED_AGAIN = timedelta(minutes=5)
"""When a channel that would not tell is asked again."""

_log = structlog.get_logger("people")


class People:
    """Knows who presses. Asking takes a moment of the channel's, so it is never done inside a transaction."""

    def __init__(self, db: Database, staff: Staff, channels: Mapping[str, Interactive], clock: Clock) -> None:
        self._db = db
        self.staff = staff
        self._channels = channels
        self._clock = clock

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
        )

    def introduce(self, stranger: Stranger, channel: str) -> None:
        """Ask `channel` who somebody is. Where it does not tell, what is known holds on; else they go by their id."""
        now = self._clock.now()
        person = self._asked(stranger, channel, now) or self._remembered(stranger, now - FRESH + ASKED_AGAIN)
        with self._db.write() as tx:
            people.meet(tx, person)

    def _asked(self, stranger: Stranger, channel: str, now: datetime) -> Person | None:
        if channel not in self._channels:
            return None
        try:
            profile = self._channels[channel].profile(stranger.person)
        except ChannelError as error:
            _log.warning("a person is not known", channel=channel, person=stranger.person, why=str(error))
            return None
        return Person(
            workspace=stranger.workspace,
            id=stranger.person,
            name=profile.name.strip() or stranger.person,
            email=profile.email,
            zone=profile.zone,
            groups=profile.groups,
            read_at=now,
        )

    def _remembered(self, stranger: Stranger, read_at: datetime) -> Person:
        try:
            with self._db.read() as tx:
                return replace(people.get(tx, stranger.workspace, stranger.person), read_at=read_at)
        except Stranger:
            name = stranger.person
        return Person(workspace=stranger.workspace, id=name, name=name, read_at=read_at)
