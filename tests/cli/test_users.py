"""`monitor users` and `monitor tokens`: who has access, for whoever runs the machine."""

import pytest

from monitor.domain.access import SCOPES
from monitor.domain.people import Role
from monitor.store import journal
from tests.cli.installation import Installation

ANN = ("users", "add", "Ann", "--email", "Ann@acme.example")


def test_nobody_has_access_at_first(here: Installation) -> None:
    assert "monitor run` shows a link" in here.run("users", "list").out
    assert here.run("tokens", "list").out == "no program has a token\n"


def test_somebody_is_given_access_and_loses_it(here: Installation) -> None:
    added = here.run(*ANN, "--role", "lead", "--brand", "Acme Air", "--by", "root")
    assert added.code == 0
    assert "http://127.0.0.1:8080/join/" in added.out
    assert here.run(*ANN).code == 1
    assert here.run("users", "role", "ann@acme.example", "admin").out == "Ann has access as admin\n"
    reset = here.run("users", "password", "Ann", "--json").document
    assert reset["link"].startswith("http://127.0.0.1:8080/join/")
    assert (reset["role"], reset["brands"], reset["password"]) == ("admin", None, False)
    assert "only admin" in here.run("users", "off", "Ann").err
    here.run("users", "add", "Ben", "--email", "ben@acme.example", "--role", "admin")
    assert here.run("users", "off", "Ann").out == "Ann has no access any more\n"
    assert here.run("users", "password", "Ann").code == 1
    assert [line.split()[0] for line in here.run("users", "list").out.splitlines()] == ["NAME", "Ben", "Ann"]
    assert here.run("users", "on", "Ann").code == 0
    db = here.open()
    with db.read() as tx:
        assert (journal.newest(tx)[-1].by, journal.newest(tx)[-1].about) == ("root", "Ann")
    db.close()


def test_a_token_is_shown_once_and_revoked(here: Installation) -> None:
    here.run(*ANN, "--department", "support")
    made = here.run("tokens", "add", "nightly", "--of", "Ann", "--scope", "look", "--scope", "export", "--json")
    assert made.document["token"].startswith("cmt_")
    [listed] = here.run("tokens", "list", "--json").document["tokens"]
    assert (listed["of"], listed["scopes"], listed["departments"]) == ("Ann", ["export", "look"], ["support"])
    assert made.document["token"] not in here.run("tokens", "list").out
    assert here.run("tokens", "revoke", "1").out == "the token nightly works no longer\n"
    assert "revoked" in here.run("tokens", "list").out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("users", "off", "Zoe"), "nobody called"),
        ((*ANN, "--brand", "Acme Ai"), 'did you mean "Acme Air"'),
        (("users", "add", "Ann", "--email", "ann"), "is no e-mail address"),
        (("users", "add", "Ann", "--email", "a@b.example", "--role", "boss"), "invalid choice"),
        (("tokens", "revoke", "7"), "there is no token 7"),
        (("tokens", "add", "x", "--of", "Zoe", "--scope", "look"), "nobody called"),
        (("tokens", "add", "x", "--of", "Zoe", "--scope", "admin"), "invalid choice"),
    ],
)
def test_what_cannot_be_is_told(here: Installation, arguments: tuple[str, ...], told: str) -> None:
    ran = here.run(*arguments)
    assert ran.code == 2
    assert told in ran.err


def test_the_command_line_knows_the_roles_and_scopes_without_loading_them() -> None:
    from monitor.cli.users import ROLES
    from monitor.cli.users import SCOPES as NAMED

    assert tuple(Role) == ROLES
    assert tuple(scope.value for scope in SCOPES) == NAMED
