"""Digests, as programs read them: which there are, page by page, and the figures of one."""

from dataclasses import replace

from monitor.domain.access import Limits
from monitor.domain.snapshot import from_json
from monitor.store import digests
from monitor.store.database import Database
from tests.domain.weeks import BUSY
from tests.web.api.program import a_program

DESK = replace(BUSY, name="desks", department="Billing/EU")
ALL_OF_THEM = (BUSY, replace(BUSY, week="2026-W46"), replace(BUSY, scope="Acme"), DESK, replace(DESK, scope="Acme"))


def test_each_is_listed_once_and_read_by_its_name_brand_and_department(db: Database) -> None:
    with db.write() as tx:
        for week in ALL_OF_THEM:
            assert digests.save(tx, week)
    program = a_program(db)
    found, link = [], "?limit=2"
    while link:
        page = program.get(f"/api/v1/digests{link}").json()
        found += [(one["week"], one["digest"], one["department"], one["brand"]) for one in page["digests"]]
        link = f"?limit=2&cursor={page['next']}" if page["next"] else ""
    assert found == [
        ("2026-W47", None, None, "Acme"),
        ("2026-W47", None, None, None),
        ("2026-W47", "desks", "Billing/EU", "Acme"),
        ("2026-W47", "desks", "Billing/EU", None),
        ("2026-W46", None, None, None),
    ]
    asked = "/api/v1/digests/2026-W47?digest=desks&department=Billing/EU"
    assert from_json(program.get(asked).text) == DESK
    desk = a_program(db, name="desk", limits=Limits(departments=frozenset({"Billing/EU"})))
    assert (desk.get(asked).status_code, desk.get("/api/v1/digests/2026-W47").status_code) == (200, 404)
    assert len(desk.get("/api/v1/digests").json()["digests"]) == 2
