"""A place where customers speak, played over a story's time; each kind of source says how for its own."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from connectors.contract import Pushed
from tests.connectors.server import Reply, ScriptedServer, Seen
from tests.stories.clock import StoryClock
from tests.stories.public import Said


class Host(ScriptedServer):
    """A server that can be made to fail, whatever it is asked.

    `down` is what it answers instead. While `losing` is set, the first request after which what it returns has changed
    is acted on, and its answer gets lost.
    """

    def __init__(self) -> None:
        super().__init__()
        self.down: Reply | None = None
        self.losing: Callable[[], object] | None = None

    def answer(self, seen: Seen) -> Reply:
        """Return what the script has for `seen`, or what went wrong."""
        if self.down is not None:
            self.requests.append(seen)
            return self.down
        losing, before = self.losing, self.losing and self.losing()
        told = super().answer(seen)
        if losing is not None and losing() != before:
            self.losing = None
            return Reply(fault="reset")
        return told


class Place:
    """One place, served on `host` or written into `folder`; all in it happens at the time of the `clock`.

    What a kind cannot show need not be filled in. `secrets` are names in the environment, for `settings` to mention.
    """

    secrets: tuple[str, ...] = ()

    def __init__(self, host: Host, folder: Path, clock: StoryClock) -> None:
        self.host = host
        self.folder = folder
        self.clock = clock

    def secret(self, name: str) -> str:
        """Return the value of one of the `secrets`: whatever it is, it must stand nowhere."""
        return f"canary-{name.lower()}"

    def settings(self) -> dict[str, Any]:
        """Return the source's settings as they stand in `config.yaml`, but its name, its kind and its brand."""
        raise NotImplementedError

    def speak(self, text: str) -> str:
        """Let a customer say `text`; return what the place calls it."""
        raise NotImplementedError

    def edit(self, post: str, text: str) -> None:
        """Let its customer change the words of a post."""
        raise NotImplementedError

    def delete(self, post: str) -> None:
        """Let a post be gone."""
        raise NotImplementedError

    def show_again(self, post: str) -> None:
        """Show a deleted post once more, as a cache does or a page that was read before."""
        raise NotImplementedError

    def answer(self, post: str, text: str) -> None:
        """Let the brand answer a post, at the place itself."""
        raise NotImplementedError

    def answers(self, post: str) -> Sequence[str]:
        """Return the brand's answers that stand there under a post."""
        raise NotImplementedError

    def lose(self, post: str) -> None:
        """Take the next answer that is sent to a post, and let what would have said so get lost."""
        self.host.losing = lambda: tuple(self.answers(post))

    def pushes(self) -> Sequence[Pushed]:
        """Return what the place has sent since it was last asked, to a source that is pushed to."""
        return ()

    def fail(self, status: int) -> None:
        """Fail from now on: 429 and 500 pass by themselves, 401 needs a person."""
        body = b'{"message": "no"}'
        self.host.down = Reply(status=status, body=body, headers={"Content-Type": "application/json"})

    def recover(self) -> None:
        """Work again."""
        self.host.down = None

    def close(self) -> None:
        """End what it runs beside its host."""


class Board(Place):
    """A place that shows all that was `said`, as `show` writes it; each post has one answer at most."""

    def __init__(self, host: Host, folder: Path, clock: StoryClock) -> None:
        super().__init__(host, folder, clock)
        self.said: dict[str, Said] = {}
        host.always(self.show)

    @property
    def newest_first(self) -> list[Said]:
        """What was said, the last first."""
        return list(self.said.values())[::-1]

    def show(self, seen: Seen) -> Reply:
        """Return what the place answers to a request; by default nobody listens."""
        return Reply(status=404)

    def speak(self, text: str) -> str:
        """Let a customer say `text`."""
        name = str(len(self.said) + 101)
        self.said[name] = Said(id=name, text=text, at=self.clock.now())
        return name

    def edit(self, post: str, text: str) -> None:
        """Let its customer change the words of a post."""
        self.said[post] = replace(self.said[post], text=text, edited_at=self.clock.now())

    def answer(self, post: str, text: str) -> None:
        """Let the brand answer a post."""
        self.said[post] = replace(self.said[post], answer=text, answered_at=self.clock.now())

    def answers(self, post: str) -> Sequence[str]:
        """Return the brand's answer."""
        answer = self.said[post].answer
        return [answer] if answer else []
