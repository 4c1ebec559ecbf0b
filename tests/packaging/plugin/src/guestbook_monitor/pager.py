"""A pager that shows titles alone: here, a file."""

from pathlib import Path

from pydantic import Field

from alerts.contract import Notice, Receipt, Unavailable
from alerts.kind import ChannelSettings, Kind, Tools


class PagerSettings(ChannelSettings):
    """Where the pager listens."""

    file: Path = Field(description="The file that titles are added to.")


class Pager:
    """Adds each title to the file."""

    def __init__(self, settings: PagerSettings, tools: Tools) -> None:
        self._file = settings.file
        self._tools = tools

    def post(self, notice: Notice) -> Receipt:
        """Show a notice's title."""
        try:
            with self._file.open("a", encoding="utf-8") as file:
                file.write(f"{notice.title}\n")
        except OSError as error:
            raise Unavailable(f"{self._file} cannot be written: {error.strerror}") from error
        return Receipt(channel=self._tools.name, workspace="", reference=notice.key, posted_at=self._tools.now())


KIND = Kind(settings=PagerSettings, build=Pager, shows="The title of each notice.", needs="Leave to write the file.")
