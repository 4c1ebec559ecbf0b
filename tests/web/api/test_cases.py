"""Cases, as programs read them and work on them."""

from datetime import timedelta
from typing import Any

import pytest

from monitor.domain.access import Limits, Permission
from monitor.domain.people import Role
from monitor.domain.score import Severity
from monitor.store import erasure
from monitor.store.database import Database
from tests.store.seeds import LATER, Wanted, mention, open_many
from tests.web.api.program import Program, a_program
from tests.web.api.test_problem import told
from tests.web.pages import session_of, somebody

ACT = "/api/v1/cases/C-1/acts"


@pytest.fixture
def program(sqlite_db: Database) -> Program:
    """A program of a lead's, over three cases."""
    words = (("1", "A secret refund"), ("2", "No refund"), ("3", "Rude staff"))
    due = dict(zip("123", (3, 1, 2), strict=True))
    for each, text in words:
        complaint = mention(each, text, author=f"u{each}")
        severity = Severity.CRITICAL if each == "3" else Severity.HIGH
        at = LATER + timedelta(hours=due[each])
        open_many(sqlite_db, [Wanted(mention=complaint, severity=severity, due_at=at)])
    return a_program(sqlite_db, departments=["support", "billing"])


def ids(answer: Any) -> list[str]:
    return [case["id"] for case in answer.json()["cases"]]


FILTERED = {
    "": ["C-3", "C-2", "C-1"],
    "severity=critical": ["C-3"],
    "q=refund": ["C-2", "C-1"],
    "q=refund&until=2026-11-15": [],
    "week=2026-W47&since=2026-11-16&state=all": ["C-3", "C-2", "C-1"],
    "week=2026-W53": [],
    "since=0001-01-01&until=9999-12-31": ["C-3", "C-2", "C-1"],
    "owner=me": [],
}


def test_they_are_filtered_as_in_the_inbox(program: Program) -> None:
    assert {query: ids(program.get(f"/api/v1/cases?{query}")) for query in FILTERED} == FILTERED


def test_pages_follow_each_other_by_what_the_one_before_said(program: Program) -> None:
    for order in ("newest", "urgent"):
        whole = ids(program.get(f"/api/v1/cases?order={order}"))
        found, link = list[str](), f"?order={order}&limit=1"
        while link:
            page = program.get(f"/api/v1/cases{link}")
            found += ids(page)
            link = page.links["next"]["url"] if page.json()["next"] else ""
        assert found == whole


NO_FILTERS = {
    "state=closed": "state",
    "limit=0": "limit",
    "limit=1.0": "limit",
    "cursor=C-1": "cursor",
    "cursor=Y2FzZXMtdXJnZW50LzE": "cursor",
    "week=2027-W53": "week",
    "since=yesterday": "since",
    "since=1800000000": "since",
    "stats=live": "stats",
    "q=%00": "q",
}


def test_what_is_no_filter_is_named(program: Program) -> None:
    for query, parameter in NO_FILTERS.items():
        answer = program.get(f"/api/v1/cases?{query}")
        assert told(answer) == (422, "unfit"), query
        assert [fault["parameter"] for fault in answer.json()["errors"]] == [parameter]


def test_a_case_tells_all_but_what_is_masked(program: Program) -> None:
    case = program.get("/api/v1/cases/C-1").json()
    assert case["mention"]["text"] == "A ••• refund"
    assert (case["state"], case["opened_at"], case["department"]) == ("open", "2026-11-16T12:00:00Z", "support")
    first = program.get("/api/v1/cases/C-1/events?limit=1").json()
    assert first["events"] == case["events"][:1]


def test_what_is_not_there_is_a_problem(program: Program) -> None:
    for path in ("cases/C-9", "cases/9", "cases/C-9/events", "cases/C-1%0A/events", f"cases/C-1{'0' * 30}"):
        assert told(program.get(f"/api/v1/{path}")) == (404, "not-found")


def test_each_act_is_told_by_the_case_and_its_timeline(db: Database, program: Program) -> None:
    somebody(db, "Kim", Role.AGENT)
    acts: list[tuple[dict[str, Any], tuple[str, Any]]] = [
        ({"act": "claim"}, ("owner", "nightly")),
        ({"act": "assign", "owner": "Kim"}, ("owner", "Kim")),
        ({"act": "hand_back"}, ("owner", None)),
        ({"act": "note", "text": "Call \x00back"}, ("state", "open")),
        ({"act": "snooze", "until": "2026-11-17T12:00:00+02:00"}, ("snoozed_until", "2026-11-17T10:00:00Z")),
        ({"act": "wake"}, ("snoozed_until", None)),
        ({"act": "set_severity", "severity": "low"}, ("severity", "low")),
        ({"act": "set_topic", "topic": "staff"}, ("topic", "staff")),
        ({"act": "set_department", "department": "billing"}, ("department", "billing")),
        ({"act": "respond", "text": "Sorry", "url": "https://example.com/1"}, ("state", "responded")),
        ({"act": "resolve", "outcome": "recovered"}, ("outcome_by", "nightly")),
        ({"act": "reopen"}, ("state", "open")),
        ({"act": "dismiss", "reason": "duplicate"}, ("dismissal", "duplicate")),
    ]
    for said, (name, value) in acts:
        answer = program.post(ACT, said)
        assert (answer.status_code, answer.json()[name]) == (200, value), said
    assert answer.json() == program.get("/api/v1/cases/C-1").json()
    assert answer.headers["etag"] == program.get("/api/v1/cases/C-1").headers["etag"]
    assert len(answer.json()["events"]) == 1 + len(acts)
    assert {event["by"] for event in answer.json()["events"]} == {"judge", "nightly"}


UNFIT: list[tuple[Any, tuple[int, str]]] = [
    ({"act": "wake"}, (409, "conflict")),
    ({"act": "snooze", "until": "0001-01-01T00:00:00+14:00"}, (409, "conflict")),
    ({"act": "snooze", "until": "9999-12-31T23:59:59-12:00"}, (409, "conflict")),
    ({"act": "snooze", "until": "2026-11-17T12:00:00"}, (422, "unfit")),
    ({"act": "snooze", "until": 1800000000}, (422, "unfit")),
    ({"act": "set_department", "department": "sales"}, (409, "conflict")),
    ({"act": "assign", "owner": "Nobody"}, (409, "conflict")),
    ({"act": "set_severity", "severity": "high"}, (409, "conflict")),
    ({"act": "burn"}, (422, "unfit")),
    ({"act": "note"}, (422, "unfit")),
    ({"act": "note", "text": 7}, (422, "unfit")),
    ({"act": "note", "text": " "}, (409, "conflict")),
    ({"act": "respond", "url": "javascript:alert(1)"}, (422, "unfit")),
    ({"act": "wake", "why": "so"}, (422, "unfit")),
    ([], (422, "unfit")),
]


def test_what_does_not_fit_is_not_done(program: Program) -> None:
    for said, expected in UNFIT:
        answer = program.post(ACT, said)
        assert told(answer) == expected, said
        assert all(fault["pointer"].startswith("#") for fault in answer.json()["errors"])
    assert program.get("/api/v1/cases/C-1").json()["version"] == 1


TOLD: list[tuple[str, str, str]] = [
    (
        '{"act": "dismiss", "reason": "dull"}',
        "#/reason",
        '"dull" is none of what may stand here: not_a_complaint, not_ours',
    ),
    ('{"act": "burn"}', "#", '"burn" is none of what may stand here: claim, assign, hand_back'),
    ("{}", "#", "'act' is missing: add it"),
    ('{"act": "note"}', "#/text", "it is missing: add it"),
    ('{"act": "note", "text": 7}', "#/text", "text in quotation marks belongs here"),
    ('{"act": "note", "text": "' + "x" * 10_001 + '"}', "#/text", "it is too long: write 10,000 characters at most"),
    ('{"act": "wake", "why": "so"}', "#/why", "nothing of this name belongs here: look how it is written"),
    (
        '{"act": "snooze", "until": "2026-11-17T12:00:00"}',
        "#/until",
        "a time with its zone belongs here: 2026",
    ),
    ('{"act": "respond", "url": "javascript:x"}', "#/url", "an address of the web belongs here"),
    ("[]", "#", "an object in braces belongs here"),
    ('{"act": "wa', "#", "this is no JSON at line 1, column 11: look for what is cut off"),
]


def test_what_is_wrong_in_a_body_is_told_where_it_is_in_words_of_our_own(program: Program) -> None:
    for sent, pointer, says in TOLD:
        answer = program.request("POST", ACT, content=sent, headers={"content-type": "application/json"})
        [fault] = answer.json()["errors"]
        assert (fault["pointer"], fault["detail"][: len(says)]) == (pointer, says)


def test_what_is_wrong_in_an_address_is_told_in_words_of_our_own(program: Program) -> None:
    for query, says in {
        "limit=many": "a whole number belongs here",
        "limit=0": "it is too small: 1 at least belongs here",
        "limit=900": "it is too large: 200 at most belongs here",
        "since=today": "a day belongs here: 2026-11-23",
        "week=47": "an ISO week belongs here: 2026-W47",
        "severity=bad": '"bad" is none of what may stand here: low, medium, high, critical',
        "order=random": '"random" is none of what may stand here: newest, urgent',
        "colour=red": "nothing of this name belongs here: look how it is written, or leave it out",
        "cursor=%20": "a cursor belongs here: send `next` of the last page as it is",
    }.items():
        [fault] = program.get(f"/api/v1/cases?{query}").json()["errors"]
        assert (fault["parameter"], fault["detail"]) == (query.partition("=")[0], says)


def test_bodies_that_are_no_json_or_too_large_are_refused(program: Program) -> None:
    def sent(body: bytes, kind: str) -> tuple[int, str]:
        return told(program.request("POST", ACT, content=body, headers={"content-type": kind}))

    assert sent(b"act=wake", "application/x-www-form-urlencoded") == (415, "not-json")
    assert sent(b'{"act": "wa', "application/json") == (422, "unfit")
    assert sent(b'{"act": "note", "text": "\\ud800"}', "application/json") == (422, "unfit")
    assert sent(b" " * 1_000_001, "application/json") == (413, "too-large")


def test_an_act_on_what_has_changed_since_is_not_done(program: Program) -> None:
    read = program.get("/api/v1/cases/C-1").headers["etag"]
    assert program.post(ACT, {"act": "claim"}, if_match=f'"x", {read}').status_code == 200
    assert told(program.post(ACT, {"act": "hand_back"}, if_match=read)) == (412, "stale")
    assert program.post(ACT, {"act": "hand_back"}, if_match="*").status_code == 200


def test_a_request_with_a_key_is_done_once(program: Program, sqlite_db: Database) -> None:
    said = {"act": "note", "text": "Call back"}
    first = program.post(ACT, said, idempotency_key="k1")
    again = program.post(ACT, said, idempotency_key="k1")
    assert (again.status_code, again.content, again.headers["etag"]) == (200, first.content, first.headers["etag"])
    assert again.headers["idempotency-replayed"] == "true"
    assert told(program.post(ACT, {"act": "wake"}, idempotency_key="k1")) == (422, "other-request")
    assert told(program.post(ACT, {"act": "wake"}, idempotency_key="k2")) == (409, "conflict")
    assert told(program.post(ACT, {"act": "wake"}, idempotency_key="k2")) == (409, "conflict")
    assert told(program.post(ACT, said, idempotency_key="two words")) == (422, "unfit")
    other = a_program(sqlite_db, name="other").post(ACT, said, idempotency_key="k1").json()
    assert [event["by"] for event in other["events"] if event["kind"] == "noted"] == ["nightly", "other"]


def test_what_was_answered_is_forgotten_when_its_words_are_erased(program: Program, sqlite_db: Database) -> None:
    said = {"act": "note", "text": "Call back"}
    assert program.post(ACT, said, idempotency_key="k1").status_code == 200
    erasure.erase_mention(sqlite_db, 1, by="Ann", now=LATER)
    assert told(program.post(ACT, said, idempotency_key="k1")) == (409, "answer-erased")


def test_nobody_reads_or_acts_beyond_their_limits_and_scopes(sqlite_db: Database) -> None:
    for each, brand in (("1", "Acme"), ("2", "Bolt")):
        open_many(sqlite_db, [Wanted(mention=mention(each, author=each), brand=brand)])
    support = a_program(
        sqlite_db,
        name="support",
        limits=Limits(departments=frozenset({"support"})),
        departments=["billing"],
    )
    given = support.post(ACT, {"act": "set_department", "department": "billing"})
    assert (given.status_code, given.json()["department"]) == (200, "billing")
    assert told(support.get("/api/v1/cases/C-1")) == (404, "not-found")
    agency = a_program(sqlite_db, limits=Limits(brands=frozenset({"Bolt"})), scopes={Permission.LOOK})
    assert ids(agency.get("/api/v1/cases")) == ["C-2"]
    assert told(agency.get("/api/v1/cases/C-1")) == (404, "not-found")
    assert told(agency.get("/api/v1/cases/C-1/events")) == (404, "not-found")
    assert told(agency.post("/api/v1/cases/C-2/acts", {"act": "claim"})) == (403, "not-allowed")
    other = a_program(sqlite_db, name="other", limits=Limits(brands=frozenset({"Bolt"})))
    assert told(other.post(ACT, {"act": "claim"})) == (404, "not-found")


def test_a_browser_acts_only_with_the_key_of_its_forms(program: Program, sqlite_db: Database) -> None:
    from monitor.access.keys import form_key
    from tests.web.pages import Browser

    session = session_of(sqlite_db, somebody(sqlite_db, "Ann", Role.AGENT))
    browser = Browser(program.app, session=session)
    assert ids(browser.get("/api/v1/cases")) == ["C-3", "C-2", "C-1"]
    assert told(browser.request("POST", ACT, json={"act": "claim"})) == (403, "strange-form")
    sent = browser.request("POST", ACT, json={"act": "claim"}, headers={"x-form-key": form_key(session)})
    assert (sent.status_code, sent.json()["owner"]) == (200, "Ann")
