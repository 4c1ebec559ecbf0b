"""People: known by id or by address, and what they may do is the most that anything grants them."""

from datetime import UTC, datetime

import pytest

from monitor.domain.people import NOBODY_NAMED, Member, Person, Role, Staff

STAFF = Staff(
    members=(
        Member(name="Maria", email="maria@acme.example", department="care", lead=True),
        Member(name="Tom", id="U2", role=Role.VIEWER),
        Member(name="Ann", id="U3", department="app"),
        Member(name="Root", id="U4", role=Role.ADMIN),
    ),
    groups={"S1": Role.LEAD, "S2": Role.VIEWER},
)


def person(number: str, *groups: str, email: str | None = None) -> Person:
    at = datetime(2026, 11, 16, tzinfo=UTC)
    return Person(workspace="T1", id=number, name="someone", email=email, groups=frozenset(groups), read_at=at)


@pytest.mark.parametrize(
    ("who", "name", "role"),
    [
        (person("U1", email="Maria@Acme.example"), "Maria", Role.LEAD),
        (person("U2", "S1"), "Tom", Role.VIEWER),
        (person("U3", "S1", "S2"), "Ann", Role.LEAD),
        (person("U3"), "Ann", Role.AGENT),
        (person("U9"), "someone", Role.AGENT),
        (person("U9", "S2"), "someone", Role.AGENT),
    ],
)
def test_who_somebody_is_and_what_they_may(who: Person, name: str, role: Role) -> None:
    assert (STAFF.name(who), STAFF.role(who)) == (name, role)


def test_nobody_without_an_address_is_taken_for_another_without_one() -> None:
    assert Staff(members=(Member(name="Ghost"),), groups={}).member(person("U9")) is None


def test_where_nobody_is_named_everybody_is_an_agent() -> None:
    assert NOBODY_NAMED.role(person("U1")) is Role.AGENT


def test_who_leads_is_who_is_named_so_or_may_as_much() -> None:
    assert STAFF.leads() == ("Maria", "Root")
    assert STAFF.leads("app") == ("Root",)
