"""A file, or a folder of files, that grows."""

import csv
import os
import tracemalloc
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from connectors.contract import Changed, Connector, Cursor, History, Refused, Unavailable
from connectors.file import KIND, ROWS_PER_PAGE, read_page
from connectors.kit.fields import Meaning
from connectors.kit.http import Door
from connectors.kit.kind import Tools
from connectors.kit.rows import Layout, read_rows
from tests.connectors.checklist import Checklist, exempt, shown_by
from tests.connectors.contract import NOW, HearingContract, drain, keys, mentions
from tests.connectors.payloads import payloads, told
from tests.connectors.server import ScriptedServer

CHECKLIST = Checklist(
    recorded=shown_by("test_every_csv_of_the_acid_test_is_read", module="kit/test_hostile_rows"),
    deletions=exempt("a row that is no longer in a file says nothing: files are rotated"),
    backfill=shown_by("test_history_gives_what_was_posted_since"),
    budget=exempt("a file may be read as often as one likes"),
    threads=shown_by("test_reads_each_payload"),
    answers=exempt("nobody would read what is written into a file"),
)


class TestFile(HearingContract):
    kind_name = "file"

    @pytest.fixture(autouse=True)
    def file(self, tmp_path: Path) -> None:
        self.path = tmp_path / "reviews.csv"

    def settings(self, base_url: str) -> dict[str, Any]:
        return {"path": str(self.path)}

    def serve(self, server: ScriptedServer, texts: Sequence[str]) -> None:
        with self.path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([("id", "text"), *enumerate(texts)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def source(path: Path, door: Door, now: datetime = NOW, **more: Any) -> Connector:
    """Return a source that reads `path`."""
    settings = KIND.settings.model_validate({"path": str(path), **more})
    return KIND.build(settings, Tools(http=door.bind(timeout=1, allow_private=False), now=lambda: now))


def write(path: Path, content: str, age: timedelta = timedelta(0)) -> None:
    """Write `content` as if it had been written `age` before now."""
    path.write_text(content, encoding="utf-8", newline="")
    moment = (NOW - age).timestamp()
    os.utime(path, (moment, moment))


def texts(connector: Connector, since: Cursor | None = None) -> list[str]:
    """Return the words of all mentions of one poll."""
    return [mention.text for mention in mentions(drain(connector, since))]


class TestGrowth:
    def test_only_what_was_added_is_read(self, folder: Path, door: Door) -> None:
        path = folder / "a.csv"
        write(path, "id,text\n1,one\n2,two\n")
        connector = source(path, door)
        cursor = drain(connector, None)[-1].cursor
        write(path, "id,text\n1,one\n2,two\n3,three\n")
        assert texts(connector, cursor) == ["three"]

    def test_nothing_added_is_an_empty_page(self, folder: Path, door: Door) -> None:
        path = folder / "a.jsonl"
        write(path, '{"text": "one"}\n')
        connector = source(path, door)
        (page,) = drain(connector, drain(connector, None)[-1].cursor)
        assert (page.mentions, page.rejected, page.more) == ((), (), False)

    def test_half_a_row_waits_for_its_other_half(self, folder: Path, door: Door) -> None:
        path = folder / "a.csv"
        write(path, 'id,text\n1,one\n2,"tw')
        connector = source(path, door)
        pages = drain(connector, None)
        assert [mention.text for mention in mentions(pages)] == ["one"]
        write(path, 'id,text\n1,one\n2,"two\nlines"\n')
        assert texts(connector, pages[-1].cursor) == ["two\nlines"]

    def test_a_file_left_alone_is_read_to_its_last_byte(self, folder: Path, door: Door) -> None:
        path = folder / "a.csv"
        write(path, "id,text\n1,one\n2,two", age=timedelta(seconds=59))
        assert texts(source(path, door)) == ["one"]
        write(path, "id,text\n1,one\n2,two", age=timedelta(seconds=60))
        assert texts(source(path, door)) == ["one", "two"]

    def test_a_file_is_read_in_pages_that_each_resume(self, folder: Path, door: Door) -> None:
        path = folder / "a.csv"
        write(path, "id,text\n" + "".join(f"{n},text {n}\n" for n in range(2 * ROWS_PER_PAGE + 7)))
        connector = source(path, door)
        pages = drain(connector, None)
        assert [len(page.mentions) for page in pages] == [ROWS_PER_PAGE, ROWS_PER_PAGE, 7]
        assert [page.more for page in pages] == [True, True, False]
        assert keys(drain(connector, pages[0].cursor)) == keys(pages[1:])

    @pytest.mark.parametrize(
        "content",
        ["id,text\n9,other\n", "id,text\n1,other\n2,two\n3,three\n", "id,text\n1,one\n2,twoo\n3,three\n"],
        ids=["shorter", "another beginning", "another end of what was read"],
    )
    def test_another_file_of_the_name_is_read_anew(self, folder: Path, door: Door, content: str) -> None:
        path = folder / "a.csv"
        write(path, "id,text\n1,one\n2,two\n")
        connector = source(path, door)
        cursor = drain(connector, None)[-1].cursor
        write(path, content)
        assert len(texts(connector, cursor)) == content.count("\n") - 1

    def test_a_row_written_again_is_the_same_mention(self, folder: Path, door: Door) -> None:
        path = folder / "a.csv"
        write(path, "id,text,rating\n1,bad,1\n")
        connector = source(path, door)
        first = drain(connector, None)
        write(path, "id,text,rating\n1,bad,1\n1,better now,4\n")
        again = drain(connector, first[-1].cursor)
        assert keys(again) == keys(first)
        assert mentions(again)[0].text == "better now"

    def test_rows_that_are_none_are_rejected_by_line(self, folder: Path, door: Door) -> None:
        path = folder / "a.csv"
        write(path, "id,text,rating\n1,one,x\n2,two,1\n3,three,7\n")
        (page,) = drain(source(path, door), None)
        assert [item.reason.split(":")[0] for item in page.rejected] == ["line 2", "line 4"]
        assert [mention.text for mention in page.mentions] == ["two"]

    def test_history_gives_what_was_posted_since(self, folder: Path, door: Door) -> None:
        path = folder / "a.csv"
        write(path, "text,posted_at\nold,2026-01-01\nnew,2026-11-01\n")
        connector = source(path, door)
        assert isinstance(connector, History)
        pages = list(connector.history(NOW - timedelta(days=30), None))
        assert [mention.text for mention in mentions(pages)] == ["new"]

    @pytest.mark.soak
    def test_a_hundred_megabytes_are_streamed(self, folder: Path, door: Door) -> None:
        path, line = folder / "big.csv", "a long complaint about a late train " * 5
        with path.open("w", encoding="utf-8") as stream:
            stream.write("id,text\n")
            stream.writelines(f"{n},{line}\n" for n in range(550_000))
        assert path.stat().st_size > 100_000_000
        tracemalloc.start()
        count = sum(len(page.mentions) for page in source(path, door).pages(None))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert count == 550_000
        assert peak < 20_000_000


class TestFolder:
    def test_each_file_is_read_from_where_it_was_left(self, folder: Path, door: Door) -> None:
        write(folder / "a.csv", "id,text\n1,one\n")
        write(folder / "b.jsonl", '{"id": 2, "text": "two"}\n')
        write(folder / "c.tsv", "id\ttext\n3\tthree, four\n")
        for name in (".hidden.csv", "notes.txt"):
            write(folder / name, "text\nnot this\n")
        connector = source(folder, door)
        pages = drain(connector, None)
        assert [mention.text for mention in mentions(pages)] == ["one", "two", "three, four"]
        write(folder / "a.csv", "id,text\n1,one\n5,five\n")
        write(folder / "d.csv", "id,text\n6,six\n")
        assert texts(connector, pages[-1].cursor) == ["five", "six"]
        assert texts(connector, pages[0].cursor) == ["five", "two", "three, four", "six"]

    def test_one_bad_file_is_told_of_after_the_others_were_read(self, folder: Path, door: Door) -> None:
        write(folder / "a.csv", "body\nwhat?\n")
        write(folder / "b.csv", "text\nheard\n")
        pages = source(folder, door).pages(None)
        assert [mention.text for mention in next(pages).mentions] == ["heard"]
        with pytest.raises(Changed, match=r"a\.csv: there is no column 'text'"):
            next(pages)

    def test_the_same_ids_in_two_places_are_two_mentions(self, folder: Path, door: Door) -> None:
        for name in ("a.csv", "b.csv"):
            write(folder / name, "id,text\n1,one\n")
        assert keys(drain(source(folder / "a.csv", door), None)) != keys(drain(source(folder / "b.csv", door), None))
        shared_scope = [source(folder / name, door, scope="survey") for name in ("a.csv", "b.csv")]
        assert len({key for each in shared_scope for key in keys(drain(each, None))}) == 1

    def test_a_file_that_went_is_forgotten(self, folder: Path, door: Door) -> None:
        write(folder / "a.csv", "text\none\n")
        write(folder / "b.csv", "text\ntwo\n")
        connector = source(folder, door)
        cursor = drain(connector, None)[-1].cursor
        (folder / "a.csv").unlink()
        (page,) = drain(connector, cursor)
        assert "a.csv" not in (page.cursor or "")

    def test_an_empty_folder_is_nothing_new(self, folder: Path, door: Door) -> None:
        assert texts(source(folder, door)) == []


class TestTrouble:
    def test_a_file_that_is_not_there_may_come(self, folder: Path, door: Door) -> None:
        with pytest.raises(Unavailable, match=r"none\.csv cannot be read"):
            drain(source(folder / "none.csv", door), None)

    def test_a_pipe_is_refused_and_not_waited_for(self, folder: Path, door: Door) -> None:
        os.mkfifo(folder / "pipe.csv")
        with pytest.raises(Refused, match="neither a file nor a folder"):
            drain(source(folder / "pipe.csv", door), None)

    def test_a_format_that_no_ending_tells_must_be_said(self, folder: Path, door: Door) -> None:
        write(folder / "export", '{"text": "one"}\n')
        with pytest.raises(Refused, match="set `format` to csv or jsonl"):
            drain(source(folder / "export", door), None)
        assert texts(source(folder / "export", door, format="jsonl")) == ["one"]

    def test_a_folder_may_be_called_as_it_likes(self, folder: Path, door: Door) -> None:
        (folder / "exports.d").mkdir()
        write(folder / "exports.d" / "a.csv", "text\none\n")
        assert texts(source(folder / "exports.d", door)) == ["one"]

    def test_a_file_that_may_not_be_read_is_refused(
        self, folder: Path, door: Door, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def forbid(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied")

        write(folder / "a.csv", "text\none\n")
        monkeypatch.setattr(Path, "open", forbid)
        with pytest.raises(Refused, match="may not be read"):
            drain(source(folder / "a.csv", door), None)

    @pytest.mark.parametrize("cursor", ["", "nonsense", '{"v":99}', "[]", '{"v":1,"high":{}}'])
    def test_a_cursor_of_another_time_is_changed(self, folder: Path, door: Door, cursor: str) -> None:
        write(folder / "a.csv", "text\none\n")
        with pytest.raises(Changed):
            drain(source(folder / "a.csv", door), Cursor(cursor))

    @pytest.mark.parametrize(
        ("given", "reason"),
        [
            ({"path": "a.csv", "map": {"words": "body"}}, "no such field: words"),
            ({"path": "a.csv", "timezone": "Mars/Base"}, "is no time zone"),
            ({"path": "a.csv", "delimiter": "::"}, "should match pattern"),
            ({"path": "a.csv", "delimiter": '"'}, "should match pattern"),
            ({"path": ""}, "the name of a file belongs here"),
            ({"path": "a.csv", "rating_out_of": 0}, "greater than 0"),
        ],
    )
    def test_settings_that_make_no_sense_are_refused(self, given: dict[str, Any], reason: str) -> None:
        with pytest.raises(ValidationError, match=reason):
            KIND.settings.model_validate(given)


@pytest.mark.parametrize(("file", "expected"), payloads("file"))
def test_reads_each_payload(file: Path, expected: dict[str, Any]) -> None:
    columns = {"id": "no", "posted_at": "when", "author": "who", "rating": "stars", "title": "heading", "text": "body"}
    columns |= {"reply": "answer", "thread_id": "call"}
    layout = Layout(format="csv", meaning=Meaning(platform="file"), columns=columns)
    with file.open("rb") as stream:
        page = read_page(list(read_rows(stream, layout, now=NOW)))
    assert told(page.mentions, page.rejected) == expected
