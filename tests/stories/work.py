"""People at work in Slack: the whole service behind the real clients, and every way in which a click reaches it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from monitor.store import case_files, presses
from monitor.store.columns import table
from monitor.store.people_tables import PressRow
from monitor.wiring import receiver
from tests.fake_slack import FakeSlack, Message
from tests.fake_slack.server import ANN
from tests.stories.clock import NOON, StoryClock
from tests.stories.scene import slack_channel
from tests.stories.town import Played, Town, complaint, scene_of

SECRET = "signing-canary"
WAYS = ("socket", "http")
RUDE = "Acme Air lost my suitcase and nobody called me for three weeks, you idiots. My number is +44 20 7946 0958."
DEPARTMENTS: Sequence[dict[str, Any]] = (
    {"name": "app", "topics": ["digital"], "channel": "cx"},
    {"name": "care", "channel": "cx"},
)


class Shift:
    """A town whose people press things. `way` is how presses reach the service; `said` is what customers say."""

    def __init__(self, town: Town, way: str, said: Played) -> None:
        self.town = town
        self.said = said
        self.way = way
        self._begin()

    @property
    def slack(self) -> FakeSlack:
        """The workspace."""
        return self.town.slack

    @property
    def alert(self) -> Message:
        """The first alert as it stands."""
        return self.town.scene.alerts[0]

    def replies(self, to: Message | None = None) -> list[str]:
        """What stands in the thread of a message."""
        parent = (to or self.alert).ts
        return [one.words for one in self.slack.messages() if one.thread_ts == parent]

    def labels(self) -> list[str]:
        """The buttons of the alert, in order."""
        elements = [one for block in self.alert.blocks if block["type"] == "actions" for one in block["elements"]]
        return [one["text"]["text"] for one in elements if one["type"] == "button"]

    def choices(self) -> list[str]:
        """The entries of the alert's menu."""
        elements = [one for block in self.alert.blocks if block["type"] == "actions" for one in block["elements"]]
        return [entry["text"]["text"] for one in elements for entry in one.get("options", [])]

    def click(self, what: str, *, by: str = ANN, on: Message | None = None, **delivery: Any) -> None:
        """Click on the alert, and see it through."""
        assert self.slack.click(on or self.alert, what, by=by, **delivery).acknowledged
        self.settle()

    def choose(self, what: str, *, by: str = ANN) -> None:
        """Choose from the alert's menu, and see it through."""
        assert self.slack.choose(self.alert, what, by=by).acknowledged
        self.settle()

    def fill(self, by: str = ANN, **values: str) -> dict[str, str]:
        """Fill in the form that somebody has before them; return its faults."""
        outcome = self.slack.submit(self.slack.view(by), values)
        assert outcome.acknowledged
        self.settle()
        return dict(outcome.faults)

    def settle(self) -> None:
        """Let everything that was pressed be acted on, and everything that changed be shown."""
        self.slack.until(lambda: not self.waiting())
        self.town.monitor.presses.drain()
        self.slack.until(self._is_silent)  # what was pressed is shown at once, in threads of its own
        self.town.live(2)

    def waiting(self) -> int:
        """How many presses wait."""
        with self.town.db.read() as tx:
            return presses.counts(tx).get(presses.PressState.WAITING, 0)

    def states(self) -> list[str]:
        """What became of every press."""
        with self.town.db.read() as tx:
            rows = table(PressRow)
            return list(tx.execute(rows.select().order_by(rows.c.id).with_only_columns(rows.c.state)).scalars())

    def events(self, case: int = 1) -> list[tuple[str, str, str | None]]:
        """The timeline of a case, but its beginning."""
        with self.town.db.read() as tx:
            events = case_files.file(tx, case).events
        return [(event.kind.value, event.by, event.became) for event in events][1:]

    def restart(self) -> None:
        """End the service and start it again."""
        self.town.restart()
        self._begin()

    def _is_silent(self) -> bool:
        return not self.town.monitor.deliver._speaking

    def _begin(self) -> None:
        if self.way == "socket":
            self.town.monitor.listening.begin()
            self.slack.until(self._connected)
        else:
            receive = receiver(self.town.monitor)
            assert receive is not None
            self.slack.speak_http(receive, SECRET)

    def _connected(self) -> bool:
        return all(one.connected for one in self.town.monitor.listening.lines.values())


@contextmanager
def shift(
    folder: Path,
    slack: FakeSlack,
    clock: StoryClock,
    way: str,
    *said: str,
    config: dict[str, Any] | None = None,
    **more: Any,
) -> Iterator[Shift]:
    """A service that has told of what customers `said`, by default of one complaint; `config` has more keys."""
    source = Played()
    texts = said or (RUDE,)
    source.say(*(complaint(number, NOON, text=text, **more) for number, text in enumerate(texts)))
    scene = scene_of(folder, slack)
    with (folder / ".env").open("a") as secrets:
        secrets.write(f"SLACK_APP_TOKEN=xapp-canary\nSLACK_SIGNING_SECRET={SECRET}\n")
    heard = {"app_token": "${SLACK_APP_TOKEN}"} if way == "socket" else {"signing_secret": "${SLACK_SIGNING_SECRET}"}
    people = [{"name": "Bob the lead", "slack": "U0BOB", "lead": True}]
    channels = [slack_channel(slack, watchdog=2, **heard)]
    scene.write(**{"channels": channels, "departments": list(DEPARTMENTS), "people": people, **(config or {})})
    town = Town(scene, clock, {"played": source})
    try:
        town.live(3)
        made = Shift(town, way, source)
        yield made
    finally:
        town.close()
