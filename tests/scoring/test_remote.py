"""A plugged-in scorer may say something, in time and within its budget; whatever it does, we judge."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from connectors.contract import Mention, MentionKey
from monitor.domain.score import Score
from monitor.scoring.remote import FAILURES, Endpoint, Ledger, RemoteScorer

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
UNSURE = Score(language="en", scored=True, vader=0.0, complaint=0.5)


def mention(text: str) -> Mention:
    return Mention(key=MentionKey(platform="p", scope="", native_id="1"), text=text, posted_at=NOON)


@dataclass(slots=True)
class Model:
    """A team's own model on loopback: answers as told, and remembers what it was sent."""

    answer: Callable[[Any], Any]
    status: int = 200
    wait: float = 0.0
    asked: list[Any] = field(default_factory=list)
    headers: list[Any] = field(default_factory=list)
    url: str = ""


@contextmanager
def serving(model: Model) -> Iterator[Model]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            model.asked.append(body)
            model.headers.append(dict(self.headers))
            time.sleep(model.wait)
            answer = model.answer(body)
            content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(model.status)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    model.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield model
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def model() -> Iterator[Model]:
    with serving(Model(lambda body: {"scores": [0.95 for _ in body["texts"]]})) as running:
        yield running


@dataclass(slots=True)
class Book:
    """A ledger that grants `left` texts."""

    left: int = 100
    told: list[str | None] = field(default_factory=list)

    def spend(self, _: str, texts: int) -> int:
        granted = min(texts, self.left)
        self.left -= granted
        return granted

    def tell(self, _: str, trouble: str | None) -> None:
        self.told.append(trouble)

    def ledger(self) -> Ledger:
        return Ledger(spend=self.spend, tell=self.tell)


def scorer(served: Model, book: Book | None = None, own: Score = UNSURE, **settings: Any) -> RemoteScorer:
    endpoint = replace(Endpoint(name="ours", kind="http", url=served.url), **settings)
    return RemoteScorer(endpoint, (book or Book()).ledger(), lambda _: own)


def asked(scorer: RemoteScorer, text: str = "it is what it is", own: Score = UNSURE) -> Score:
    scorer.prepare([mention(text)])
    return scorer.scored(mention(text), own)


def test_it_has_its_say_and_is_a_reason(model: Model) -> None:
    found = asked(scorer(model, say=0.5))
    assert found.complaint == pytest.approx(0.81, abs=0.01)
    [reason] = found.reasons
    assert (reason.cue, reason.words, reason.weight > 1) == ("scorer", ("ours",), True)


def test_what_we_cannot_read_is_its_to_say(model: Model) -> None:
    unread = Score(language="fi", scored=False, vader=0.0, complaint=None)
    found = asked(scorer(model, own=unread), own=unread)
    assert found.scored
    assert found.complaint == pytest.approx(0.95, abs=0.01)


def test_personal_data_never_leaves(model: Model) -> None:
    asked(scorer(model, token="s3cret"), "write to ana@example.org or +44 20 7946 0958")
    assert model.asked == [{"texts": ["write to [e-mail] or [phone number]"]}]
    assert model.headers[0]["authorization"] == "Bearer s3cret"


def test_what_we_are_sure_of_is_not_sent_unless_always(model: Model) -> None:
    sure = replace(UNSURE, complaint=0.97)
    assert asked(scorer(model, own=sure), own=sure) == sure
    assert model.asked == []
    asked(scorer(model, own=sure, always=True), own=sure)
    assert len(model.asked) == 1


def test_texts_go_in_batches_and_each_once(model: Model) -> None:
    one = scorer(model, batch=2)
    batch = [mention(text) for text in ("a b", "c d", "e f", "a b")]
    one.prepare(batch)
    one.prepare(batch)
    assert [len(body["texts"]) for body in model.asked] == [2, 1]


def test_no_more_is_sent_than_the_day_s_budget(model: Model) -> None:
    one = scorer(model, Book(left=3), batch=2)
    one.prepare([mention(f"text {place}") for place in range(9)])
    assert [len(body["texts"]) for body in model.asked] == [2, 1]


def test_it_holds_nobody_up_longer_than_its_time_out(model: Model) -> None:
    model.wait = 1.0
    one, began = scorer(model, timeout=0.2, batch=1), time.monotonic()
    one.prepare([mention("a b"), mention("c d"), mention("e f")])
    assert time.monotonic() - began < 0.8
    assert one.scored(mention("a b"), UNSURE) == UNSURE


@pytest.mark.parametrize(
    "answer",
    [
        b"<html>",
        b"[" * 100_000,
        [],
        {"scores": []},
        {"scores": ["1"]},
        {"scores": [7]},
        {"scores": [True]},
        {"scores": {}},
    ],
    ids=["html", "deep", "list", "too few", "text", "too much", "truth", "object"],
)
def test_an_answer_that_is_not_as_it_should_be_changes_nothing(answer: Any) -> None:
    with serving(Model(lambda _: answer)) as model:
        assert asked(scorer(model)) == UNSURE


def test_after_a_few_failures_it_rests_and_one_trouble_is_told(model: Model) -> None:
    now = [0.0]
    book = Book()
    one = RemoteScorer(
        Endpoint(name="ours", kind="http", url=model.url), book.ledger(), lambda _: UNSURE, lambda: now[0]
    )
    model.status = 503
    for place in range(FAILURES + 5):
        one.prepare([mention(f"text {place}")])
    assert len(model.asked) == FAILURES
    assert book.told == ["it answers with HTTP 503"]
    now[0], model.status = 61.0, 200
    assert asked(one) != UNSURE
    assert book.told == ["it answers with HTTP 503", None]


def test_a_dead_endpoint_is_no_answer(model: Model) -> None:
    assert asked(scorer(replace(model, url="http://127.0.0.1:1"))) == UNSURE


def test_an_openai_endpoint_is_asked_as_one() -> None:
    def answer(body: Any) -> Any:
        count = len(json.loads(body["messages"][1]["content"]))
        return {"choices": [{"message": {"content": json.dumps({"scores": [0.05] * count})}}]}

    with serving(Model(answer)) as model:
        found = asked(scorer(model, kind="openai", model="small", url=f"{model.url}/v1"))
        assert (found.complaint or 1) < 0.3
        assert model.asked[0]["model"] == "small"
