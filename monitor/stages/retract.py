"""Retract: what was posted twice, because a worker that was thought dead went on, is found by its key and deleted."""

from collections.abc import Mapping
from datetime import datetime

import structlog

from alerts.contract import ChannelError, Gone, Retractable, Unsearchable
from monitor.stages.report import StageReport
from monitor.stages.sending import Voice
from monitor.store import suspects
from monitor.store.database import Database
from monitor.store.suspects import Suspect

_log = structlog.get_logger("retract")


class RetractStage:
    """Looks at messages whose lease was lost while they were posted; of two with one key the recorded one stays."""

    def __init__(self, db: Database, voices: Mapping[str, Voice]) -> None:
        self._db = db
        self._voices = voices

    def run_once(self, now: datetime) -> StageReport:
        """Look at every message that is to be looked at now."""
        with self._db.write() as tx:
            due = suspects.take_due(tx, now)
        return StageReport(stage="retract", done=sum(self._retract(one) for one in due))

    def _retract(self, suspect: Suspect) -> int:
        """Delete the copies of one message; return how many. What cannot be done now is tried when it is due again."""
        voice = self._voices.get(suspect.channel)
        if voice is None or not isinstance(voice.channel, Retractable):
            self._clear(suspect)
            return 0
        try:
            return _delete_copies(voice.channel, suspect)
        except Unsearchable:
            self._clear(suspect)
        except ChannelError as error:
            _log.info("not looked at", key=suspect.key, why=str(error))
        return 0

    def _clear(self, suspect: Suspect) -> None:
        with self._db.write() as tx:
            suspects.clear(tx, suspect.id)


def _delete_copies(channel: Retractable, suspect: Suspect) -> int:
    """Delete every message with the key but the recorded one; none where that is not there: one must stay."""
    found = channel.copies(suspect.key, suspect.first_tried_at)
    extra = [one for one in found if one.reference != suspect.posted.reference]
    if len(extra) == len(found):
        return 0
    for one in extra:
        try:
            channel.delete(one)
        except Gone:
            continue
        _log.warning("posted twice, and one taken back", key=suspect.key)
    return len(extra)
