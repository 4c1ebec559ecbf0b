"""The scene: a company on a Monday morning, with five weeks behind it, as the real service heard, judged and told them.

It is made once in a process; who wants to change it takes a copy.
"""

import atexit
import json
import shutil
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import yaml
from fastapi import FastAPI

from monitor.access.login import begin
from monitor.app import Monitor, assemble
from monitor.assembly.configuration import read_config
from monitor.assembly.stores import open_store
from monitor.assembly.teaching import audit_for
from monitor.assembly.tuning import case_threshold
from monitor.domain.access import UNLIMITED, Limits
from monitor.domain.act import Act, Assign, Dismiss, Note, Resolve, Respond, Snooze, Take
from monitor.domain.case import Dismissal, Outcome, State
from monitor.domain.people import Role
from monitor.domain.score import Severity
from monitor.stages import fold
from monitor.store import cases, incident_acts, users
from monitor.store.case_search import CaseQuery, search
from monitor.store.database import Database, Transaction
from monitor.web.serve import listen, serve_on
from monitor.web.site import make_app
from monitor.wiring import wiring_of
from tests.stories.clock import StoryClock
from tests.web.pages import CHEAP

SUNDAY, MONDAY = datetime(2026, 11, 22, 20, 20, tzinfo=UTC), datetime(2026, 11, 23, 9, 40, tzinfo=UTC)
PASSWORD = "seven quiet herons"
FERRIES = Limits(brands=frozenset({"Harbour Ferries"}))
_TEMPLATE = Path(__file__).parents[2] / "config.yaml"
_BRAND = {"name": "Harbour Ferries", "keywords": ["harbour ferries"]}
_SAID = (
    ("Marta", 1, "Harbour Ferries cancelled the 7.15 again and nobody at the desk knew why. I missed a funeral."),
    ("Joe", 2, "Waited two hours at the Harbour Ferries gate in the rain. No announcement, no apology, no refund."),
    ("Ines", 1, "Double charged for one car by Harbour Ferries and their phone just rings. Terrible service."),
    ("Bo", 5, "Harbour Ferries crew found my daughter's rabbit and posted it home. Thank you, Anneke!"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    """Who has access, and the key of the browser that they are signed in with."""

    name: str
    role: Role
    limits: Limits = UNLIMITED


PEOPLE = (
    Somebody(name="Ada", role=Role.ADMIN),
    Somebody(name="Lena", role=Role.LEAD),
    Somebody(name="Amir", role=Role.AGENT),
    Somebody(name="Vera", role=Role.VIEWER),
    Somebody(name="Hugo", role=Role.AGENT, limits=FERRIES),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A folder with a configuration and a store, and the keys of `PEOPLE`'s browsers by name."""

    folder: Path
    sessions: dict[str, str]

    def copy(self, folder: Path) -> "Scene":
        """Return a copy in `folder` that may be changed."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        _configure(folder)
        return Scene(folder=folder, sessions=self.sessions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A scene that is served at `origin`."""

    origin: str
    app: FastAPI
    monitor: Monitor
    clock: StoryClock
    sessions: dict[str, str]

    @property
    def db(self) -> Database:
        """Its store."""
        return self.monitor.db


@cache
def monday() -> Scene:
    """Return the scene; it is not to be changed."""
    folder = Path(tempfile.mkdtemp(prefix="scene-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    _configure(folder)
    said = [
        {"id": f"f{number}", "author": name, "author_id": name, "rating": stars, "text": text}
        | {"posted_at": (SUNDAY - timedelta(hours=9 * number)).isoformat(), "place": "Pier 4"}
        for number, (name, stars, text) in enumerate(_SAID)
    ]
    (folder / "ferries.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in said), "utf-8")
    with _open(folder, StoryClock(SUNDAY)) as (monitor, clock):
        monitor.digest.run_once(SUNDAY - timedelta(weeks=5))  # listened since then
        _hear(monitor, clock.now())
        with monitor.db.write() as tx:
            _work(tx, clock.now())
        while clock.now() < MONDAY:
            clock.move(timedelta(minutes=50))
            _hear(monitor, clock.now())
        monitor.worsen.run_once(clock.now())
        with redirect_stdout(StringIO()):
            monitor.deliver.run_once(clock.now())
        fold.run_once(monitor.db)
        monitor.insights.run_once(clock.now())
        monitor.digest.run_once(clock.now())
        audit_for(monitor.config, monitor.db, case_threshold(monitor.config), channel=None).run_once(clock.now())
        with monitor.db.write() as tx:
            sessions = {one.name: _let_in(tx, one) for one in PEOPLE}
    return Scene(folder=folder, sessions=sessions)


@contextmanager
def served(scene: Scene) -> Iterator[Site]:
    """Serve a scene as the service does, with everything behind its pages, on a free port of this machine."""
    with _open(scene.folder, StoryClock(MONDAY)) as (monitor, clock), _serving(monitor) as (origin, app):
        yield Site(origin=origin, app=app, monitor=monitor, clock=clock, sessions=scene.sessions)


def empty(folder: Path, people: Sequence[Somebody] = ()) -> Scene:
    """Return a scene in which nothing was heard yet, and nobody but `people` has access."""
    _configure(folder)
    with _open(folder, StoryClock(MONDAY)) as (monitor, _), monitor.db.write() as tx:
        return Scene(folder=folder, sessions={one.name: _let_in(tx, one) for one in people})


def _configure(folder: Path) -> None:
    written: dict[str, Any] = yaml.safe_load(_TEMPLATE.read_text("utf-8"))
    ferries = {"name": "ferries", "kind": "file", "brand": "Harbour Ferries", "path": "ferries.jsonl"}
    written |= {"store": f"sqlite:///{folder / 'store.db'}", "shadow": "off"}
    written.setdefault("web", {})["requests_a_minute"] = 1_000_000  # the story's minute never ends
    written["brands"].append(_BRAND)
    written["sources"][0]["scenes"] = False
    written["sources"].append(ferries | {"first_run": "alert", "platform": "Pier reviews"})
    (folder / "config.yaml").write_text(yaml.safe_dump(written, sort_keys=False), "utf-8")
    (folder / "ferries.jsonl").touch()


@contextmanager
def _open(folder: Path, clock: StoryClock) -> Iterator[tuple[Monitor, StoryClock]]:
    config = read_config(folder / "config.yaml")
    db = open_store(config)
    monitor = assemble(config, db, clock)
    try:
        yield monitor, clock
    finally:
        monitor.close()
        db.close()


@contextmanager
def _serving(monitor: Monitor) -> Iterator[tuple[str, FastAPI]]:
    stop, listening = threading.Event(), listen("127.0.0.1", 0)
    app = make_app(monitor.db, wiring_of(monitor, dict, passwords=CHEAP))
    thread = threading.Thread(target=serve_on, args=(app, listening, stop))
    origin = f"http://127.0.0.1:{listening.getsockname()[1]}"
    thread.start()
    try:
        yield origin, app
    finally:
        stop.set()
        thread.join()


def _hear(monitor: Monitor, now: datetime) -> None:
    for source in monitor.config.sources:  # one after the other, so that numbers are always the same
        monitor.collect.run_once(now, names=[source.name])
    monitor.judge.run_once(now)


def _let_in(tx: Transaction, one: Somebody) -> str:
    user = users.add(
        tx,
        name=one.name,
        email=f"{one.name.lower()}@sorrel.example",
        role=one.role,
        now=MONDAY,
        limits=one.limits,
        password=CHEAP.hashed(PASSWORD),
    )
    return begin(tx, user, address="192.0.2.7", now=MONDAY, by="a password")


def _work(tx: Transaction, now: datetime) -> None:
    """A weekend's work: cases in every state, with notes and outcomes, and an incident that people made."""
    mild = search(tx, CaseQuery(states=frozenset({State.OPEN}), severity=Severity.MEDIUM, brand="Sorrel", limit=20))
    days: Sequence[tuple[Act, ...]] = (
        (Take(),),
        (Take(), Note(text="The depot has the tray; van 12 brings it tomorrow before nine.")),
        (Assign(owner="Lena"), Snooze(until=now + timedelta(days=2))),
        (Take(), Respond(text="We are sorry. Your money is on its way and will be there on Tuesday."), Resolve()),
        (Respond(text="Thank you for telling us: it is put right."), Resolve(outcome=Outcome.RECOVERED)),
        (Dismiss(reason=Dismissal.NOT_OURS),),
        (Dismiss(reason=Dismissal.SPAM),),
    )
    for number, acts in enumerate(days):
        for act in acts:
            cases.act(tx, mild[number].id, act, by="Amir", now=now)
    incident_acts.gather(tx, [one.id for one in mild[8:12]], by="Lena", now=now)
