"""A hotel's guest book: one entry a line, the newest at the end."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from pydantic import Field

from connectors.contract import Cursor, Mention, MentionKey, Page, Unavailable
from connectors.kit.kind import Kind, SourceSettings, Tools


class GuestbookSettings(SourceSettings):
    """Where the book lies."""

    book: Path = Field(description="The file with the entries.")


class Guestbook:
    """Reads the entries that were written since the last time."""

    def __init__(self, settings: GuestbookSettings, tools: Tools) -> None:
        self._book = settings.book
        self._now = tools.now

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        """Yield what is new; the cursor counts the entries that were read."""
        read = int(since or 0)
        try:
            entries = self._book.read_text(encoding="utf-8").splitlines()
        except OSError as error:
            raise Unavailable(f"{self._book} cannot be read: {error.strerror}") from error
        yield Page(
            mentions=tuple(self._mention(number, text) for number, text in enumerate(entries) if number >= read),
            cursor=Cursor(str(len(entries))),
        )

    def _mention(self, number: int, text: str) -> Mention:
        key = MentionKey(platform="guestbook", scope=self._book.name, native_id=str(number))
        return Mention(key=key, text=text, posted_at=self._now())


KIND = Kind(
    settings=GuestbookSettings,
    build=Guestbook,
    hears="Entries in a guest book.",
    needs="Leave to read the file.",
    limits="An entry that is changed is not seen.",
    about="us",
    every=timedelta(hours=1),
)
