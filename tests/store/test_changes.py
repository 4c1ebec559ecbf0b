"""Changes: each has its place in a line, the latest holds, and one click takes it back."""

from datetime import UTC, datetime

import pytest

from monitor.domain.change import Overtaken, Setting
from monitor.store import changes
from monitor.store.database import Database

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_the_latest_change_holds_and_each_tells_what_was_before(db: Database) -> None:
    with db.write() as tx:
        assert changes.version(tx) == 0
        changes.make(tx, Setting.HOLIDAYS, "holidays: []", by="Ann", now=NOON)
        second = changes.make(tx, Setting.HOLIDAYS, "holidays: [2026-12-25]", by="Bob", now=NOON)
    with db.read() as tx:
        assert changes.current(tx) == {Setting.HOLIDAYS: second}
        assert (second.before, changes.version(tx)) == ("holidays: []", second.id)


def test_undoing_is_a_change_too_and_can_be_undone(db: Database) -> None:
    with db.write() as tx:
        made = changes.make(tx, Setting.ROUTES, "routes: []", by="Ann", now=NOON)
        undone = changes.undo(tx, made.id, by="Bob", now=NOON)
        assert (undone.after, undone.undoes, changes.value(tx, Setting.ROUTES)) == (None, made.id, None)
        assert changes.undo(tx, undone.id, by="Ann", now=NOON).after == "routes: []"
        assert [one.by for one in changes.history(tx, Setting.ROUTES)] == ["Ann", "Bob", "Ann"]


def test_what_was_changed_since_is_not_undone_behind_somebodys_back(db: Database) -> None:
    with db.write() as tx:
        first = changes.make(tx, Setting.ROUTES, "routes: []", by="Ann", now=NOON)
        changes.make(tx, Setting.ROUTES, None, by="Bob", now=NOON)
        with pytest.raises(Overtaken, match="Bob has changed `routes` since"):
            changes.undo(tx, first.id, by="Ann", now=NOON)
        with pytest.raises(Overtaken, match="no change 99"):
            changes.undo(tx, 99, by="Ann", now=NOON)


def test_a_change_that_was_tried_is_made_once_and_only_while_nothing_else_was(db: Database) -> None:
    with db.write() as tx:
        mine = changes.draft(tx, Setting.THRESHOLD, "threshold: {alert: 0.7}", by="Ann", now=NOON)
        late = changes.draft(tx, Setting.THRESHOLD, "threshold: {alert: 0.8}", by="Bob", now=NOON)
        assert changes.version(tx) == 0
        assert changes.take(tx, mine, by="Ann", now=NOON).after == "threshold: {alert: 0.7}"
        for overtaken in (late, mine):
            with pytest.raises(Overtaken, match="Ann has changed `threshold` since you tried"):
                changes.take(tx, overtaken, by="Bob", now=NOON)
