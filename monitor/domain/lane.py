"""Lane: how a mention came to be heard, which decides what may follow from it."""

from enum import Enum, IntEnum


class Lane(IntEnum):
    """Live mentions may alert. History opens no case; opened history does, and alerts nobody. Lower goes first."""

    LIVE = 0
    OPENED_HISTORY = 1
    HISTORY = 2


class Line(Enum):
    """Where mentions wait to be judged: what is live, and apart from it the past, which delays nothing that is live."""

    LIVE = "live"
    BACKFILL = "backfill"
