"""A third party adds a source and a channel by installing a package, and cannot replace one of ours."""

from tests.packaging.installing import Installed

CONFIG = """
brands: [{name: Grand Hotel}]
sources: [{name: lobby, kind: guestbook, brand: Grand Hotel, book: book.txt, first_run: alert}]
channels: [{name: duty, kind: pager, file: pager.txt}]
departments: [{name: desk, channel: duty, sla: {high: 2h, medium: 8h, low: 2d, critical: 30m}}]
shadow: off
"""


def test_the_registries_know_its_kinds(extended: Installed) -> None:
    program = (
        "import alerts.registry as a, connectors.registry as c; "
        "print(c.kind('guestbook').settings.__name__, a.kind('pager').settings.__name__, "
        "'guestbook' in c.kinds(), 'pager' in a.kinds())"
    )
    assert extended.python(program).split() == ["GuestbookSettings", "PagerSettings", "True", "True"]


def test_a_built_in_stays_what_it_is(extended: Installed) -> None:
    program = (
        "import alerts.registry as a, connectors.registry as c; "
        "print(c.kind('rss').build.__module__, a.kind('console').build.__module__, c.kinds().count('rss'))"
    )
    source, channel, times = extended.python(program).split()
    assert (source.split(".")[0], channel.split(".")[0], times) == ("connectors", "alerts", "1")


def test_the_command_line_tells_of_its_source(extended: Installed) -> None:
    told = extended.monitor("sources", "kinds").stdout
    assert "guestbook: Entries in a guest book." in told
    assert "book  (" in told


def test_what_it_hears_is_judged_and_shown_where_it_speaks(extended: Installed) -> None:
    (extended.home / "config.yaml").write_text(CONFIG)
    (extended.home / "book.txt").write_text("Lovely view.\nCharged twice and still no refund. Nobody answers me!\n")
    extended.monitor("check")
    extended.monitor("once")
    assert (extended.home / "pager.txt").read_text().count("on Guestbook") == 1


def test_a_wrong_setting_of_it_is_told_like_one_of_ours(extended: Installed) -> None:
    (extended.home / "wrong.yaml").write_text(CONFIG.replace("book: book.txt", "bok: book.txt"))
    ran = extended.monitor("--config", "wrong.yaml", "check", check=False)
    assert ran.returncode == 2
    assert "book" in ran.stdout + ran.stderr
