"""`monitor store copy`: from the first SQLite file to PostgreSQL, as a person does it."""

import fcntl
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.store.database import Database
from tests.cli.installation import Installation
from tests.store.seeds import open_case

Make = Callable[[str], Database]


def point_at(here: Installation, url: str) -> None:
    config = here.home / "config.yaml"
    config.write_text(config.read_text().replace(f"sqlite:///{here.store}", url))


@pytest.mark.parametrize("bare_db", ["postgresql"], indirect=True)
def test_two_commands_and_one_line_of_the_configuration(here: Installation, bare_db: Database) -> None:
    open_case(here.open())
    before = here.run("cases", "show", "1", "--json").document
    assert here.run("migrate", "--store", bare_db.url).code == 0
    ran = here.run("store", "copy", "--to", bare_db.url)
    assert (ran.code, "now change `store:`" in ran.err) == (0, True)
    assert [line.split()[:2] for line in ran.out.splitlines() if line.startswith("cases")] == [["cases", "1"]]
    point_at(here, bare_db.url)
    assert here.run("cases", "show", "1", "--json").document == before


def test_the_digests_are_there_for_a_machine(here: Installation, a_store: Make) -> None:
    open_case(here.open())
    told = here.run("store", "copy", "--to", a_store("postgresql").url, "--json").document
    [cases] = [one for one in told["tables"] if one["table"] == "cases"]
    assert (cases["rows"], len(cases["sha256"])) == (1, 64)
    assert told["rows"] == sum(one["rows"] for one in told["tables"])


def test_a_password_in_the_address_comes_from_where_secrets_are(here: Installation, a_store: Make) -> None:
    target = a_store("sqlite")
    here.open()
    (here.home / ".env").write_text(f"NEW_STORE={target.url}\n")
    assert here.run("store", "copy", "--to", "${NEW_STORE}").code == 0
    ran = here.run("store", "copy", "--to", "${NOWHERE}")
    assert (ran.code, "the secret NOWHERE is not set" in ran.err) == (2, True)


def test_a_store_that_runs_is_not_copied(here: Installation, a_store: Make) -> None:
    here.open()
    with Path(f"{here.store}.lock").open("a") as running:
        fcntl.flock(running, fcntl.LOCK_SH)
        ran = here.run("store", "copy", "--to", a_store("postgresql").url)
    assert (ran.code, "stop `monitor run` first" in ran.err) == (1, True)


@pytest.mark.parametrize("bare_db", ["sqlite"], indirect=True)
def test_a_target_that_is_not_made_ready_is_refused(here: Installation, bare_db: Database) -> None:
    here.open()
    ran = here.run("store", "copy", "--to", bare_db.url)
    assert (ran.code, "`monitor migrate --store URL`" in ran.err) == (1, True)


def test_on_a_terminal_it_shows_how_far_it_is(
    here: Installation, a_store: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_case(here.open())
    target = a_store("sqlite")
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert "rows" in here.run("store", "copy", "--to", target.url).err
