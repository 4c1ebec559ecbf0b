"""The story of a repository on GitHub: one issue in many, and the comments on it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.connectors.github_site import REPOSITORY, FakeGithub
from tests.stories.clock import StoryClock
from tests.stories.sources.place import Host, Place
from tests.stories.sources.story import SourceStory


class Repository(Place):
    """A repository whose customers open issues, and whose members comment."""

    secrets = ("GITHUB_TOKEN",)

    def __init__(self, host: Host, folder: Path, clock: StoryClock) -> None:
        super().__init__(host, folder, clock)
        self.site = FakeGithub(now=clock.now)
        self.site.open(host)
        self._deleted: dict[str, Any] = {}

    def settings(self) -> dict[str, Any]:
        return {"base_url": self.host.url, "repositories": [REPOSITORY], "token": "${GITHUB_TOKEN}"}

    def speak(self, text: str) -> str:
        number = len(self.site.issues) + len(self._deleted) + 1
        self.site.open_issue(number, text)
        return str(number)

    def edit(self, post: str, text: str) -> None:
        self.site.edit(self.site.issues[int(post)], text)

    def delete(self, post: str) -> None:
        self._deleted[post] = self.site.issues.pop(int(post))

    def show_again(self, post: str) -> None:
        self.site.issues[int(post)] = self._deleted.pop(post)

    def answer(self, post: str, text: str) -> None:
        self.site.comment(int(post), text, author_association="MEMBER")

    def answers(self, post: str) -> Sequence[str]:
        ours = [one for one in self.site.comments.values() if one["author_association"] == "MEMBER"]
        return [one["body"] for one in ours if one["issue_url"].endswith(f"/{post}")]


class TestGithub(SourceStory):
    kind_name = "github"
    place = Repository
