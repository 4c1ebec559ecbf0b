"""Answers: JSON and text as places send them."""

import json
from pathlib import Path

import pytest

from connectors.contract import Changed
from connectors.kit.answer import Answer
from tests.shared import shared


def answer(body: bytes, content_type: str = "application/json") -> Answer:
    """An answer with `body`."""
    return Answer(status=200, url="https://a.example.org/", headers={"content-type": content_type}, body=body)


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_json_in_any_unicode(charset: str) -> None:
    assert answer('{"größe": "ü"}'.encode(charset)).json() == {"größe": "ü"}


def test_json_that_claims_another_charset() -> None:
    assert answer('["ü"]'.encode("latin-1"), "application/json; charset=iso-8859-1").json() == ["ü"]
    assert answer('["ü"]'.encode("latin-1")).json() == ["ü"]


@pytest.mark.parametrize(
    "body", [b"", b"NaN", b"[Infinity]", b"[-Infinity]", b"{", b"[" * 200_000, b"9" * 10_000, b"\xff"]
)
def test_what_is_no_json_is_changed(body: bytes) -> None:
    with pytest.raises(Changed, match="where JSON belongs"):
        answer(body).json()


def test_html_for_json_is_said_to_be_html_and_kept() -> None:
    with pytest.raises(Changed, match="HTML where JSON belongs") as caught:
        answer(b"<html>Please wait</html>").json()
    assert caught.value.payload == "<html>Please wait</html>"


def test_a_sample_is_short_and_tells_nothing_hidden() -> None:
    found = Answer(status=200, url="", headers={}, body=b"my-token " * 9000, hidden=("my-token",))
    assert found.sample().startswith("… … ")
    assert 1000 < len(found.sample()) <= 2000


def _suite() -> list[Path]:
    return sorted(Path(shared("hostile/jsontestsuite")).glob("*.json"))


def test_the_json_test_suite_is_survived() -> None:
    for path in _suite():
        try:
            answer(path.read_bytes()).json()
            refused = False
        except Changed:
            refused = True
        assert refused or not path.name.startswith("n_"), path.name
        assert not refused or not path.name.startswith("y_"), path.name


def test_duplicate_keys_are_no_error() -> None:
    assert answer(b'{"a": 1, "a": 2}').json() == {"a": 2}


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("ü".encode(), "text/html", "ü"),
        ("ü".encode("latin-1"), "text/html; charset=ISO-8859-1", "ü"),
        ("ü".encode("latin-1"), "text/html", "ü"),
        ("ü".encode("utf-16"), "text/html; charset=utf-8", "ü"),
        ("ü".encode(), 'text/html; charset="nonsense"', "ü"),
    ],
)
def test_text_by_mark_header_or_guess(body: bytes, content_type: str, text: str) -> None:
    assert answer(body, content_type).text() == text


def test_what_python_writes_comes_back() -> None:
    value = {"a": [1, 2.5, None, True, "😀 ü"]}
    assert answer(json.dumps(value).encode()).json() == value


@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
def test_what_no_database_stores_is_replaced(charset: str) -> None:
    body = r'{"lone\ud800": ["high \ud83d", "low \uDE00", "nul\u0000", "\ud83d\ude00", "\\ud800"]}'
    value = {"lone\ufffd": ["high \ufffd", "low \ufffd", "nul", "😀", "\\ud800"]}
    assert answer(body.encode(charset)).json() == value
    assert answer(b'["raw \xed\xa0\x80"]').json() == ["raw \ufffd"]
