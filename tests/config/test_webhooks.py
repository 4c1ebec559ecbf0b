"""`webhooks`: who is told what, with which secret."""

import base64
from pathlib import Path
from typing import get_args

import pytest

from monitor.config.webhooks import EventName
from monitor.domain.happening import HappeningKind, kinds
from tests.config.reading import SMALLEST, read, told

SECRET = "whsec_" + base64.b64encode(bytes(32)).decode()
CRM = 'webhooks: [{name: crm, url: "https://crm.test/hooks", secret: "${CRM}"%s}]\n'


def test_the_configuration_knows_every_event_there_is_and_no_other() -> None:
    nouns = {f"{kind.noun}.*" for kind in HappeningKind}
    assert set(get_args(EventName)) == {*HappeningKind, *nouns, "*"}
    assert kinds(("*",)) == kinds(()) == set(HappeningKind)
    assert kinds(("source.*", "case.opened")) == {"source.failing", "source.back", "case.opened"}
    with pytest.raises(ValueError, match="there is no event 'case'"):
        kinds(("case",))


def test_one_is_told_of_everything_unless_it_says_of_what(tmp_path: Path) -> None:
    [crm] = read(tmp_path, SMALLEST + CRM % "", {"CRM": SECRET}).webhooks
    assert (crm.events, crm.brands, crm.departments, crm.allow_private) == (("*",), (), (), False)
    assert SECRET not in repr(crm)


@pytest.mark.parametrize(
    ("more", "secret", "said"),
    [
        ("", "whsec_c2hvcnQ=", "what ${CRM} stands for does not fit; make one: python -c"),
        (", events: [case.open]", SECRET, '"case.open" is not known here; did you mean "case.opened"?'),
        (", brands: [Acme]", SECRET, 'there is no brand called "Acme"; did you mean "Acme Air"?'),
        (", departments: [care]", SECRET, 'there is no department called "care"'),
    ],
)
def test_what_does_not_fit_is_told(tmp_path: Path, more: str, secret: str, said: str) -> None:
    [problem] = told(tmp_path, SMALLEST + CRM % more, {"CRM": secret})
    assert said in problem
    assert secret not in problem


def test_a_secret_in_clear_is_an_error_that_does_not_repeat_it(tmp_path: Path) -> None:
    [problem] = told(tmp_path, SMALLEST + (CRM % "").replace("${CRM}", SECRET))
    assert "a secret is written in clear; write ${SECRET}" in problem
    assert SECRET not in problem
