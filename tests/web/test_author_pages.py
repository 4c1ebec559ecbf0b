"""An admin exports what is held of a customer, and erases it; both are journaled."""

import json

from connectors.contract import OwnReply
from monitor.domain.access import Limits
from monitor.domain.journal import Deed
from monitor.domain.people import Role
from monitor.store import case_files, journal
from monitor.store.database import Database
from tests.store.seeds import NOON, Wanted, mention, open_many
from tests.web.pages import a_browser, somebody

CASE = "/cases/C-1"


def test_all_that_is_held_of_a_customer_is_exported_and_erased(db: Database) -> None:
    answered = [OwnReply(native_id="o", text="Sorry.", posted_at=NOON)]
    theirs = [mention("1", "First", own_replies=answered), mention("2", "Second"), mention("3", "Else", author="u2")]
    open_many(db, [Wanted(mention=one) for one in theirs])
    admin = a_browser(db, user=somebody(db, "Ada", Role.ADMIN))
    page = admin.get(CASE).text
    assert "<dt>Heard</dt><dd>2 times</dd>" in page
    assert "<dt>Cases</dt><dd>2</dd>" in page
    told = admin.get(f"{CASE}/author.jsonl")
    held = [json.loads(line) for line in told.text.splitlines()]
    assert [(one["text"], one["cases"][0]["case"]) for one in held] == [("First", "C-1"), ("Second", "C-2")]
    assert held[0]["answers"][0]["text"] == "Sorry."

    unsure = admin.fill(f"{CASE}/erase", what="author")
    assert (unsure.status_code, "Tick the box" in unsure.text) == (422, True)
    assert admin.fill(f"{CASE}/erase", what="author", sure="yes").status_code == 303
    with db.read() as tx:
        assert [file.gone for file in case_files.files(tx, [1, 2, 3])] == [True, True, False]
        deeds = {(one.deed, one.by, one.about) for one in journal.newest(tx)}
    assert {(Deed.EXPORTED, "Ada", "customer of C-1"), (Deed.ERASED, "Ada", "2 mentions")} <= deeds
    assert "Ada had the words and the author erased" in admin.get(CASE).text
    assert admin.get(f"{CASE}/author.jsonl").status_code == 404


def test_neither_is_for_others_nor_for_who_sees_some_brands_alone(sqlite_db: Database) -> None:
    open_many(sqlite_db, [Wanted(), Wanted(mention=mention("2"))])
    lead = a_browser(sqlite_db, user=somebody(sqlite_db, "Lea", Role.LEAD))
    assert "author.jsonl" not in lead.get(CASE).text
    limits = Limits(brands=frozenset({"Acme Air"}))
    limited = a_browser(sqlite_db, user=somebody(sqlite_db, "Ada", Role.ADMIN, limits=limits))
    assert "author.jsonl" not in limited.get(CASE).text
    assert limited.get(f"{CASE}/erase").status_code == 404
    alone = a_browser(sqlite_db, user=somebody(sqlite_db, "Al", Role.ADMIN))
    assert alone.fill(f"{CASE}/erase", what="mention", sure="yes").status_code == 303
    with sqlite_db.read() as tx:
        assert [file.gone for file in case_files.files(tx, [1, 2])] == [True, False]
