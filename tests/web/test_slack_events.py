"""What Slack sends to us over HTTP reaches whoever verifies it, as it came."""

from collections.abc import Mapping

from alerts.interactive import Reply
from monitor.store.database import Database
from monitor.web.slack import LARGEST
from tests.web.pages import Browser, a_browser, an_app


class Desk:
    """Keeps what it was sent."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.sent: list[tuple[Mapping[str, str], bytes]] = []

    def receive(self, headers: Mapping[str, str], body: bytes) -> Reply:
        self.sent.append((headers, body))
        return Reply(status=self.status, body='{"ok":true}')


def posting(db: Database, desk: Desk) -> Browser:
    return Browser(an_app(db, receive=desk.receive))


def test_a_request_is_handed_on_with_its_headers_and_raw_body(sqlite_db: Database) -> None:
    desk = Desk()
    answer = posting(sqlite_db, desk).request(
        "POST", "/slack/events", content=b"payload=%7B%7D", headers={"X-Slack-Signature": "v0=1"}
    )
    assert (answer.status_code, answer.json()) == (200, {"ok": True})
    assert answer.headers["content-type"].startswith("application/json")
    headers, body = desk.sent[0]
    assert (headers["x-slack-signature"], body) == ("v0=1", b"payload=%7B%7D")


def test_what_is_not_slacks_is_401(sqlite_db: Database) -> None:
    assert posting(sqlite_db, Desk(401)).request("POST", "/slack/events", content=b"x").status_code == 401


def test_a_body_beyond_reason_is_not_read(sqlite_db: Database) -> None:
    desk = Desk()
    answer = posting(sqlite_db, desk).request("POST", "/slack/events", content=b"x" * (LARGEST + 1))
    assert (answer.status_code, desk.sent) == (413, [])


def test_without_a_channel_that_receives_there_is_no_such_address(sqlite_db: Database) -> None:
    assert a_browser(sqlite_db).request("POST", "/slack/events", content=b"x").status_code in {404, 405}


def test_it_is_not_for_looking_at(sqlite_db: Database) -> None:
    assert posting(sqlite_db, Desk()).get("/slack/events").status_code in {404, 405}
