"""Rows that were made to break readers."""

import csv
import io
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.contract import Mention, Rejected
from connectors.kit.rows import read_rows
from connectors.kit.text import clean
from tests.connectors.kit.reading import NOW, heard, layout, read
from tests.shared import shared


def test_formulas_and_naughty_strings_arrive_as_words() -> None:
    texts = [
        *json.loads(shared("hostile/csv_injection.json").read_bytes()),
        *json.loads(shared("hostile/blns.json").read_bytes()),
    ]
    sheet = io.StringIO()
    csv.writer(sheet).writerows([["id", "text", "rating"], *([n, text, 1] for n, text in enumerate(texts))])
    as_csv = heard(read(sheet.getvalue()))
    lines = [json.dumps({"id": n, "text": text, "rating": 1}) for n, text in enumerate(texts)]
    as_json = heard(read("\n".join(lines), "jsonl"))
    assert [mention.text for mention in as_json] == [clean(text) for text in texts]
    assert [(mention.key.native_id, mention.text) for mention in as_csv] == [
        (str(n), clean(text)) for n, text in enumerate(texts)
    ]


def test_no_json_of_the_parser_suite_stops_a_file() -> None:
    for folder in ("hostile/jsontestsuite", "hostile/jsontestsuite-transform"):
        for file in sorted(shared(folder).glob("*.json")):
            content = file.read_bytes()
            assert all(isinstance(row.result, Mention | Rejected) for row in read(content, "jsonl"))
            if not content.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00")) and b"\x00" not in content[:4]:
                after = read(content + b'\n{"text": "Late"}\n', "jsonl")
                assert heard(after)[-1].text == "Late", file.name


def test_every_csv_of_the_acid_test_is_read() -> None:
    for file in sorted(shared("recordings/csv_import").glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as plain:
            header, *records = list(csv.reader(plain))
        columns = {"text": header[-1], "title": header[0]}
        mentions = heard(read(file.read_bytes(), columns=columns))
        assert [(mention.title, mention.text) for mention in mentions] == [
            (clean(record[0]), clean(record[-1])) for record in records
        ]


def test_a_report_of_the_play_console_is_read() -> None:
    file = shared("recordings/google_play_api") / "play_console_reviews_utf16_header_and_row.csv"
    columns = {
        "text": "Review Text",
        "title": "Review Title",
        "rating": "Star Rating",
        "url": "Review Link",
        "posted_at": "Review Submit Date and Time",
        "language": "Reviewer Language",
        "reply": "Developer Reply Text",
        "replied_at": "Developer Reply Date and Time",
    }
    (mention,) = heard(read(file.read_bytes(), columns=columns))
    assert (mention.rating and mention.rating.stars, mention.language) == (5, "ar")


@settings(deadline=None)
@given(st.lists(st.tuples(st.text(), st.text()), max_size=20), st.sampled_from(["utf-8", "utf-16"]))
def test_whatever_a_csv_writer_wrote_is_heard(records: list[tuple[str, str]], encoding: str) -> None:
    sheet = io.StringIO()
    csv.writer(sheet).writerows([("title", "text"), *records])
    content = sheet.getvalue().encode(encoding, "surrogatepass")
    rows = read(content)
    assert all(mention.title or mention.text for mention in heard(rows))
    for row in rows:
        rest = list(read_rows(io.BytesIO(content), layout(), now=NOW, start=row.end))
        assert [later.end for later in rest] == [later.end for later in rows if later.end.offset > row.end.offset]


@settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["csv", "jsonl"]), st.booleans())
def test_no_bytes_break_it(content: bytes, form: str, whole: bool) -> None:
    prefix = b"text\n" if form == "csv" else b""
    for row in read(prefix + content, form, whole=whole):
        assert isinstance(row.result, Mention | Rejected)
