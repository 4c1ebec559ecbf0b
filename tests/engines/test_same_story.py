"""One story on every engine: the same rows, and the same messages in Slack."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import select

from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.outbox_tables import DeliveryRow
from monitor.store.tables import CaseRow, EventRow, MentionRow, RevisionRow, SightingRow, SourceRow, VerdictRow
from tests.connectors.server import serving
from tests.databases import create
from tests.engines.cluster import Cluster, cluster, prepare
from tests.fake_slack import FakeSlack
from tests.stories.public import Public, change
from tests.stories.scene import Scene
from tests.stories.test_whole_service import CRASH, everyone, sources

Engine = Literal["embedded on SQLite", "embedded on PostgreSQL", "distributed"]
WORSE = "Now it crashes at the gate, too, and I missed my flight because of this useless app."
ANSWER = "Sorry! Fixed in 9.2."
TOLD_AT = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a story leaves: rows by table, and the words of each message."""

    rows: dict[str, list[tuple[Any, ...]]]
    messages: list[str]


def play(engine: Engine, folder: Path, server_address: str) -> Outcome:
    """Let everyone complain, then one review be edited and answered; each time until nothing waits."""
    people = _people()
    with serving() as server, FakeSlack() as slack:
        people.serve(server)
        scene = Scene(folder, sources(server.url, folder, every="1s"), slack, fresh=True)
        scene.write(web={"port": 0}, **_store(engine, folder, server_address))
        with cluster(scene) as running:
            _start(engine, running)
            running.until(lambda: len(scene.alerts) == 5 and running.rests(), "five alerts")
            change(people.play, "p1", text=WORSE, edited_at=TOLD_AT + timedelta(minutes=30))
            running.until(lambda: _shows(scene, WORSE) and running.rests(), "the edit")
            change(people.play, "p1", answer=ANSWER, answered_at=TOLD_AT + timedelta(minutes=60))
            running.until(lambda: _shows(scene, "Responded") and running.rests(), "the answer")
            codes = running.stop()
            assert set(codes.values()) == {0}, running.log
        with scene.store() as db:
            return Outcome(rows=_rows(db), messages=sorted(_plain(message.words) for message in slack.messages()))


def _people() -> Public:
    people = everyone()
    for said in (people.feed, people.hackernews, people.mastodon, people.play, people.app_store):
        for one in list(said):
            change(said, one.id, at=TOLD_AT)
    return people


def _store(engine: Engine, folder: Path, server: str) -> dict[str, Any]:
    if engine == "embedded on SQLite":
        return {}
    address = create(server, f"story_{engine[:4]}")
    prepare(address)
    return {"store": address, "engine": engine.split()[0]}


def _start(engine: Engine, running: Cluster) -> None:
    if engine == "distributed":
        running.start_distributed(workers=3)
    else:
        running.start("run", "run")


def _shows(scene: Scene, words: str) -> bool:
    return any(words in message.words for message in scene.alerts)


def _plain(words: str) -> str:
    """A message without what differs between any two runs: the case's number, the time of day, and spans of time.

    A longer span may begin a line of its own, so how words are spaced does not count either.
    """
    told = re.sub(r"C-\d+|<!date\^\d+\^[^>]*>|\d\d:\d\d|\d+ (?:h|min|s)\b( \d+ (?:min|s)\b)?", "*", words)
    return " ".join(told.split())


def _rows(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that was decided, by the post that it is about and without numbers, times and counters of tries."""
    mentions, cases, sources_ = table(MentionRow), table(CaseRow), table(SourceRow)
    post = (mentions.c.platform, mentions.c.native_id)
    of_mention = {
        RevisionRow: ("revision", "text"),
        VerdictRow: (
            "revision",
            "brand",
            "about",
            "complaint",
            "alert",
            "severity",
            "topic",
            "need",
            "score",
            "reasons",
        ),
        CaseRow: ("brand", "state", "severity", "topic", "department", "alert", "outcome"),
    }
    of_case = {EventRow: ("kind", "by", "was", "text"), DeliveryRow: ("channel", "kind", "state", "urgent")}
    queries = {
        "mentions": select(*post, *(mentions.c[name] for name in ("revision", "judged", "lane", "text", "stars")))
    }
    for row, names in of_mention.items():
        rows = table(row)
        joined = rows.join(mentions, rows.c.mention_id == mentions.c.id)
        queries[rows.name] = select(*post, *(rows.c[name] for name in names)).select_from(joined)
    for row, names in of_case.items():
        rows = table(row)
        joined = rows.join(cases, rows.c.case_id == cases.c.id).join(mentions, cases.c.mention_id == mentions.c.id)
        queries[rows.name] = select(*post, *(rows.c[name] for name in names)).select_from(joined)
    heard = table(SightingRow)
    joined = heard.join(mentions, heard.c.mention_id == mentions.c.id).join(
        sources_, heard.c.source_id == sources_.c.id
    )
    queries["sightings"] = select(*post, sources_.c.name).select_from(joined)
    with db.read() as tx:
        return {name: sorted((tuple(row) for row in tx.execute(query)), key=repr) for name, query in queries.items()}


def test_one_story_ends_alike_on_every_engine(tmp_path: Path, postgres_server: str) -> None:
    engines: tuple[Engine, ...] = ("embedded on SQLite", "embedded on PostgreSQL", "distributed")
    outcomes = {}
    for engine in engines:
        folder = tmp_path / engine.replace(" ", "-")
        folder.mkdir()
        outcomes[engine] = play(engine, folder, postgres_server)
    first = outcomes["embedded on SQLite"]
    assert len(first.rows["cases"]) == 5
    assert any(WORSE in words for words in first.messages)
    assert not any(CRASH in words for words in first.messages)
    for engine in engines[1:]:
        assert outcomes[engine].rows == first.rows, engine
        assert outcomes[engine].messages == first.messages, engine
