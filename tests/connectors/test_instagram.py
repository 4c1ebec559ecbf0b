"""Instagram: comments as they grow, what is delivered or only named, and answers of the account."""

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from connectors.contract import Changed, Postponed, Pushed, Refused, Unavailable
from connectors.instagram import KIND
from connectors.instagram.delivered import read_changes
from connectors.instagram.reading import Shown, Us, key_of, read_comments, read_media
from connectors.instagram.settings import InstagramSettings
from connectors.instagram.source import InstagramSource
from connectors.kit.graph.pushes import changes_of
from connectors.kit.http import Door
from connectors.kit.kind import Tools
from tests.connectors.checklist import Checklist, shown_by
from tests.connectors.contract import NOW, TIMEOUT, ConnectorContract, drain, keys, mentions
from tests.connectors.graph_api import SECRET, TOKEN, VERIFY, delivery, error, hours_ago
from tests.connectors.instagram_account import ACCOUNT, US, FakeAccount
from tests.connectors.payloads import payloads, told
from tests.connectors.replying import ReplierContract
from tests.connectors.server import ScriptedServer
from tests.shared import shared

SETTINGS = {"token": TOKEN, "app_secret": SECRET, "verify_token": VERIFY, "account": ACCOUNT}
KIM = {"username": "kim", "from": {"id": "9002", "username": "kim"}}
OURS = Us(account=ACCOUNT, username="acme.air")
CHECKLIST = Checklist(
    recorded=shown_by("test_recorded_answers_and_deliveries_are_read_or_refused"),
    backfill=shown_by("test_history_goes_back_to_a_day"),
    budget=shown_by("test_what_an_hour_allows_is_kept"),
    threads=shown_by("test_reads_each_payload"),
)


class TestContract(ConnectorContract):
    kind_name = "instagram"
    secrets = (TOKEN, SECRET, VERIFY)

    def settings(self, base_url: str) -> dict[str, Any]:
        return {**SETTINGS, "base_url": base_url}

    def serve(self, server: ScriptedServer, texts: Sequence[str]) -> None:
        account = FakeAccount()
        post = account.post(1)
        for number, text in enumerate(texts, 101):
            account.comment(post, number, text)
        account.open(server)


class TestReplies(ReplierContract):
    kind_name = "instagram"
    key = key_of("107")
    post_path = "/v24.0/107/replies"
    secrets = (TOKEN, SECRET)

    def settings(self, base_url: str) -> dict[str, Any]:
        return {**SETTINGS, "base_url": base_url}

    def take(self, server: ScriptedServer) -> None:
        account = FakeAccount()
        account.comment(account.post(1), 107, "Lost bag")
        account.open(server)

    def text_of(self, body: bytes) -> str:
        return str(json.loads(body)["message"])


@pytest.fixture
def account(server: ScriptedServer) -> FakeAccount:
    made = FakeAccount()
    made.open(server)
    return made


def source(server: ScriptedServer, door: Door, **more: Any) -> InstagramSource:
    settings = KIND.settings.model_validate({**SETTINGS, "base_url": f"{server.url}/", "calls_an_hour": 900, **more})
    made = KIND.build(settings, Tools(http=door.bind(timeout=TIMEOUT, allow_private=True), now=lambda: NOW))
    assert isinstance(made, InstagramSource)
    return made


def answered(found: Sequence[Any]) -> dict[str, list[str]]:
    return {one.key.native_id: [said.text for said in one.own_replies] for one in found}


class TestPolling:
    def test_comments_and_answers_are_read_where_they_have_grown(
        self, account: FakeAccount, server: ScriptedServer, door: Door
    ) -> None:
        posts = [account.post(number) for number in range(1, 21)]
        old = account.comment(posts[0], 101, "Late", ago=200)
        for number, post in enumerate(posts[1:], 201):
            account.comment(post, number, "Nice")
        walking = source(server, door)
        first = drain(walking, None)
        assert len(keys(first)) == 20
        server.requests.clear()
        account.comment(posts[0], 102, "Me, too", KIM, ago=0.2, below=old)
        account.comment(posts[0], 103, "Sorry", US, ago=0.1, below=old)
        account.comment(posts[0], 104, "@kim sorry", US, ago=0.0, below=old)
        found = mentions(drain(walking, first[-1].cursor))
        assert answered(found) == {"101": ["Sorry"], "102": ["@kim sorry"]}
        assert (found[1].thread_id, found[1].parent_id) == ("1", "101")
        asked = [seen.path for seen in server.requests if seen.path.endswith("/comments")]
        assert asked == ["/v24.0/1/comments"]

    def test_posts_that_tag_us_are_heard(self, account: FakeAccount, server: ScriptedServer, door: Door) -> None:
        shown = {"id": "77", "caption": "Three hours late", "timestamp": hours_ago(3), "username": "kim"}
        account.tags += [shown, {**shown, "id": "78", "username": "acme.air"}]
        (mention,) = mentions(drain(source(server, door), None))
        assert (mention.key.native_id, mention.text, mention.author.name) == ("media/77", "Three hours late", "kim")
        assert mentions(drain(source(server, door, tagged=False), None)) == []

    def test_a_stop_after_any_page_loses_nothing(
        self, account: FakeAccount, server: ScriptedServer, door: Door
    ) -> None:
        walking = source(server, door, reread_days=1, tagged=False)
        account.comment(account.post(1, ago=900), 101, "First", ago=900)
        heard = drain(walking, None)
        for number in range(2, 60):
            account.comment(account.post(number, ago=800 - number), 100 + number, "Late")
        for _ in range(12):
            heard += drain(walking, heard[-1].cursor, most=2)
        assert len(keys(heard)) == 59
        assert TOKEN not in "".join(str(page.cursor) for page in heard)

    def test_many_answers_below_one_comment_are_all_read(
        self, account: FakeAccount, server: ScriptedServer, door: Door
    ) -> None:
        top = account.comment(account.post(1), 101, "Late")
        for number in range(120):
            account.comment("1", 200 + number, "Me, too", KIM, below=top)
        listed = account.graph.edges["1/comments"][0]
        shown = {
            **listed,
            "replies": {"data": listed["replies"]["data"][:50], "paging": {"next": "https://x/?after=50"}},
        }
        account.graph.edges["1/comments"] = [shown]
        assert len(keys(drain(source(server, door), None))) == 121

    def test_history_goes_back_to_a_day(self, account: FakeAccount, server: ScriptedServer, door: Door) -> None:
        for number in range(1, 60):
            account.comment(account.post(number, ago=100 - number), 100 + number, "Late", ago=100 - number)
        heard = mentions(list(source(server, door).history(NOW - timedelta(hours=90), None)))
        assert len({one.key for one in heard}) == 50

    def test_what_an_hour_allows_is_kept(self, account: FakeAccount, server: ScriptedServer, door: Door) -> None:
        tools = Tools(http=door.bind(timeout=TIMEOUT, allow_private=True), now=lambda: NOW)
        settings = InstagramSettings.model_validate({**SETTINGS, "base_url": server.url})
        tools.budget("meta", settings.allowance, TOKEN).take(197)
        asking = KIND.build(settings, tools)
        drain(asking, None)  # posts, tags, and once our name
        with pytest.raises(Postponed):
            drain(asking, None)
        assert len(server.requests) == 3

    def test_errors_of_meta_are_told_apart(self, server: ScriptedServer, door: Door) -> None:
        for code, means in ((190, Refused), (4, Unavailable), (100, Changed)):
            server.always(error(code))
            with pytest.raises(means):
                drain(source(server, door), None)


def test_edits_deletions_and_answers_are_seen(account: FakeAccount, server: ScriptedServer, door: Door) -> None:
    post = account.post(1)
    names = [account.comment(post, number, "Lost") for number in (101, 102, 103)]
    account.edit(post, names[0], "Found, thanks")
    account.comment(post, 104, "We are sorry", US, ago=0.1, below=names[1])
    account.delete(post, names[2])
    account.elsewhere["55"] = {"id": "55", "text": "@acme.air late", "timestamp": hours_ago(1), "username": "kim"}
    others = [key_of(name) for name in ("mentions/44/55", "mentions/44/56", "media/44")]
    found = source(server, door).reread([*(key_of(name) for name in names), *others])
    assert answered(found.mentions) == {"101": [], "102": ["We are sorry"], "mentions/44/55": []}
    assert found.mentions[0].text == "Found, thanks"
    assert found.deleted == (key_of(names[2]),), "what is elsewhere may only not be shown to us"


def test_where_others_name_us_is_answered_there(account: FakeAccount, server: ScriptedServer, door: Door) -> None:
    replying = source(server, door)
    replying.reply(key_of("mentions/44/55"), "Sorry")
    replying.reply(key_of("media/44"), "Sorry")
    sent = [(seen.path, json.loads(seen.body)) for seen in server.requests]
    path, words = f"/v24.0/{ACCOUNT}/mentions", {"media_id": "44", "message": "Sorry"}
    assert sent == [(path, {**words, "comment_id": "55"}), (path, words)]
    with pytest.raises(Refused, match="see there"):
        replying.replies_to(key_of("media/44"))
    for wrong in ("../me", "media/../1", "mentions/1", "mentions/1/x", "other/1"):
        with pytest.raises(Refused):
            replying.reply(key_of(wrong), "Sorry")


def test_what_is_delivered_is_heard_and_what_is_named_is_asked_for(
    account: FakeAccount, server: ScriptedServer, door: Door
) -> None:
    top = account.comment(account.post(1), 101, "Late")
    account.comment("1", 102, "Sorry", US, ago=0.1, below=top)
    account.elsewhere["55"] = {"id": "55", "text": "@acme.air late", "timestamp": hours_ago(1), "media": {"id": "44"}}
    account.elsewhere["45"] = {"id": "45", "caption": "Never @acme.air", "timestamp": hours_ago(1)}
    said = {"id": "108", "text": "Broken", "from": {"id": "9001", "username": "sam.lee"}, "media": {"id": "1"}}
    pushed = delivery(
        "instagram",
        ACCOUNT,
        ("comments", said),
        ("comments", {**said, "id": "102", "from": {"id": "5", "self_ig_scoped_id": "5"}, "parent_id": top}),
        ("mentions", {"media_id": "44", "comment_id": "55"}),
        ("mentions", {"media_id": "45"}),
        ("mentions", {"media_id": "46"}),
        ("story_insights", {"media_id": "46"}),
        ("comments", {"text": "without an id"}),
    )
    listening = source(server, door)
    assert listening.admit(pushed, NOW).id
    page = listening.read(pushed)
    assert answered(page.mentions) == {"108": [], "101": ["Sorry"], "mentions/44/55": [], "media/45": []}
    assert (len(page.rejected), page.deleted) == (1, ())
    server.always(error(2, 500))
    with pytest.raises(Unavailable):
        listening.read(pushed)
    with pytest.raises(Changed):
        listening.read(Pushed(body=b'{"object": "page", "entry": []}'))


@pytest.mark.parametrize("given", [{"account": "acme.air"}, {"app_secret": None}])
def test_what_is_unclear_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        KIND.settings.model_validate({**SETTINGS, **given})


@pytest.mark.parametrize(("file", "expected"), payloads("instagram"))
def test_reads_each_payload(file: Path, expected: dict[str, Any]) -> None:
    items, post = json.loads(file.read_bytes())["data"], Shown(id="1", timestamp="", permalink="https://x.example/p/1/")
    page = read_comments(items, OURS, post) if file.stem == "comments" else read_media(items, OURS)
    assert told(page.mentions, page.rejected) == expected


def test_recorded_answers_and_deliveries_are_read_or_refused() -> None:
    counts = {"comments": 0, "media": 0, "rejected": 0, "deliveries": 0, "named": 0}
    post = Shown(id="1", timestamp="")
    for file in sorted(shared("recordings/instagram").glob("*.json")):
        payload = json.loads(file.read_bytes())
        if "entry" in payload:
            account = str(payload["entry"][0]["id"])
            read = read_changes(changes_of(payload, "instagram", account), account)
            counts["comments"] += len(read.page.mentions)
            counts["named"] += len(read.named)
            counts["deliveries"] += 1
            continue
        if file.name.startswith("hashtags"):
            continue  # hashtags are not heard: who wrote, and when, is not told
        one = payload.get("mentioned_comment") or payload.get("mentioned_media") or payload
        items = payload.get("data") or ([one] if "id" in one else list(one.values()))
        is_comment = "text" in items[0]
        page = read_comments(items, OURS, post) if is_comment else read_media(items, OURS)
        counts["comments" if is_comment else "media"] += len(page.mentions)
        counts["rejected"] += len(page.rejected)
    print(f"instagram: {counts}")  # noqa: T201
    assert counts == {"comments": 12, "media": 8, "rejected": 2, "deliveries": 3, "named": 1}
