"""`monitor people list`: whom the configuration names, and who pressed something so far."""

from datetime import UTC, datetime

from monitor.domain.people import Person
from monitor.store import people
from tests.cli.installation import Installation
from tests.store.seeds import open_case

SAW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
STAFF = """\
people:
  - {name: Maria, email: maria@acme.example, department: support, lead: true}
  - {name: Tom, slack: U0TOM}
roles: {default: viewer, groups: {S0AGENTS: agent}}
"""


def test_nobody_is_known_at_first(here: Installation) -> None:
    ran = here.run("people", "list")
    assert (ran.code, ran.out) == (0, "nobody is named under `people`, and nobody has pressed anything yet\n")


def test_everybody_is_listed_with_what_they_may_do(here: Installation) -> None:
    config = here.home / "config.yaml"
    config.write_text(config.read_text() + STAFF)
    db = here.open()
    with db.write() as tx:
        for number, name in (("U0MARIA", "maria.lopez"), ("U0ANN", "Ann"), ("U0BO", "Bo")):
            email = "maria@acme.example" if number == "U0MARIA" else None
            groups = frozenset({"S0AGENTS"} if number == "U0ANN" else ())
            person = Person(workspace="T1", id=number, name=name, email=email, groups=groups, read_at=SAW)
            people.meet(tx, person)
        people.seen(tx, "T1", "U0MARIA", SAW)
    db.close()

    listed = here.run("people", "list", "--json").document["people"]
    assert [(one["name"], one["role"], one["department"], one["id"]) for one in listed] == [
        ("Ann", "agent", None, "U0ANN"),
        ("Bo", "viewer", None, "U0BO"),
        ("Maria", "lead", "support", "U0MARIA"),
        ("Tom", "viewer", None, "U0TOM"),
    ]
    assert [one["seen_at"] for one in listed] == [None, None, "2026-11-16T09:30:00Z", None]

    header, *lines = here.run("people", "list").out.splitlines()
    assert header.split()[:2] == ["NAME", "ROLE"]
    assert "Mon 16 Nov 09:30 UTC" in lines[2]
    assert "never" in lines[3]


def test_what_is_wrong_about_people_is_told(here: Installation) -> None:
    config = here.home / "config.yaml"
    config.write_text(config.read_text() + "people: [{name: A, department: suport}, {name: A, slack: tom}]\n")
    told = here.run("people", "list").err
    assert 'there is no department called "suport"; did you mean "support"?' in told
    assert "another person is called" in told
    assert "people[1].slack" in told


def test_cases_are_given_to_the_team_alone(here: Installation) -> None:
    config = here.home / "config.yaml"
    config.write_text(config.read_text() + STAFF.replace("default: viewer", "default: agent"))
    db = here.open()
    open_case(db)
    db.close()
    refused = here.run("cases", "assign", "C-1", "Marla", "--by", "ana")
    assert (refused.code, refused.err) == (
        1, 'nobody who works on cases is called "Marla": did you mean Maria?\n',
    )  # fmt: skip
    assert here.run("cases", "assign", "C-1", "maria", "--by", "ana").out == "C-1: open, with Maria\n"
    assert "did you mean Tom?" in here.run("cases", "hand-over", "--from", "Maria", "--to", "Tim").err
    assert "did you mean Tom?" in here.run("people", "away", "Maria", "--until", "2999-01-01", "--deputy", "Tim").err
    assert "did you mean Tom?" in here.run("shift", "hand-over", "--on-duty", "Tim").err
    assert here.run("cases", "assign", "C-1", "ana", "--by", "ana").out == "C-1: open, with ana\n"
