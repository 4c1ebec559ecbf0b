"""What is written of a week is read back the same, by this version and by later ones."""

import json
from dataclasses import replace
from datetime import UTC

import pytest

from monitor.domain.snapshot import from_json, to_json
from tests.domain.weeks import BUSY, QUIET


@pytest.mark.parametrize("figures", [QUIET, BUSY])
def test_a_snapshot_is_read_back_as_it_was_written(figures):
    again = from_json(to_json(figures))
    assert again == figures
    assert again.made_at.tzinfo == UTC
    assert to_json(again) == to_json(figures)


def test_it_is_one_json_document_with_times_in_utc():
    document = json.loads(to_json(BUSY))
    assert document["version"] == 1
    assert document["starts_at"] == "2026-11-16T00:00:00Z"
    assert document["topics"][0]["count"] == {"now": 48, "before": [12, 11, 13, 12]}


def test_what_a_later_version_adds_is_passed_over_and_what_an_earlier_one_lacks_is_empty():
    document = json.loads(to_json(BUSY))
    document["moods"] = ["sunny"]
    del document["incidents"]
    assert from_json(json.dumps(document)) == replace(BUSY, incidents=())


def test_what_is_no_snapshot_is_refused():
    with pytest.raises(ValueError, match="missing required field"):
        from_json("{}")
