"""A week's snapshot is saved once and never changes."""

from dataclasses import replace
from datetime import timedelta

from monitor.domain.access import UNLIMITED, Limits
from monitor.domain.edition import Edition
from monitor.domain.figures import Count
from monitor.domain.week import parse
from monitor.store import digests
from monitor.store.database import Database
from tests.domain.weeks import BUSY, MADE, QUIET

BOLT, SUPPORT = Limits(brands=frozenset({"Bolt"})), Limits(departments=frozenset({"support"}))


def test_the_first_snapshot_of_a_week_stays(db: Database):
    with db.write() as tx:
        assert digests.save(tx, BUSY)
        assert not digests.save(tx, replace(BUSY, cases=Count(now=1)))
    with db.read() as tx:
        assert digests.load(tx, "2026-W47", Edition()) == BUSY


def test_each_scope_has_its_own(db: Database):
    acme = replace(QUIET, scope="Acme: Air")
    with db.write() as tx:
        assert digests.save(tx, BUSY)
        assert digests.save(tx, acme)
    with db.read() as tx:
        assert digests.load(tx, "2026-W47", Edition(brand="Acme: Air")) == acme
        assert digests.of_subject(tx, "2026-W47:Acme: Air") == acme
        assert digests.load(tx, "2026-W46", Edition()) is None


def test_weeks_are_listed_earliest_first(db: Database):
    earlier = replace(QUIET, week="2026-W46", starts_at=QUIET.starts_at - timedelta(days=7))
    with db.write() as tx:
        digests.save(tx, QUIET)
        digests.save(tx, earlier)
    with db.read() as tx:
        assert digests.weeks(tx, Edition()) == (parse("2026-W46"), parse("2026-W47"))
        assert digests.weeks(tx, Edition(brand="other")) == ()


def test_pages_of_digests_follow_each_other_and_hold_what_somebody_sees(db: Database) -> None:
    scopes = (("2026-W46", "all"), ("2026-W47", "Acme"), ("2026-W47", "all"), ("2026-W47", "Bolt"))
    with db.write() as tx:
        for week, scope in scopes:
            digests.save(tx, replace(QUIET, week=week, scope=scope))
    with db.read() as tx:
        whole = digests.page(tx, within=UNLIMITED, limit=9)
        found = list(digests.page(tx, within=UNLIMITED, limit=1))
        while more := digests.page(tx, within=UNLIMITED, after=(found[-1].week, found[-1].edition), limit=1):
            found += more
        assert tuple(found) == whole
        assert len(whole) == len(scopes)
        assert [one.edition.brand for one in digests.page(tx, within=BOLT, limit=9)] == ["Bolt"]
        assert digests.page(tx, within=SUPPORT, limit=9) == ()


def test_when_digests_began_is_noted_once(db: Database):
    with db.write() as tx:
        assert digests.began_at(tx, Edition()) is None
        assert digests.begin(tx, Edition(), MADE) == MADE
        assert digests.begin(tx, Edition(), MADE + timedelta(days=9)) == MADE
        assert digests.began_at(tx, Edition(name="other")) is None
