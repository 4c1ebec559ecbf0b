"""Whoever is away is not waited for: what becomes late goes to whoever stands in, else back to the department."""

from datetime import timedelta

import pytest

from monitor.domain.act import Take
from monitor.store import cases, handovers
from monitor.store.database import Database
from tests.stages.scenes import HOUR, Scene
from tests.store.seeds import NOON


@pytest.mark.parametrize(("deputy", "owner"), [("Bob", "Bob"), (None, None)])
def test_what_becomes_late_is_passed_on(db: Database, deputy: str | None, owner: str | None) -> None:
    scene = Scene(db)
    [number] = scene.complain(due_in=2 * HOUR)
    scene.act(number, Take(), NOON, by="Ann")
    with db.write() as tx:
        handovers.go_away(tx, "Ann", NOON + timedelta(days=2), deputy, by="Ann", now=NOON)
    scene.tick(NOON + timedelta(minutes=30))
    with db.read() as tx:
        assert cases.get(tx, number).owner == "Ann"
    scene.tick(NOON + HOUR + timedelta(minutes=1))
    with db.read() as tx:
        assert cases.get(tx, number).owner == owner
    assert scene.remind(NOON + HOUR + timedelta(minutes=2)) == 1
