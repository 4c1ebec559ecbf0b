"""GitHub: issues, comments and discussions of one's own repositories, or what a search finds."""

import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from connectors.contract import Changed, MentionKey, Page, Refused, Unavailable
from connectors.github import KIND
from connectors.github.discussions import data_of, read_discussions
from connectors.github.reading import error_of, read_comments, read_issues, read_search
from connectors.github.source import GithubSource
from connectors.kit.answer import Answer
from connectors.kit.http import Door
from connectors.kit.kind import Tools
from tests.connectors.checklist import Checklist, shown_by
from tests.connectors.contract import NOW, TIMEOUT, ConnectorContract, drain, keys, mentions
from tests.connectors.github_site import ISSUES, REPOSITORY, START, FakeGithub
from tests.connectors.payloads import payload, payloads, told
from tests.connectors.replying import ReplierContract
from tests.connectors.server import ScriptedServer, json_reply
from tests.shared import shared

TOKEN = "ghp-canary-7741"

READERS: dict[str, Callable[[Any], Page]] = {
    "issues": lambda value: read_issues(value, REPOSITORY, pull_requests=False).page,
    "comments": lambda value: read_comments(value, REPOSITORY).stretch.page,
    "search": lambda value: read_search(value, pull_requests=False).page,
    "discussions": lambda value: read_discussions(value, own=True).page,
}

CHECKLIST = Checklist(
    recorded=shown_by("test_recorded_answers_are_read_or_refused"),
    backfill=shown_by("test_history_goes_back_to_a_day"),
    budget=shown_by("test_searches_have_a_bucket_of_their_own"),
    threads=shown_by("test_reads_each_payload"),
)


class TestContract(ConnectorContract):
    kind_name = "github"
    secrets = (TOKEN,)
    means_nothing = (b"[]",)

    def settings(self, base_url: str) -> dict[str, Any]:
        return {"repositories": [REPOSITORY], "token": TOKEN, "base_url": base_url}

    def serve(self, server: ScriptedServer, texts: Sequence[str]) -> None:
        github = FakeGithub()
        for number, text in enumerate(texts, 1):
            github.open_issue(number, text)
        github.open(server)


class TestReplies(ReplierContract):
    kind_name = "github"
    key = MentionKey(platform="github", scope=REPOSITORY, native_id="issues/17")
    post_path = f"{ISSUES}/17/comments"
    secrets = (TOKEN,)

    def settings(self, base_url: str) -> dict[str, Any]:
        return {"repositories": [REPOSITORY], "token": TOKEN, "base_url": base_url}

    def take(self, server: ScriptedServer) -> None:
        github = FakeGithub()
        github.open_issue(17)
        github.open(server)

    def text_of(self, body: bytes) -> str:
        return str(json.loads(body)["body"])


@pytest.fixture
def github(server: ScriptedServer) -> FakeGithub:
    made = FakeGithub()
    made.open(server)
    return made


def source(server: ScriptedServer, door: Door, **more: Any) -> GithubSource:
    given = {"repositories": [REPOSITORY], "token": TOKEN, "base_url": server.url, **more}
    tools = Tools(http=door.bind(timeout=TIMEOUT, allow_private=True), now=lambda: NOW)
    made = KIND.build(KIND.settings.model_validate(given), tools)
    assert isinstance(made, GithubSource)
    return made


class TestOwnRepositories:
    def test_all_that_changed_is_heard_though_it_changes_meanwhile(
        self, github: FakeGithub, server: ScriptedServer, door: Door
    ) -> None:
        own = source(server, door)
        github.open_issue(1)
        cursor = drain(own, None)[-1].cursor
        for number in range(2, 352):
            github.open_issue(number)
        heard: list[Page] = []
        for page in own.pages(cursor):
            heard.append(page)
            github.comment(len(heard) + 1, "Me too")  # moves an issue that was told to the end
        assert {f"issues/{number}" for number in range(2, 352)} <= {key.native_id for key in keys(heard)}

    def test_a_stop_after_any_page_loses_nothing(self, github: FakeGithub, server: ScriptedServer, door: Door) -> None:
        github.open_issue(1)
        heard = drain(source(server, door), None)
        for number in range(2, 350):
            github.open_issue(number)
        for _ in range(12):
            heard += drain(source(server, door), heard[-1].cursor, most=1)
        assert len(keys(heard)) == 349

    def test_a_second_that_fills_pages_is_read_to_its_end(
        self, github: FakeGithub, server: ScriptedServer, door: Door
    ) -> None:
        github.open_issue(1)
        cursor = drain(source(server, door), None)[-1].cursor
        at = "2026-11-02T00:00:00Z"
        for number in range(2, 260):
            github.open_issue(number, updated_at=at)
        assert len(keys(drain(source(server, door), cursor))) == 259

    def test_our_comments_answer_the_issue_and_what_was_said_before(
        self, github: FakeGithub, server: ScriptedServer, door: Door
    ) -> None:
        github.open_issue(1, "Crash")
        github.comment(1, "Same here")
        github.comment(1, "Fixed in 2.1", author_association="MEMBER")
        github.comment(1, "Not for me")
        answered = {m.text: [one.text for one in m.own_replies] for m in mentions(drain(source(server, door), None))}
        assert answered == {"Crash": ["Fixed in 2.1"], "Same here": ["Fixed in 2.1"], "Not for me": []}

    def test_edits_are_seen(self, github: FakeGithub, server: ScriptedServer, door: Door) -> None:
        github.open_issue(1, "Crash")
        comment = github.comment(1, "Same")
        cursor = drain(source(server, door), None)[-1].cursor
        github.edit(github.issues[1], "Crash, on Android only")
        github.edit(comment, "Solved")
        texts = {mention.text: mention.edited_at for mention in mentions(drain(source(server, door), cursor))}
        assert texts == {"Crash, on Android only": None, "Solved": START + timedelta(minutes=github.minute)}

    def test_history_goes_back_to_a_day(self, github: FakeGithub, server: ScriptedServer, door: Door) -> None:
        for number in range(1, 301):
            github.open_issue(number)
        back = START + timedelta(minutes=150)
        heard = mentions(list(source(server, door).history(back, None)))
        assert (len({mention.key for mention in heard}), min(mention.posted_at for mention in heard)) == (151, back)


class TestReread:
    def test_what_is_there_and_what_is_gone(self, github: FakeGithub, server: ScriptedServer, door: Door) -> None:
        github.open_issue(1, "Crash")
        github.comment(1, "Same here")
        github.comment(1, "Fixed", author_association="OWNER")
        names = ("issues/1", "issues/2", "comments/9000", "comments/77")
        page = source(server, door).reread([_key(name) for name in names])
        assert [(m.text, [one.text for one in m.own_replies]) for m in page.mentions] == [
            ("Crash", ["Fixed"]),
            ("Same here", ["Fixed"]),
        ]
        assert [key.native_id for key in page.deleted] == ["issues/2", "comments/77"]

    def test_a_repository_that_cannot_be_seen_is_not_full_of_deleted_comments(
        self, server: ScriptedServer, door: Door
    ) -> None:
        server.always(json_reply({"message": "Not Found"}, 404))
        with pytest.raises(Refused, match="is not there"):
            source(server, door).reread([_key("comments/1")])

    def test_what_was_said_in_discussions_is_asked_for_by_the_hundred(self, server: ScriptedServer, door: Door) -> None:
        discussion = payload("github/discussions.json")["data"]["repository"]["found"]["nodes"][0]
        gone = {"data": {"nodes": [discussion, None]}, "errors": [{"type": "NOT_FOUND", "message": "gone"}]}
        server.script("/graphql", json_reply(gone))
        page = source(server, door).reread([_key("D_1"), _key("D_9")])
        assert ([m.title for m in page.mentions], [key.native_id for key in page.deleted]) == (
            ["Prices doubled"],
            ["D_9"],
        )
        assert len(server.requests) == 1


class TestSearch:
    def test_more_than_a_page_is_asked_for_by_time(
        self, github: FakeGithub, server: ScriptedServer, door: Door
    ) -> None:
        for number in range(1, 251):
            github.open_issue(number)
        found = source(server, door, repositories=[], query="acme")
        assert len(keys(drain(found, None))) == 250
        assert server.requests[0].query["q"] == "acme is:issue"

    def test_a_search_that_was_broken_off_never_counts_as_read(
        self, github: FakeGithub, server: ScriptedServer, door: Door
    ) -> None:
        found = source(server, door, repositories=[], query="acme")
        github.open_issue(1)
        cursor = drain(found, None)[-1].cursor
        github.open_issue(2)
        github.complete = False
        (page,) = drain(found, cursor)
        assert "issues/2" in {key.native_id for key in keys([page])}
        assert (page.cursor, bool(page.gap)) == (cursor, True)

    def test_searches_have_a_bucket_of_their_own(self, github: FakeGithub, server: ScriptedServer, door: Door) -> None:
        found = source(server, door, repositories=[], query="acme", token=None)
        github.open_issue(1)
        for _ in range(10):
            drain(found, None)
        with pytest.raises(Unavailable):
            drain(found, None)
        assert len(server.requests) == 10


def test_discussions_are_read_on_from_their_cursor(server: ScriptedServer, door: Door) -> None:
    first = payload("github/discussions.json")
    last = {"data": {"repository": {"found": {"pageInfo": {"hasNextPage": False}, "nodes": []}}}}
    server.script("/graphql", json_reply(first), json_reply(last))
    own = source(server, door, discussions=True, issues=False)
    assert len(keys(drain(own, None))) == 2
    assert [json.loads(seen.body)["variables"].get("after") for seen in server.requests] == [None, "abc"]
    with pytest.raises(Refused, match="answer on GitHub"):
        own.reply(_key("D_1"), "Hello")


@pytest.mark.parametrize(
    ("kind", "means"), [("RATE_LIMITED", Unavailable), ("FORBIDDEN", Refused), ("undefinedField", Changed)]
)
def test_errors_of_graphql_are_told_apart(kind: str, means: type[Exception]) -> None:
    with pytest.raises(means):
        data_of({"data": None, "errors": [{"type": kind, "message": "?"}]})


@pytest.mark.parametrize(
    "given",
    [{}, {"query": "-acme"}, {"repositories": ["acme/app"]}, {"query": "acme", "discussions": True}, {"issues": False}],
)
def test_what_is_unclear_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        KIND.settings.model_validate(given)


@pytest.mark.parametrize(("file", "expected"), payloads("github"))
def test_reads_each_payload(file: Path, expected: dict[str, Any]) -> None:
    page = READERS[file.stem](json.loads(file.read_bytes()))
    assert told(page.mentions, page.rejected) == expected


def test_recorded_answers_are_read_or_refused() -> None:
    heard, refused, errors = 0, 0, 0
    for file in sorted(shared("recordings/github").glob("*.json")):
        if file.name.endswith(".meta.json") or not file.read_bytes().strip():
            continue
        status, headers = _meta(file)
        answer = Answer(status=status, url="https://x", headers=headers, body=file.read_bytes())
        if status >= 400:
            wanted = Unavailable if status == 403 else Refused
            assert isinstance(error_of("x", answer, NOW), wanted), file.name
            errors += 1
            continue
        try:
            page = _reader(file)(answer.json())
        except (Changed, Refused):
            refused += 1
            continue
        heard += len(page.mentions)
    print(f"github: {heard} mentions, {refused} other answers, {errors} errors")  # noqa: T201
    assert (heard, refused, errors) == (242, 75, 5)


def _meta(file: Path) -> tuple[int, dict[str, str]]:
    beside = file.with_name(f"{file.name}.meta.json")
    if not beside.exists():
        return 200, {}
    meta = json.loads(beside.read_bytes())
    return int(meta["status"]), {name.lower(): str(value) for name, value in meta.get("headers", {}).items()}


def _reader(file: Path) -> Callable[[Any], Page]:
    name = file.name.lower()
    if any(part in name for part in ("searchissues", "search-issues", "urlquoting")):
        return READERS["search"]
    if "comment" in name and "discussion" not in name:
        return READERS["comments"]
    return READERS["discussions"] if "discussion" in name else READERS["issues"]


def _key(name: str) -> MentionKey:
    return MentionKey(platform="github", scope=REPOSITORY, native_id=name)
