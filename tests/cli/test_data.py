"""Data in and out, and forgotten: `monitor import`, `export`, `erase`, `prune`, `migrate`, `backup`, `restore`."""

import csv
import fcntl
import io
import json
from pathlib import Path

import pytest

from monitor.documents.exports import csv_lines
from monitor.store import migrate
from monitor.store.database import Database
from tests.cli.installation import Installation
from tests.shared import shared
from tests.store.seeds import Wanted, mention, open_case

ROWS = """\
id,text,rating,posted_at,author,author_id
1,"No refund, still",1,2026-11-01T10:00:00Z,Zoe,z1
2,Fine app,5,2026-11-02T10:00:00Z,Yan,y1
3,,not a number,2026-11-02T10:00:00Z,,
"""


def exported(here: Installation, what: str = "mentions") -> list[dict[str, object]]:
    return [json.loads(line) for line in here.run("export", what).out.splitlines()]


@pytest.fixture
def file(here: Installation) -> Path:
    path = here.home / "rows.csv"
    path.write_text(ROWS)
    return path


def test_rows_become_mentions_of_the_source(here: Installation, file: Path) -> None:
    ran = here.run("import", str(file), "--source", "play")
    assert (ran.code, ran.out) == (0, "3 rows: 2 new, 0 edited, 1 rejected\n")
    assert [(row["mention"], row["platform"], row["scope"], row["text"]) for row in exported(here)] == [
        ("M-1", "google_play", "app", "No refund, still"),
        ("M-2", "google_play", "app", "Fine app"),
    ]


def test_a_row_counts_as_heard_when_it_was_posted(here: Installation, file: Path) -> None:
    here.run("import", str(file), "--source", "play")
    assert {row["heard_at"] for row in exported(here)} == {"2026-11-01T10:00:00Z", "2026-11-02T10:00:00Z"}


def test_bad_rows_are_beside_the_file_with_the_reason(here: Installation, file: Path) -> None:
    here.run("import", str(file), "--source", "play")
    [rejected] = [json.loads(line) for line in Path(f"{file}.rejected").read_text().splitlines()]
    assert rejected["line"] == 4
    assert "not a number" in rejected["reason"]
    assert rejected["row"].startswith("3,,not a number")
    file.write_text("id,text\n1,Good\n")
    here.run("import", str(file), "--source", "play")
    assert not Path(f"{file}.rejected").exists()


def test_importing_again_adds_nothing(here: Installation, file: Path) -> None:
    here.run("import", str(file), "--source", "play")
    again = here.run("import", str(file), "--source", "play", "--json")
    assert again.document == {"rows": 3, "new": 0, "edited": 0, "rejected": 1}
    assert len(exported(here)) == 2


def test_columns_of_other_names_are_mapped_and_the_source_tells_the_rest(here: Installation) -> None:
    file = here.home / "rows.jsonl"
    row = {"n": 7, "body": {"words": "Broken again"}, "rating": 2, "posted_at": "2026-11-01T10:00:00"}
    file.write_text(f'{json.dumps(row)}\n{{"n": 8}}\n')
    ran = here.run("import", str(file), "--source", "notes", "--map", "text=body.words", "--json")
    assert (ran.document["new"], ran.document["rejected"]) == (1, 1)
    [told] = exported(here)
    assert (told["id"], told["scope"], told["text"]) == ("7", "notes.jsonl", "Broken again")
    assert (told["rating_out_of"], told["posted_at"]) == (10.0, "2026-11-01T09:00:00Z")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("rows.csv", "--source", "nowhere"), "no source is called 'nowhere'; there are play, notes"),
        (("rows.csv", "--source", "play", "--map", "text"), "write FIELD=COLUMN"),
        (("rows.csv", "--source", "play", "--map", "txt=a"), "the fields are id, text"),
        (("rows.csv", "--source", "play", "--map", "text=words"), "there is no column 'words'"),
        (("rows.dat", "--source", "play"), "add --format csv or jsonl"),
    ],
    ids=str,
)
def test_a_wrong_import_says_what_is_right(
    here: Installation, file: Path, arguments: tuple[str, ...], says: str
) -> None:
    name, *options = arguments
    ran = here.run("import", str(file.with_name(name)), *options)
    assert ran.code == 2
    assert says in ran.err
    assert not Path(f"{file}.rejected.part").exists()


def test_a_file_that_is_not_there_is_named(here: Installation) -> None:
    ran = here.run("import", str(here.home / "none.csv"), "--source", "play")
    assert ran.code == 1
    assert "none.csv: No such file" in ran.err


def test_what_is_exported_can_be_imported(here: Installation, file: Path) -> None:
    here.run("import", str(file), "--source", "play")
    for written in ("csv", "jsonl"):
        out = here.home / f"out.{written}"
        assert here.run("export", "mentions", "--format", written, "--out", str(out)).code == 0
        again = here.run("import", str(out), "--source", "play", "--json")
        assert again.document == {"rows": 2, "new": 0, "edited": 0, "rejected": 0}


def test_cases_are_exported_with_what_was_said_and_done(here: Installation) -> None:
    open_case(here.open())
    here.run("cases", "ack", "1", "--by", "ana")
    [case] = exported(here, "cases")
    assert (case["case"], case["mention"], case["state"], case["owner"]) == ("C-1", "M-1", "acknowledged", "ana")
    [row] = csv.DictReader(io.StringIO(here.run("export", "cases", "--format", "csv").out))
    assert (row["case"], row["text"], row["opened_at"]) == (
        "C-1", "Still no refund after 3 weeks.", "2026-11-16T12:00:00Z",
    )  # fmt: skip


def test_an_export_that_fails_leaves_no_half_file(here: Installation) -> None:
    ran = here.run("export", "mentions", "--out", str(here.home / "none" / "out.csv"))
    assert ran.code == 1
    assert "No such file" in ran.err


def cell(text: str) -> str:
    return list(csv.reader(io.StringIO("".join(csv_lines([{"text": text}])), newline="")))[1][0]


@pytest.mark.parametrize("text", ["=1+1", " =1+1", "\t=1", "\u200b+1", "'-1", "@brand", "\uff1d1", "-", "\ufeff=1"])
def test_what_a_spreadsheet_would_run_is_prefixed(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["No refund", "5 = five", "", "'quoted'", "1-2", "\U0001f600=1"])
def test_what_it_would_not_run_is_as_it_was(text: str) -> None:
    assert cell(text) == text


def test_every_known_injection_is_prefixed() -> None:
    for text in json.loads(shared("hostile/csv_injection.json").read_text()):
        assert cell(text) == f"'{text}"


def test_an_author_is_erased(here: Installation, file: Path) -> None:
    here.run("import", str(file), "--source", "play")
    ran = here.run("erase", "--author", "google_play:z1", "--by", "ana", "--json")
    assert (ran.code, ran.document) == (0, {"mentions": 1, "cases": 0, "samples": 0})
    assert [(row["text"], row["gone"]) for row in exported(here)] == [("", True), ("Fine app", False)]
    here.run("import", str(file), "--source", "play")
    assert len(exported(here)) == 2


def test_a_mention_is_erased_and_what_cannot_be_is_said(here: Installation) -> None:
    open_case(here.open())
    ran = here.run("erase", "--mention", "M-1")
    assert (ran.code, ran.out) == (0, "1 mention erased; the messages of 1 case will show none of it\n")
    assert "exports and copies of the store" in ran.err
    again = here.run("erase", "--mention", "M-1")
    assert again.code == 1
    assert "there is no mention M-1 that is not erased already" in again.err


def test_an_author_has_a_platform(here: Installation) -> None:
    ran = here.run("erase", "--author", "zoe")
    assert (ran.code, "write PLATFORM:ID" in ran.err) == (2, True)


def test_pruning_follows_the_configuration(here: Installation) -> None:
    rows = here.home / "rows.csv"
    rows.write_text("id,text,posted_at\n1,Long ago,2019-01-01T00:00:00Z\n")
    here.run("import", str(rows), "--source", "play")
    pruned = here.run("prune", "--json").document
    assert {name for name, count in pruned.items() if count} == {"mentions"}
    assert here.run("prune").out == "deleted: 0 mentions, 0 samples, 0 polls, 0 messages\n"


def test_the_schema_is_brought_up_to_date_once(here: Installation) -> None:
    assert here.run("migrate").out == f"the store is now at {migrate.HEAD}\n"
    assert here.run("migrate").out == f"the store is up to date ({migrate.HEAD})\n"


def test_a_store_is_saved_and_brought_back(here: Installation) -> None:
    open_case(here.open())
    saved = here.home / "saved.db"
    assert here.run("backup", str(saved)).code == 0
    here.run("cases", "dismiss", "1", "spam")
    ran = here.run("restore", str(saved))
    assert (ran.code, "store.db.replaced" in ran.err) == (0, True)
    assert here.run("cases", "show", "1", "--json").document["state"] == "open"


def test_a_store_in_use_is_not_replaced(here: Installation) -> None:
    here.open().close()
    saved = here.home / "saved.db"
    here.run("backup", str(saved))
    with Path(f"{here.store}.lock").open("a") as running:
        fcntl.flock(running, fcntl.LOCK_SH)
        ran = here.run("restore", str(saved))
    assert (ran.code, "stop `monitor run` first" in ran.err) == (1, True)


def test_a_damaged_copy_is_refused_in_words(here: Installation) -> None:
    open_case(here.open(), Wanted(mention=mention("kept")))
    (here.home / "saved.db").write_text("no store")
    ran = here.run("restore", str(here.home / "saved.db"))
    assert ran.code == 1
    assert "saved.db" in ran.err
    assert here.run("cases", "show", "1", "--json").code == 0


@pytest.mark.parametrize("bare_db", ["postgresql"], indirect=True)
def test_a_postgresql_store_is_migrated_only_when_told(here: Installation, bare_db: Database) -> None:
    config = here.home / "config.yaml"
    config.write_text(config.read_text().replace(f"sqlite:///{here.store}", bare_db.url))
    ran = here.run("cases", "list")
    assert (ran.code, "run `monitor migrate` first" in ran.err) == (2, True)
    assert here.run("migrate").code == 0
    assert here.run("cases", "list").out == "no case matches: closed ones are listed by --state all\n"
    saved = here.home / "saved.db"
    assert here.run("backup", str(saved)).out == f"saved and verified: {saved}\n"
    assert here.run("restore", str(saved)).out == f"restored and verified: {saved}\n"


def test_on_a_terminal_an_import_shows_how_far_it_is(
    here: Installation, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    ran = here.run("import", str(file), "--source", "play", "--json")
    assert ran.document["new"] == 2
    assert "rows.csv" in ran.err
