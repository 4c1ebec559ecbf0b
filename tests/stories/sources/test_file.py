"""The story of a file that another program writes to."""

import csv
import os
from pathlib import Path
from typing import Any

from tests.stories.sources.place import Board
from tests.stories.sources.story import SourceStory

COLUMNS = ("id", "text", "posted_at", "reply", "replied_at")


class Export(Board):
    """A CSV file; what changes is written again at its end."""

    def settings(self) -> dict[str, Any]:
        return {"path": str(self._file), "platform": "shop", "scope": "reviews"}

    def speak(self, text: str) -> str:
        return self._write(super().speak(text))

    def edit(self, post: str, text: str) -> None:
        super().edit(post, text)
        self._write(post)

    def answer(self, post: str, text: str) -> None:
        super().answer(post, text)
        self._write(post)

    def fail(self, status: int) -> None:
        """It is gone for a while, or what stands there is none that can be read."""
        if self._file.is_file():
            self._file.rename(self._aside)
        if status == 401:
            os.mkfifo(self._file)

    def recover(self) -> None:
        self._aside.replace(self._file)

    def _write(self, post: str) -> str:
        one = self.said[post]
        with (self._aside if self._aside.exists() else self._file).open("a", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            if stream.tell() == 0:
                writer.writerow(COLUMNS)
            replied = one.answered_at.isoformat() if one.answered_at else ""
            writer.writerow((one.id, one.text, one.at.isoformat(), one.answer or "", replied))
        return post

    @property
    def _file(self) -> Path:
        return self.folder / "reviews.csv"

    @property
    def _aside(self) -> Path:
        return self.folder / "reviews.aside"


class TestFile(SourceStory):
    kind_name = "file"
    place = Export
