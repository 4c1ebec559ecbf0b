"""Lane: how a mention came to be heard, which decides what may follow from it."""

from enum import IntEnum


class Lane(IntEnum):
    """Live mentions may alert. History opens no case; opened history does, and alerts nobody. Lower goes first."""

    LIVE = 0
    OPENED_HISTORY = 1
    HISTORY = 2
