"""`monitor sources try`: what a source would bring, and why each mention is kept or dropped."""

import pytest

from tests.cli.installation import Installation

ROWS = "id,text\n1,No refund since May\n2,We look for a refund clerk: a job\n3,Lovely\n"


@pytest.fixture(autouse=True)
def _reviews(here: Installation) -> None:
    (here.home / "reviews.csv").write_text(ROWS)


def test_all_is_kept_without_a_query(here: Installation) -> None:
    assert "3 kept, 0 dropped, 0 not understood; nothing was saved" in here.run("sources", "try", "play").out


def test_a_query_says_why_each_is_kept_or_dropped(here: Installation) -> None:
    out = here.run("sources", "try", "play", "--query", "refund -job").out
    assert "kept: it has “refund”; it lacks “job”" in out
    assert "dropped: it has “job”" in out
    assert "dropped: it lacks “refund”" in out
    assert "1 kept, 2 dropped" in out


def test_it_is_judged_by_the_thresholds_that_hold(here: Installation) -> None:
    assert " complaint: " in here.run("sources", "try", "play").out
    here.open().close()
    text = "threshold: {case: 0.999, alert: 0.999}"
    assert here.run("settings", "set", "threshold", "--text", text).code == 0
    assert " complaint: " not in here.run("sources", "try", "play").out


def test_the_document_has_both(here: Installation) -> None:
    told = here.run("sources", "try", "play", "--query", "refund -job", "--json").document
    assert [(one["native_id"], one["kept_because"]) for one in told["mentions"]] == [
        ("1", "it has “refund”; it lacks “job”")
    ]
    assert {one["native_id"]: one["dropped_because"] for one in told["dropped"]} == {
        "2": "it has “job”",
        "3": "it lacks “refund”",
    }


def test_a_mistake_is_pointed_at(here: Installation) -> None:
    ran = here.run("sources", "try", "play", "--query", "refund (job")
    assert ran.code == 2
    assert "--query: a bracket that is never closed, at character 8: refund ▸(job" in ran.err
