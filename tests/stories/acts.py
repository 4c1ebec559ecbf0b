"""What people do in Slack, each up to the press that counts: whether it was applied, how often, and where it shows."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from connectors.contract import MentionKey, OwnReply, ReplyReceipt
from monitor.assembly import answering
from monitor.domain.change import Setting
from monitor.store import case_files, changes, incident_acts, incidents
from tests.fake_slack import FakeSlack, Message, Whisper
from tests.fake_slack.person import Outcome
from tests.fake_slack.server import ANN, BOB
from tests.stories import victim
from tests.stories.scene import Scene
from tests.stories.victim import Wound

PLATFORM = "platform"
TEXT = "We are sorry, and look into it today."
Press = Callable[..., Outcome]


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What somebody acts in: the scene with its alerts, the workspace, and how to wait for something."""

    scene: Scene
    slack: FakeSlack
    until: Callable[[Callable[[], object]], None]

    @property
    def alert(self) -> Message:
        """The alert of the first case as it stands."""
        return next(one for one in self.scene.alerts if one.key == "case:1:cx")

    def slack_message(self, name: str) -> Message:
        """The message of an incident as it stands."""
        found = [one for one in self.slack.messages() if one.key == f"incident:{name[2:]}:cx"]
        return found[0]

    def has_message(self, name: str) -> bool:
        """Whether there is one."""
        return any(one.key == f"incident:{name[2:]}:cx" for one in self.slack.messages())

    def events(self, kind: str) -> int:
        """How often something stands on the first case's timeline."""
        with self.scene.store() as db, db.read() as tx:
            return sum(event.kind.value == kind for event in case_files.file(tx, 1).events)

    def changes(self, setting: Setting) -> int:
        """How often a setting was changed."""
        with self.scene.store() as db, db.read() as tx:
            return len(changes.history(tx, setting))

    def form(self, press: Callable[[], object], fields: Mapping[str, str]) -> Press:
        """Open a form; return what submits it, filled in so."""
        known = len(self.slack.desk.views)
        press()
        self.until(lambda: len(self.slack.desk.views) > known)
        return partial(self.slack.submit, self.slack.view(ANN), fields)

    def whispered(self, press: Callable[[], object]) -> Whisper:
        """Do something; return what Ann is told of it."""
        known = len(self.slack.whispers(ANN))
        press()
        self.until(lambda: len(self.slack.whispers(ANN)) > known)
        return self.slack.whispers(ANN)[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act. `prepare` does all but the last press and returns that; `applied` counts it in the store.

    `shown` says whether a message tells it (None: the person alone is told, which may be lost). `core` is the function
    that applies it. `updates` and `replies`: it changes the alert, and its thread tells it.
    """

    name: str
    prepare: Callable[[Room], Press]
    applied: Callable[[Room], int]
    core: str = "monitor.store.cases:act"
    shown: Callable[[Room], bool] | None = None
    updates: bool = True
    replies: bool = True


def _merge(room: Room) -> Press:
    with room.scene.store() as db, db.write() as tx:
        for case in (1, 2):
            incident_acts.gather(tx, [case], by="Ann", now=datetime.now(UTC))
    room.until(lambda: room.has_message("I-2"))
    return room.form(lambda: room.slack.click(room.slack_message("I-2"), "Merge"), {"incident": "I-1"})


def _merged(room: Room) -> int:
    with room.scene.store() as db, db.read() as tx:
        return int(incidents.get(tx, 2).merged_into == 1)


def _settings(room: Room) -> Press:
    settings = room.whispered(lambda: room.slack.type("/complaints settings"))
    form = room.form(lambda: room.slack.click(settings, "Change threshold"), {"case": "0.5", "alert": "0.7"})
    return partial(room.slack.click, room.whispered(form), "Put in force")


def _silence(room: Room) -> Press:
    form = room.form(lambda: room.slack.type("/complaints mute C-1"), {"name": "strike", "reason": "Known"})
    return partial(room.slack.click, room.whispered(form), "Mute")


def _clicked(label: str) -> Callable[[Room], Press]:
    return lambda room: partial(room.slack.click, room.alert, label)


def _filled(label: str, fields: Mapping[str, str], *, menu: bool = False) -> Callable[[Room], Press]:
    def prepare(room: Room) -> Press:
        press = room.slack.choose if menu else room.slack.click
        return room.form(lambda: press(room.alert, label), fields)

    return prepare


def _of_case(name: str, prepare: Callable[[Room], Press], event: str, shows: str) -> Act:
    return Act(
        name=name,
        prepare=prepare,
        applied=lambda room: room.events(event),
        shown=lambda room: shows in room.alert.words,
    )


TAKE = _of_case("take", _clicked("Take"), "acknowledged", "claimed by Ann")
SEND = Act(
    name="respond, send",
    prepare=_filled("Respond", {"text": TEXT, "how": "send"}),
    applied=lambda room: len(Notebook(room.scene.folder / PLATFORM).texts),
    core="monitor.stages.desk:Desk.send",
    shown=lambda room: "waiting for the customer" in room.alert.words,
    updates=False,
    replies=False,
)
ACTS = (
    TAKE,
    _of_case("resolve", _filled("Resolve", {"outcome": "recovered"}), "resolved", "Reopen"),
    SEND,
    _of_case("not a complaint", _clicked("Not a complaint"), "dismissed", "Reopen"),
    _of_case("assign", _filled("Assign…", {"person": BOB}, menu=True), "assigned", "Bob has it"),
    _of_case("snooze", _filled("Snooze…", {}, menu=True), "snoozed", "snoozed until"),
    Act(
        name="silence",
        prepare=_silence,
        applied=lambda room: room.changes(Setting.SILENCE),
        core="monitor.store.changes:take",
        updates=False,
        replies=False,
    ),
    Act(
        name="settings change",
        prepare=_settings,
        applied=lambda room: room.changes(Setting.THRESHOLD),
        core="monitor.store.changes:take",
        updates=False,
        replies=False,
    ),
    Act(
        name="incident merge",
        prepare=_merge,
        applied=_merged,
        core="monitor.store.incident_acts:merge",
        shown=lambda room: "is told by I-1" in room.slack_message("I-2").words,
        replies=False,
    ),
)


class Notebook:
    """A platform that takes answers, kept in a file: it outlives the process that answers."""

    longest: int | None = 350
    looks: tuple[float, ...] = (0.05, 0.2)

    def __init__(self, file: Path) -> None:
        self._file = file

    @property
    def texts(self) -> list[str]:
        """What stands there."""
        return [reply.text for reply in self.replies_to(None)]

    def reply(self, key: MentionKey, text: str) -> ReplyReceipt:
        """Take an answer."""
        told = {"native_id": f"{key.native_id}-{len(self.texts)}", "text": text, "at": datetime.now(UTC).isoformat()}
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(told) + "\n")
        return ReplyReceipt(native_id=told["native_id"], posted_at=datetime.fromisoformat(told["at"]), url=None)

    def replies_to(self, key: MentionKey | None) -> tuple[OwnReply, ...]:
        """Return what stands there."""
        lines = self._file.read_text("utf-8").splitlines() if self._file.exists() else []
        found = [json.loads(line) for line in lines]
        return tuple(
            OwnReply(native_id=one["native_id"], text=one["text"], posted_at=datetime.fromisoformat(one["at"]))
            for one in found
        )


def live(folder: Path, arguments: Sequence[str], output: Path, wound: Wound | None) -> None:
    """Be the monitor, with every source's answers sent to a notebook."""
    for name, found in {
        "senders": lambda config: config.sources,
        "connector_for": lambda *_: Notebook(folder / PLATFORM),
    }.items():
        setattr(answering, name, found)
    victim.live(arguments, output, wound)
