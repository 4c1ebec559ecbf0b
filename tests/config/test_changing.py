"""Changing: what a lead writes is read as if it stood in the file."""

from pathlib import Path

import pytest

from monitor.assembly.configuration import read_config
from monitor.config.changing import KEYS, changed, different, text_of
from monitor.config.overlay import overlaid
from monitor.config.problem import ConfigError
from monitor.config.schema import Config

WRITTEN = """
brands: [{name: Acme}]
sources: [{name: s, kind: hackernews, query: acme}]
channels: [{name: cx, kind: console}, {name: legal, kind: console}]
departments: [{name: care, channel: cx}, {name: app, topics: [digital], holidays: [2026-05-01]}]
routes: [{name: harm, match: {topic: safety, severity: high}, channels: legal}]
holidays: [2026-12-25]
playbooks: [{topic: delivery, offer: {what: a voucher, up_to: 20 GBP}}]
"""


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "config.yaml").write_text(WRITTEN)
    return read_config(tmp_path / "config.yaml")


@pytest.mark.parametrize("key", KEYS)
def test_what_the_file_says_can_be_written_and_read_back(config: Config, key: str) -> None:
    assert changed(config, {key: text_of(config, key)}) == config
    assert different(config, {key: text_of(config, key)}) == []


def test_departments_that_keep_the_tops_holidays_keep_the_new_ones(config: Config) -> None:
    care, app = changed(config, {"holidays": "holidays: [2027-01-01]"}).departments
    assert [str(day) for day in (*(care.holidays or ()), *(app.holidays or ()))] == ["2027-01-01", "2026-05-01"]


def test_departments_that_were_changed_still_keep_the_tops_hours(config: Config) -> None:
    theirs = "departments: [{name: care, topics: [billing]}, {name: app, hours: daily 08:00-20:00}]"
    care, app = changed(config, {"departments": theirs, "hours": "hours: mon-fri 09:00-17:00"}).departments
    assert (care.topics, str(care.hours), care.channel) == (("billing",), "mon-fri 09:00-17:00", "cx")
    assert (app.topics, str(app.hours), app.holidays) == ((), "daily 08:00-20:00", config.holidays)


@pytest.mark.parametrize(
    ("rules", "case"),
    [
        ("judgement: {keywords: {ignore: [job]}}", 0.4),
        ("judgement: {threshold: {case: 0.2, alert: 0.3}}", 0.2),
        ("brands: [{name: Acme}]", 0.4),
    ],
)
def test_rules_that_are_tried_are_laid_over_the_thresholds_that_hold(
    config: Config, tmp_path: Path, rules: str, case: float
) -> None:
    (tmp_path / "rules.yaml").write_text(rules)
    held = changed(config, {"threshold": "threshold: {case: 0.4, alert: 0.8}"})
    assert overlaid(held, tmp_path / "rules.yaml").judgement.threshold.case == case


def test_a_threshold_is_changed(config: Config) -> None:
    text = "threshold: {case: 0.4, alert: 0.8}"
    assert changed(config, {"threshold": text}).judgement.threshold.alert == 0.8
    assert different(config, {"threshold": text, "holidays": "holidays: [2026-12-25]"}) == ["threshold"]


@pytest.mark.parametrize(
    ("key", "text", "told"),
    [
        ("routes", "routes:\n  - name: x\n    channels: [nope]", 'routes:3: .*no channel called "nope"'),
        ("routes", "routes: [", "routes:1: "),
        ("routes", "threshold: {}", "begin with `routes:`"),
        ("routes", "routes: []\nbrands: []", "routes:2: brands: does not belong"),
        ("threshold", "threshold: {case: .5, alert: .4}", "below the case threshold"),
        ("holidays", "holidays: [2026-13-01]", "is not a day"),
        ("playbooks", "playbooks: [{topic: delivery, offer: {up_to: lots}}]", "not an amount of money"),
        ("playbooks", "playbooks: [{reply: '${SECRET}'}]", "SECRET"),
        ("speakers", "speakers: [{who: rival, platform: x, accounts: [a]}]", "speakers:1: .*who"),
        ("speakers", "speakers: [{who: staff, platform: x, accounts: [a], brand: Bolt}]", 'no brand called "Bolt"'),
        ("departments", "departments: [{name: care}]", 'the department "app" is missing'),
        ("departments", "departments: [{name: care}, {name: app, topics: [bil]}]", "departments:1: .*billing"),
        ("departments", "departments: [{name: care}, {name: new, topics: [staff]}]", 'no department called "new"'),
        ("severity", "severity: {topics: {billing: worst}}", "critical"),
        ("hours", "hours: nine to five", "mon-fri 09:00-17:00"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(config: Config, key: str, text: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        changed(config, {key: text})
