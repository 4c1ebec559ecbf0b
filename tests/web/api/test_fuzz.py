"""Whatever is sent, every answer is as the description says: with a token and without."""

from functools import partial
from typing import Any

import pytest

from monitor.assembly.judging import judged_as_asked
from monitor.domain.people import Role
from monitor.domain.verdict import JudgingRules
from monitor.store import digests
from monitor.store.database import Database
from tests.domain.weeks import BUSY
from tests.store.seeds import Wanted, mention, open_many
from tests.web.api.program import Program, a_program
from tests.web.pages import somebody

BASE_URL = "http://testserver"


def a_full_store(db: Database, **more: Any) -> Program:
    """A program that may do everything to nine cases, an incident and a digest."""
    open_many(db, [Wanted(mention=mention(str(each), author=f"u{each}")) for each in range(9)])
    with db.write() as tx:
        digests.save(tx, BUSY)
    judge = partial(judged_as_asked, JudgingRules())
    wired: dict[str, Any] = {
        "requests_a_minute": 1_000_000,
        "base_url": BASE_URL,
        "departments": ["support", "billing"],
    }
    somebody(db, "Kim", Role.AGENT)
    program = a_program(db, judge_text=judge, **wired, **more)
    assert program.post("/api/v1/incidents", {"cases": ["C-1", "C-2"]}, host="testserver").status_code == 200
    return program


def test_a_few_requests_of_each_kind(sqlite_db: Database) -> None:
    from tests.web.api.fuzzing import fuzz

    program = a_full_store(sqlite_db)
    known = fuzz(program.app, program.token, examples=1)
    assert 200 in known
    assert set(fuzz(program.app, program.token, examples=1, signed_in=False)) == {401}


@pytest.mark.soak
@pytest.mark.parametrize("start", range(4))
def test_ten_thousand_requests(db: Database, start: int) -> None:
    from tests.web.api.fuzzing import fuzz

    program = a_full_store(db)
    known = fuzz(program.app, program.token, examples=90, start=start)
    unknown = fuzz(program.app, program.token, examples=30, signed_in=False, start=start)
    assert {200, 304, 404, 409, 422} <= set(known)
    assert set(unknown) == {401}
    assert known.total() + unknown.total() >= 2_500
