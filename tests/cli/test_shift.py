"""`monitor shift`: what the next one takes over, handed over and taken over."""

from tests.cli.installation import Installation
from tests.store.seeds import open_case

NOW = ("--now", "2026-11-16T15:00:00Z")


def test_a_shift_from_its_list_to_whoever_takes_it(here: Installation) -> None:
    db = here.open()
    open_case(db)
    db.close()
    listed = here.run("shift", "show", "--department", "support", *NOW)
    assert listed.out.splitlines()[:2] == [
        "Next shift, support: 1 late, 1 case",
        "It works from 15:00 UTC to 23:00 UTC. This is how it stood at 15:00 UTC.",
    ]
    assert "C-1 · late since 14:00 UTC" in listed.out

    given = here.run("shift", "hand-over", "--note", "Look at C-1 first.", "--on-duty", "Bo", "--by", "Ann", *NOW)
    assert given.out == "shift 1 is handed over; `monitor shift take-over 1` takes it\n"
    document = here.run("shift", "show", "--json", "--begins", "1h", "--ends", "2026-11-17", *NOW).document
    assert document["shift"] == {"begins_at": "2026-11-16T16:00:00Z", "ends_at": "2026-11-17T00:00:00Z"}
    assert (document["counts"]["late"], document["cases"][0]["matter"]) == (1, "late")
    assert [one["note"] for one in document["handed_over"]] == ["Look at C-1 first."]
    assert "Ann handed shift 1 over, 15:00 UTC: Look at C-1 first." in here.run("shift", "show", *NOW).out

    assert here.run("shift", "take-over", "1", "--by", "Bo", *NOW).out == "Bo has shift 1\n"
    again = here.run("shift", "take-over", "1", *NOW)
    assert (again.code, again.err) == (1, "monitor: Bo took this shift over at 15:00 UTC\n")
    wrong = here.run("shift", "show", "--department", "suport", *NOW)
    assert 'did you mean "support"?' in wrong.err
