"""A silence acts for its time, on what fits it, and never on critical ones unless it says so."""

from dataclasses import replace
from datetime import timedelta

from monitor.domain.match import Match
from monitor.domain.muting import Silence, muted_by
from monitor.domain.score import Severity, Topic
from tests.domain.routes import subject
from tests.store.seeds import LATER, NOON

BILLING = Silence(name="bank", match=Match(topic=(Topic.BILLING,)), ends_at=LATER, reason="The bank is down")


def test_it_mutes_what_fits_until_its_end() -> None:
    assert muted_by([BILLING], subject(), NOON) == BILLING
    assert muted_by([BILLING], subject(topic=Topic.STAFF), NOON) is None
    assert muted_by([BILLING], subject(), LATER) is None


def test_it_may_begin_later() -> None:
    planned = replace(BILLING, starts_at=NOON + timedelta(minutes=1))
    assert muted_by([planned], subject(), NOON) is None
    assert muted_by([planned], subject(), NOON + timedelta(minutes=1)) == planned


def test_critical_ones_are_muted_only_where_it_says_so() -> None:
    worst = subject(severity=Severity.CRITICAL)
    assert muted_by([BILLING], worst, NOON) is None
    assert muted_by([replace(BILLING, critical=True)], worst, NOON) is not None


def test_what_is_held_is_not_told_by_another_that_folds() -> None:
    folds = replace(BILLING, name="outage", fold=True)
    assert muted_by([folds, BILLING], subject(), NOON) == BILLING
    assert muted_by([folds], subject(), NOON) == folds


def test_the_rule_it_leaves_on_what_it_holds_names_it() -> None:
    assert BILLING.rule == "silence:bank"
