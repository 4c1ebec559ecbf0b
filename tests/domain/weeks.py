"""A week's figures to test with."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.domain.case import Outcome
from monitor.domain.figures import (
    Count,
    Coverage,
    Figures,
    Kept,
    Line,
    Open,
    Place,
    Precision,
    Promoters,
    Speed,
    Stars,
    Tally,
    Waiting,
)
from monitor.domain.score import Severity, Topic

MADE = datetime(2026, 11, 23, 8, tzinfo=UTC)

QUIET = Figures(
    week="2026-W47",
    scope="all",
    zone="Europe/London",
    starts_at=datetime(2026, 11, 16, tzinfo=UTC),
    ends_at=datetime(2026, 11, 23, tzinfo=UTC),
    made_at=MADE,
    heard=Count(now=812, before=(790, 805)),
    cases=Count(now=0, before=(2, 1)),
    coverage=(Coverage(source="acme-play", kind="google_play", heard=812, polls=672),),
)
BUSY = replace(
    QUIET,
    heard=Count(now=1204, before=(1100, 1180, 990, 1050)),
    complaints=Count(now=84, before=(50, 52, 54, 52)),
    needs_eyes=Count(now=6, before=(2, 3, 1, 2)),
    cases=Count(now=84, before=(50, 52, 54, 52)),
    critical=Tally(name="critical", count=2, cases=(101, 140)),
    policy=Tally(name="policy", count=1, cases=(120,)),
    brands=(Line(name="Acme Air", count=Count(now=84, before=(50, 52, 54, 52)), cases=(101, 102)),),
    sources=(
        Place(name="acme-play", platform="google_play", count=Count(now=84, before=(50, 52, 54, 52)), cases=(101, 102)),
    ),
    topics=(
        Line(name="billing", count=Count(now=48, before=(12, 11, 13, 12)), cases=tuple(range(101, 121))),
        Line(name="delivery", count=Count(now=36, before=(38, 41, 41, 40)), cases=(130, 131)),
    ),
    severities=(Line(name="high", count=Count(now=84, before=(50, 52, 54, 52)), cases=(101, 102)),),
    needs=(Line(name="functional", count=Count(now=84, before=(50, 52, 54, 52)), cases=(101, 102)),),
    departments=(Line(name="support", count=Count(now=84, before=(50, 52, 54, 52)), cases=(101, 102)),),
    speed=Speed(of=80, answered=71, timed=70, median=6000, p90=33_000),
    speed_before=(Speed(of=50, answered=48, timed=48, median=7500, p90=36_000),),
    kept=Kept(due=66, kept=60, broken=(103, 104, 105, 106, 107, 108)),
    open=Open(
        open=8,
        acknowledged=5,
        responded=20,
        overdue=4,
        oldest=(Waiting(case=17, opened_at=MADE - timedelta(days=23), severity=Severity.HIGH, topic=Topic.STAFF),),
        earlier=Tally(name="earlier", count=2, cases=(17, 60)),
    ),
    outcomes=(
        Tally(name=Outcome.RECOVERED, count=9, cases=(90, 91)),
        Tally(name=Outcome.WORSENED, count=2, cases=(92, 93)),
    ),
    thanks=(Tally(name="Mia", count=6, cases=(90,)), Tally(name="Jo", count=3, cases=(91,))),
    dismissals=(Tally(name="not_a_complaint", count=4, cases=(109, 110, 111, 112)),),
    precision=Precision(acted=76, wrong=4),
    incidents=(Tally(name="3", count=12, cases=(101, 102)),),
    coverage=(
        Coverage(source="acme-forum", kind="rss", heard=300, polls=1700, failed=24, gaps=1, rejected=2, silent=7200),
        Coverage(source="acme-play", kind="google_play", heard=904, polls=672),
    ),
    promoters=(
        Promoters(
            source="acme-play",
            platform="google_play",
            now=Stars(promoters=20, passives=8, detractors=32),
            before=Stars(promoters=3, passives=1, detractors=2),
        ),
    ),
)


def a_week(figures: Figures = BUSY, **changes: Any) -> Figures:
    """The busy week; what is named is changed in it."""
    return replace(figures, **changes)
