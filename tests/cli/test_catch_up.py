"""`monitor catch-up`: the past is judged apart from what is live, in a process of its own where there is much of it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Event

import pytest
import structlog

from monitor.app import Monitor, assemble
from monitor.assembly.configuration import read_config
from monitor.cli import running
from monitor.domain.lane import Line
from monitor.roles import STAGES
from monitor.stages.clock import SystemClock
from monitor.stages.judge import SHORT
from monitor.store import judgements
from monitor.store.database import Database
from monitor.store.instance import present
from tests.cli.installation import Installation


def import_rows(here: Installation, count: int) -> None:
    lines = [f"r{number},2026-11-20T10:00:00Z,Still no refund from Acme Air.,1" for number in range(count)]
    (here.home / "reviews.csv").write_text("\n".join(["id,posted_at,text,stars", *lines]), encoding="utf-8")
    assert here.run("import", str(here.home / "reviews.csv"), "--source", "play").code == 0


def left(db: Database, line: Line) -> int:
    with db.read() as tx:
        return judgements.waiting(tx, limit=SHORT + 100, line=line)


@pytest.fixture
def _not_nicer(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(running, "NICE", 0)
    yield
    structlog.reset_defaults()  # a command writes its log to the stderr of its test


@pytest.mark.usefixtures("_not_nicer")
def test_it_judges_the_past_part_by_part_or_all_of_it(here: Installation) -> None:
    import_rows(here, 8)
    ran = here.run("catch-up", "--part", "0/2")
    assert (ran.code, ran.out) == (0, "judged 4: 4 complaints, 0 cases opened\n")
    assert here.run("catch-up").out.startswith("judged 4: ")
    assert here.run("catch-up").out.startswith("judged 0: ")


def test_a_part_that_is_none_is_refused(here: Installation) -> None:
    ran = here.run("catch-up", "--part", "4/4")
    assert (ran.code, "of four there are 0/4 to 3/4" in ran.err) == (2, True)


@pytest.mark.parametrize(("count", "aside"), [(3, []), (SHORT + 1, [()])])
def test_a_service_does_a_little_of_it_itself_and_more_of_it_aside(
    here: Installation, count: int, aside: list[tuple[str, ...]]
) -> None:
    import_rows(here, count)
    config, asked = read_config(here.home / "config.yaml"), list[tuple[str, ...]]()
    db = here.open()
    monitor: Monitor = assemble(config, db, SystemClock(Event()))
    jobs = {job.name: job for job in monitor.jobs(lambda *arguments: asked.append(arguments))}
    with present(db):
        jobs["judge"].run(datetime.now(UTC))
        assert left(db, Line.BACKFILL) == count
        jobs["backfill"].run(datetime.now(UTC))
    assert (asked, left(db, Line.BACKFILL)) == (aside, count if aside else 0)
    assert {work.name for work in monitor.works(1)} == set(STAGES), "each can be given to a worker of its own"
    monitor.close()
    db.close()
