"""Rows of CSV and JSON Lines: every row heard or rejected with its line, and no byte lost on the way."""

import io
import json

import pytest

from connectors.contract import Changed
from connectors.kit.lines import LONGEST_LINE, Position
from connectors.kit.rows import read_header, read_rows
from tests.connectors.kit.reading import NOW, heard, layout, read, reasons


class TestCsv:
    def test_reads_quotes_newlines_and_crlf(self) -> None:
        rows = read('id,text\r\n1,"two\r\nlines, and a ""quote"""\r\n2,plain\r\n')
        assert [mention.text for mention in heard(rows)] == ['two\nlines, and a "quote"', "plain"]
        assert [(row.line, row.end.line) for row in rows] == [(2, 4), (4, 5)]

    def test_rows_have_their_bytes_as_they_stand(self) -> None:
        lines = [b"text\r\n", b'"a\r\nb"\r\n', b"c,too many\r\n", b'"open\r\n', b"d"]
        content = b"".join(lines)
        header = read_header(io.BytesIO(content), layout())
        assert header is not None
        assert [header.raw, *(row.raw for row in read(content))] == lines

    def test_a_stray_quote_costs_one_line(self) -> None:
        rows = read('text\nfine\n"never closed\nheard all the same\nand this\n')
        assert [mention.text for mention in heard(rows)] == ["fine", "heard all the same", "and this"]
        assert reasons(rows) == ["line 3: it opens a quote that is never closed"]

    def test_a_quote_that_swallows_too_much_costs_one_line(self) -> None:
        content = "text\n" + '"stray\n' + "an honest line of words\n" * 20_000
        rows = read(content, whole=False)
        assert len(heard(rows)) == 20_000
        assert reasons(rows) == ["line 2: it is not CSV: field larger than field limit (131072)"]

    def test_a_row_with_more_cells_than_the_header_is_rejected(self) -> None:
        rows = read("id,text\n1,Late, again\n2,Fine\n3,Fine too,\n")
        assert reasons(rows) == ["line 2: it has 3 cells where the header has 2"]
        assert [mention.text for mention in heard(rows)] == ["Fine", "Fine too"]

    def test_a_short_row_lacks_its_last_values(self) -> None:
        (mention,) = heard(read("text,rating,author\nLate\n"))
        assert (mention.text, mention.rating, mention.author.name) == ("Late", None, None)

    def test_columns_are_found_whatever_their_case(self) -> None:
        (mention,) = heard(read("Review Text, Stars\nLate,2\n", columns={"text": "review text", "rating": "stars"}))
        assert (mention.text, mention.rating and mention.rating.stars) == ("Late", 2)

    @pytest.mark.parametrize(
        ("header", "columns", "missing"),
        [
            ("body,stars", {}, "'text'"),
            ("text", {"rating": "stars"}, "'stars' .for rating."),
            ("text;stars", {}, "'text'"),
        ],
    )
    def test_columns_that_are_not_there_are_told_with_those_that_are(
        self, header: str, columns: dict[str, str], missing: str
    ) -> None:
        with pytest.raises(Changed, match=f"no column {missing}.*; the columns are"):
            read(f"{header}\nx,y\n", columns=columns)

    def test_another_delimiter_may_be_named(self) -> None:
        assert [mention.text for mention in heard(read("id;text\n1;Late, again\n", delimiter=";"))] == ["Late, again"]

    def test_bare_carriage_returns_are_no_rows(self) -> None:
        with pytest.raises(Changed, match="no CSV header"):
            read("id,text\r1,Late\r2,Again\r")

    def test_an_empty_file_has_no_rows_and_no_header(self) -> None:
        assert read("") == read("\n\n") == []
        assert read_header(io.BytesIO(), layout()) is None


class TestJsonLines:
    def test_reads_one_object_a_line(self) -> None:
        rows = read('{"text": "Late", "rating": 1}\n\n{"text": "Fine", "rating": "4/5"}\n', "jsonl")
        assert [(mention.text, mention.rating and mention.rating.stars) for mention in heard(rows)] == [
            ("Late", 1),
            ("Fine", 4),
        ]
        assert [row.line for row in rows] == [1, 3]

    def test_a_column_may_be_a_path(self) -> None:
        columns = {"text": "review.body", "author": "user.name", "likes": "user.likes"}
        line = json.dumps({"review": {"body": "Late"}, "user.name": "Kim", "user": {"likes": 3}})
        (mention,) = heard(read(line, "jsonl", columns=columns))
        assert (mention.text, mention.author.name, mention.reach.likes) == ("Late", "Kim", 3)

    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            ("{", "it is not JSON: "),
            ("[1]", "it is a JSON list where an object belongs"),
            ("null", "it is a JSON NoneType where an object belongs"),
            ('{"text": NaN}', "it is not JSON that can be read: NaN is no JSON value"),
            ("[" * 100_000, "it is not JSON that can be read: "),
            ('{"rating": ' + "9" * 5000 + "}", "it is not JSON that can be read: "),
            ('{"text": ["a"]}', "text is list where text belongs"),
            ('{"text": true}', "text is bool where text belongs"),
            ('{"words": "Late"}', "it has no text, no title and no rating"),
            ('{"text": "a", "rating": 1e999}', "rating 'inf' was not understood"),
        ],
    )
    def test_what_is_no_mention_is_rejected_and_stops_nothing(self, line: str, reason: str) -> None:
        rows = read(f'{line}\n{{"text": "Late"}}\n', "jsonl")
        assert reasons(rows)[0].startswith(f"line 1: {reason}")
        assert [mention.text for mention in heard(rows)] == ["Late"]
        assert rows[0].raw == f"{line}\n".encode()

    def test_a_line_too_long_is_rejected_without_being_held(self) -> None:
        rows = read('{"text": "' + "x" * (2 * LONGEST_LINE) + '"}\n{"text": "Late"}\n', "jsonl")
        assert reasons(rows) == ["line 1: the line is longer than 1,000,000 bytes"]
        assert len(rows[0].raw) == LONGEST_LINE
        assert [mention.text for mention in heard(rows)] == ["Late"]


class TestGrowing:
    @pytest.mark.parametrize("tail", ['3,"half a', "3,half", '3,"a\nb', "\r"])
    def test_a_row_that_is_not_finished_waits(self, tail: str) -> None:
        content = f"id,text\n1,one\n2,two\n{tail}"
        rows = read(content, whole=False)
        assert [mention.text for mention in heard(rows)] == ["one", "two"]
        assert reasons(rows) == []
        assert rows[-1].end == Position(offset=len(content) - len(tail), line=4)

    def test_half_a_json_object_waits(self) -> None:
        assert len(read('{"text": "one"}\n{"text": "tw', "jsonl", whole=False)) == 1

    def test_half_a_header_waits(self) -> None:
        assert read("id,te", whole=False) == []

    def test_a_long_line_without_its_end_waits(self) -> None:
        assert read('{"text": "' + "x" * (2 * LONGEST_LINE), "jsonl", whole=False) == []

    def test_reading_goes_on_where_it_was_left(self) -> None:
        content = 'id,text\n1,one\n2,"two\n2"\n3,three\n'.encode("utf-16")
        rows = list(read_rows(io.BytesIO(content), layout(), now=NOW))
        for number, row in enumerate(rows, 1):
            rest = list(read_rows(io.BytesIO(content), layout(), now=NOW, start=row.end))
            assert rest == rows[number:]


class TestEncodings:
    WORDS = ("Zoë paid 5 € - twice", "Ċਅਊ ਊਊ 🤬", "ĀऀਊĊ")

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
    @pytest.mark.parametrize("form", ["csv", "jsonl"])
    def test_unicode_is_told_apart_by_itself(self, encoding: str, form: str) -> None:
        if form == "csv":
            content = "text\r\n" + "".join(f'"{word},\n"\r\n' for word in self.WORDS)
        else:
            content = "".join(json.dumps({"text": word + ","}, ensure_ascii=False) + "\n" for word in self.WORDS)
        mentions = heard(read(content.encode(encoding), form))
        assert [mention.text for mention in mentions] == [f"{word}," for word in self.WORDS]

    def test_windows_1252_is_what_is_not_utf_8(self) -> None:
        content = b"text\n" + "Zoë paid 5 €".encode("cp1252") + b"\n" + "Zoë paid 5 €".encode() + b"\n\x81 odd\n"
        assert [mention.text for mention in heard(read(content))] == ["Zoë paid 5 €"] * 2 + ["\ufffd odd"]

    def test_a_named_encoding_holds(self) -> None:
        assert heard(read("text\nZoë\n".encode(), encoding="cp1252"))[0].text == "ZoÃ«"
        assert heard(read("text\nZoë\n".encode("utf-16-le"), encoding="utf-16"))[0].text == "Zoë"

    def test_nuls_are_left_out(self) -> None:
        assert [mention.text for mention in heard(read(b"text\nLa\x00te\n\x00\n"))] == ["Late"]
