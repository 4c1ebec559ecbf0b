"""Every kind of source has a checklist that is whole and true."""

import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from connectors.contract import Connector, History, Receiver, Replier
from connectors.kit.http import Door
from connectors.kit.kind import Tools
from connectors.registry import kind, kinds
from tests.connectors.checklist import Checklist, Done, Exempt
from tests.connectors.contract import NOW, HearingContract
from tests.connectors.payloads import FIXTURES
from tests.connectors.replying import AnsweringContract
from tests.packaging.installing import ROOT
from tests.stories.sources.story import SourceStory

TESTS = Path(__file__).parent
_WITHOUT = {
    "appstore_rss",
    "file",
    "hackernews",
    "http_json",
    "rss",
    "sample",
    "webhook",
    "youtube",
}
BUILT_IN = [name for name in kinds() if name not in _WITHOUT]
MUST_BE_SHOWN = ("recorded", "backfill", "budget", "threads")


class Told:
    """What a kind's test modules say of it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.kind = kind(name)
        self.modules = list(_modules(TESTS, "tests.connectors", name))
        self.stories = list(_modules(ROOT / "tests/stories/sources", "tests.stories.sources", name))
        (self.list,) = [found for one in self.modules if isinstance(found := vars(one).get("CHECKLIST"), Checklist)]

    def inherits(self, suite: type) -> bool:
        """Whether a test class of its own inherits `suite`."""
        classes = [one for module in (*self.modules, *self.stories) for one in vars(module).values()]
        return any(isinstance(one, type) and issubclass(one, suite) and _is_of(one, self.name) for one in classes)

    def connector(self) -> Connector | None:
        """Return a connector of this kind, with the settings of its suite."""
        classes = [one for module in self.modules for one in vars(module).values()]
        suites = [one for one in classes if isinstance(one, type) and issubclass(one, HearingContract)]
        suite = next((one for one in suites if _is_of(one, self.name)), None)
        if suite is None:
            return None
        settings = self.kind.settings.model_validate(suite().settings("http://127.0.0.1:1"))
        http = Door().bind(timeout=1, allow_private=True)
        return self.kind.build(settings, Tools(http=http, now=lambda: NOW))

    def has_test(self, done: Done) -> bool:
        """Whether the test that is named is there."""
        files = [TESTS / f"{done.module}.py"] if done.module else [Path(str(one.__file__)) for one in self.modules]
        return any(f"def {done.test}(" in file.read_text("utf-8") for file in files)


@pytest.fixture(params=BUILT_IN, scope="module")
def told(request: pytest.FixtureRequest) -> Told:
    return Told(request.param)


def test_what_is_not_done_says_why(told: Told) -> None:
    for mark in told.list.marks.values():
        assert isinstance(mark, Done) or len(mark.reason.split()) > 3


def test_what_no_rule_can_tell_is_shown_by_a_test_that_is_there(told: Told) -> None:
    for name, mark in told.list.marks.items():
        if isinstance(mark, Done) and (name in MUST_BE_SHOWN or mark.test):
            assert told.has_test(mark), f"{name} is shown by {mark.test}, which is not there"


def test_its_flags_skills_and_suites_say_the_same(told: Told) -> None:
    said = {name: isinstance(mark, Done) for name, mark in told.list.marks.items()}
    shown = told.kind
    assert said["edits"] == shown.edits
    assert said["deletions"] == shown.deletions
    assert said["own_replies"] == shown.replies
    assert said["answers"] == shown.answers
    assert said["contract"] == told.inherits(HearingContract)
    assert said["story"] == told.inherits(SourceStory)
    assert said["budget"] == _keeps_a_budget(told.name)
    assert said["threads"] == _tells_threads(told.name) or not (FIXTURES / told.name).is_dir()


def test_its_connector_can_what_it_says(told: Told) -> None:
    connector = told.connector()
    if connector is None:
        assert isinstance(told.list.contract, Exempt)
        return
    assert isinstance(told.list.backfill, Done) == isinstance(connector, History)
    assert isinstance(told.list.answers, Done) == isinstance(connector, Replier)
    assert not isinstance(connector, Replier) or told.inherits(AnsweringContract) or told.name == "sample"
    assert told.kind.every.days < 1 or isinstance(connector, Receiver)


def _modules(folder: Path, package: str, name: str) -> Iterator[ModuleType]:
    others = [one for one in BUILT_IN if one.startswith(f"{name}_")]
    for file in sorted(folder.glob(f"test_{name}*.py")):
        rest = file.stem.removeprefix("test_")
        if (rest == name or rest.startswith(f"{name}_")) and not any(rest.startswith(other) for other in others):
            yield importlib.import_module(f"{package}.{file.stem}")


def _is_of(suite: type, name: str) -> bool:
    return getattr(suite, "kind_name", None) == name


def _sources(name: str) -> Iterator[str]:
    folder = ROOT / "connectors"
    for file in [folder / f"{name}.py", *(folder / name).glob("*.py")]:
        if file.is_file():
            yield file.read_text("utf-8")


def _keeps_a_budget(name: str) -> bool:
    return any(".budget(" in text for text in _sources(name))


def _tells_threads(name: str) -> bool:
    return any(_has(json.loads(file.read_bytes()), "thread_id") for file in (FIXTURES / name).glob("*.expected.json"))


def _has(value: object, name: str) -> bool:
    if isinstance(value, dict):
        return name in value or any(_has(part, name) for part in value.values())
    return isinstance(value, list) and any(_has(part, name) for part in value)
