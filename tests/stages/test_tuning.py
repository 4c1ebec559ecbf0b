"""Tuning: a running process takes up what another one changed, without a restart."""

import re
from datetime import timedelta
from pathlib import Path
from unittest.mock import sentinel

from monitor.assembly.configuration import read_config
from monitor.assembly.tuning import Tuning
from monitor.config.schema import Config
from monitor.domain.change import Setting
from monitor.store import changes
from monitor.store.database import Database
from tests.store.seeds import NOON

WRITTEN = """
brands: [{name: Acme}]
sources: [{name: s, kind: hackernews, query: acme}]
channels: [{name: cx, kind: console}]
"""


def config_in(folder: Path, written: str = WRITTEN) -> Config:
    (folder / "config.yaml").write_text(written)
    return read_config(folder / "config.yaml")


def tuning(db: Database, config: Config, made: list[float]) -> Tuning:
    def make(held: Config, _: object) -> tuple[object, object, object]:
        made.append(held.judgement.threshold.alert)
        return sentinel.judge, sentinel.remind, sentinel.worsen

    return Tuning(db, config, make, NOON)  # type: ignore[arg-type]  # stages that do nothing


def test_what_one_process_changes_another_works_by_at_once(db: Database, tmp_path: Path) -> None:
    made: list[float] = []
    here = tuning(db, config_in(tmp_path), made)
    assert here.now() is here.now()
    with db.write() as tx:
        change = changes.make(tx, Setting.THRESHOLD, "threshold: {alert: 0.9}", by="Ann", now=NOON)
    assert here.now().config.judgement.threshold.alert == 0.9
    with db.write() as tx:
        changes.undo(tx, change.id, by="Ann", now=NOON)
    here.now()
    assert made == [0.6, 0.9, 0.6]


def test_what_fits_the_file_no_more_is_left_out(db: Database, tmp_path: Path) -> None:
    with db.write() as tx:
        changes.make(tx, Setting.ROUTES, "routes: [{name: x, channels: [gone]}]", by="Ann", now=NOON)
        changes.make(tx, Setting.HOLIDAYS, "holidays: [2026-12-25]", by="Ann", now=NOON)
    held = tuning(db, config_in(tmp_path), []).now().config
    assert (held.routes, len(held.holidays)) == ((), 1)


def test_alerts_are_held_for_seven_days_or_until_a_lead_says_so(db: Database, tmp_path: Path) -> None:
    here = tuning(db, config_in(tmp_path), [])
    assert here.now().shadow.until == NOON + timedelta(days=7)
    with db.write() as tx:
        changes.make(tx, Setting.SHADOW, "live", by="Ann", now=NOON + timedelta(days=2))
    assert here.now().shadow.until == NOON + timedelta(days=2)


def test_of_a_story_that_is_replayed_no_alert_is_held(db: Database, tmp_path: Path) -> None:
    story = "{name: story, kind: sample, brand: Acme}"
    both = tuning(db, config_in(tmp_path, WRITTEN.replace("[{name: s,", f"[{story}, {{name: s,")), []).now().shadow
    assert (both.acts(NOON), both.holds("s", NOON), both.holds("story", NOON)) == (True, True, False)
    alone = tuning(db, config_in(tmp_path, re.sub(r"sources: .*", f"sources: [{story}]", WRITTEN)), []).now().shadow
    assert not alone.acts(NOON)
