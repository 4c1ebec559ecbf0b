"""What somebody was given is one message, kept with the cases, on both databases."""

from monitor.domain.act import Assign, Note
from monitor.store import personal
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.outbox_tables import DeliveryRow
from tests.stages.scenes import MINUTES, Scene
from tests.store.seeds import NOON


def test_what_is_given_within_moments_is_one_message(db: Database) -> None:
    scene = Scene(db)
    scene.walls["cx"].workspace = "T1"
    first, second, third = scene.complain(3)
    scene.deliver(NOON)
    scene.act(first, Assign(owner="ben: the_%"), NOON)
    scene.act(first, Note(text="Look at the stars."), NOON)
    scene.act(second, Assign(owner="ben: the_%"), NOON)
    scene.act(second, Assign(owner="cleo"), NOON)
    scene.act(third, Assign(owner="ana"), NOON, by="ana")
    assert told(db) == [
        ("ben: the_%", [(first, "Look at the stars."), (second, "")]),
        ("cleo", [(second, "")]),
    ]


def test_where_a_case_is_told_in_no_workspace_nobody_can_be_told_alone(db: Database) -> None:
    scene = Scene(db)
    [only] = scene.complain()
    scene.act(only, Assign(owner="ben"), NOON)
    scene.deliver(NOON + MINUTES)
    scene.act(only, Assign(owner="cleo"), NOON + MINUTES)
    assert told(db) == []


def told(db: Database) -> list[tuple[str, list[tuple[int, str]]]]:
    rows = table(DeliveryRow)
    with db.read() as tx:
        subjects = tx.execute(rows.select().where(rows.c.kind == "personal").order_by(rows.c.id)).all()
        found = [personal.given(tx, row.subject) for row in subjects]
    return [(name, [(one.case_id, one.note) for one in given]) for name, given in found]
