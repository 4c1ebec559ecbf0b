"""Which of a week's digests is meant is written in one line, and read from it again."""

import pytest

from monitor.domain.edition import Edition, is_name, parse


@pytest.mark.parametrize(
    ("edition", "written"),
    [
        (Edition(), "all"),
        (Edition(brand="Acme: Air"), "Acme: Air"),
        (Edition(brand="a/b/c"), "//a/b/c"),
        (Edition(name="desks", department="Billing/EU: north"), "desks/Billing%2FEU%3A%20north/all"),
        (Edition(name="board"), "board//all"),
        (Edition(department="billing", brand="Acme"), "/billing/Acme"),
    ],
)
def test_an_edition_is_read_as_it_was_written(edition: Edition, written: str) -> None:
    assert (str(edition), parse(written)) == (written, edition)


@pytest.mark.parametrize(
    ("name", "right"),
    [("desks", True), ("w-1_a", True), ("", False), ("Desks", False), ("a/b", False), ("a" * 41, False)],
)
def test_a_name_can_stand_in_an_address(name: str, right: bool) -> None:
    assert is_name(name) is right
