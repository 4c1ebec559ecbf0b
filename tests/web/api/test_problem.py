"""What is refused below `/api/`: always a problem in JSON, never a page, never a traceback."""

from typing import Any

import pytest

from monitor.store.database import Database, StoreUnavailable
from monitor.web.gate import Gate
from tests.web.api.program import a_program


def told(answer: Any) -> tuple[int, str]:
    """The status and the kind of a problem."""
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert set(problem) == {"type", "title", "status", "detail", "errors"}
    assert problem["status"] == answer.status_code
    assert problem["detail"]
    return answer.status_code, problem["type"].rpartition(":")[2]


@pytest.mark.parametrize(
    ("method", "path", "headers", "expected"),
    [
        ("GET", "/api/v1/openapi.json", {"authorization": ""}, (401, "not-signed-in")),
        ("GET", "/api/v1/openapi.json", {"authorization": "Bearer cmt_no"}, (401, "not-signed-in")),
        ("GET", "/api/v1/openapi.json", {"accept": "text/html, application/json;q=0"}, (406, "not-acceptable")),
        ("POST", "/api/v1/openapi.json", {}, (405, "wrong-method")),
        ("GET", "/api/v1/openapi.json/", {}, (404, "not-found")),
        ("GET", "/api/v2/cases", {}, (404, "not-found")),
        ("GET", "/api/", {"authorization": ""}, (404, "not-found")),
        ("GET", "/api/v1/openapi.json", {"host": "elsewhere.example"}, (421, "wrong-host")),
    ],
)
def test_what_is_not_done_is_told_as_a_problem(
    sqlite_db: Database, method: str, path: str, headers: dict[str, str], expected: tuple[int, str]
) -> None:
    answer = a_program(sqlite_db).request(method, path, headers=headers)
    assert told(answer) == expected
    assert answer.headers.get("www-authenticate") == ("Bearer" if expected[0] == 401 else None)
    assert answer.headers.get("allow") == ("GET, HEAD" if expected[0] == 405 else None)


@pytest.mark.parametrize(
    ("error", "expected"),
    [(StoreUnavailable("locked by secret"), (503, "no-answer")), (ZeroDivisionError("secret"), (500, "bug"))],
)
def test_what_breaks_is_told_without_its_inside(
    sqlite_db: Database, monkeypatch: pytest.MonkeyPatch, error: Exception, expected: tuple[int, str]
) -> None:
    program = a_program(sqlite_db)

    def breaks(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(Gate, "_who", breaks)
    answer = program.get("/api/v1/openapi.json")
    assert told(answer) == expected
    assert "secret" not in answer.text


def test_a_token_asks_so_often_a_minute_and_is_told_when_to_come_again(sqlite_db: Database) -> None:
    program = a_program(sqlite_db, requests_a_minute=3)
    answers = [program.get("/api/v1/openapi.json") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert told(answers[-1]) == (429, "too-many")
    assert answers[-1].headers["retry-after"] == "20"


def test_what_is_known_already_is_not_sent_again(sqlite_db: Database) -> None:
    program = a_program(sqlite_db)
    first = program.get("/api/v1/openapi.json")
    again = program.get("/api/v1/openapi.json", headers={"if-none-match": f'"other", W/{first.headers["etag"]}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert program.request("HEAD", "/api/v1/openapi.json").headers["etag"] == first.headers["etag"]
