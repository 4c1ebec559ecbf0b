"""Telegram: a bot that loses nothing it did not save, hears edits and answers, and says what it cannot see."""

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from connectors.contract import Changed, MentionKey, Postponed, Pushed, Receiver, Refused, Replier, Unavailable
from connectors.kit.http import Door
from connectors.kit.kind import Tools
from connectors.telegram import KIND
from connectors.telegram.reading import Ears, Heard, read_delivery, read_updates
from connectors.telegram.source import TelegramSource
from tests.connectors.checklist import Checklist, exempt, shown_by
from tests.connectors.contract import NOW, TIMEOUT, ConnectorContract, drain, keys, mentions
from tests.connectors.payloads import payloads, told
from tests.connectors.replying import TEXT, ReplierContract
from tests.connectors.server import ScriptedServer, json_reply
from tests.connectors.telegram_bot import GROUP, TOKEN, FakeBot
from tests.shared import shared

SECRET = "canary_secret-90210"
HOOK = {"webhook_url": "https://monitor.example.com/in/talk", "webhook_secret": SECRET}
KEY = MentionKey(platform="telegram", scope="-1001234", native_id="7")
ADMIN: dict[str, Any] = {"sender_chat": GROUP, "from": {"id": 1087968824, "is_bot": True, "first_name": "Group"}}

CHECKLIST = Checklist(
    recorded=shown_by("test_recorded_updates_are_read_or_refused"),
    deletions=exempt("Telegram tells bots of no deletion, and shows them no message a second time"),
    backfill=exempt("a bot sees no history: it hears what is written while it is a member"),
    budget=shown_by("test_an_answer_that_cannot_be_sent_is_not"),
    threads=shown_by("test_reads_each_payload"),
)


class TestContract(ConnectorContract):
    kind_name = "telegram"
    secrets = (TOKEN,)

    def settings(self, base_url: str) -> dict[str, Any]:
        return {"token": TOKEN, "base_url": base_url}

    def serve(self, server: ScriptedServer, texts: Sequence[str]) -> None:
        bot = FakeBot()
        for number, text in enumerate(texts, 1):
            bot.say(number, text)
        server.always(bot.answer)


class TestReplies(ReplierContract):
    kind_name = "telegram"
    key = KEY
    post_path = f"/bot{TOKEN}/sendMessage"
    secrets = (TOKEN,)

    def settings(self, base_url: str) -> dict[str, Any]:
        return {"token": TOKEN, "base_url": base_url}

    def take(self, server: ScriptedServer) -> None:
        FakeBot().open(server)

    def text_of(self, body: bytes) -> str:
        return str(json.loads(body)["text"])

    def test_an_answer_is_posted_once_and_found_by_its_receipt(self, replier: Replier, server: ScriptedServer) -> None:
        """Posted once, that is: a bot is not shown what it wrote, so who looks is told to look there."""
        self.take(server)
        receipt = replier.reply(self.key, TEXT)
        assert self.posts(server) == [TEXT]
        assert (receipt.native_id, receipt.posted_at, receipt.url) == ("901", NOW, "https://t.me/acme_talk/901")
        assert json.loads(server.requests[-1].body)["reply_parameters"]["message_id"] == 7
        with pytest.raises(Refused, match="see in the chat whether message 7 was answered"):
            replier.replies_to(self.key)


@pytest.fixture
def bot(server: ScriptedServer) -> FakeBot:
    made = FakeBot()
    made.open(server)
    return made


def source(server: ScriptedServer, door: Door, **more: Any) -> TelegramSource:
    settings = KIND.settings.model_validate({"token": TOKEN, "base_url": f"{server.url}/", **more})
    made = KIND.build(settings, Tools(http=door.bind(timeout=TIMEOUT, allow_private=True), now=lambda: NOW))
    assert isinstance(made, TelegramSource)
    return made


class TestConfirming:
    def test_what_was_not_saved_is_told_again(self, bot: FakeBot, server: ScriptedServer, door: Door) -> None:
        for number in range(1, 251):
            bot.say(number)
        asking = source(server, door)
        (first,) = drain(asking, None)
        assert (len(first.mentions), first.more) == (100, True)
        assert len(bot.waiting) == 250, "trying a source confirms nothing"
        second = next(iter(asking.pages(first.cursor)))  # and then we die before it is saved
        rest = drain(asking, first.cursor)
        assert keys([second]) == keys(rest[:1])
        assert len(keys([first, *rest])) == 250

    def test_numbers_that_begin_anew_after_an_idle_week_are_heard(
        self, bot: FakeBot, server: ScriptedServer, door: Door
    ) -> None:
        bot.say(1)
        cursor = drain(source(server, door), None)[0].cursor
        later = Tools(http=door.bind(timeout=TIMEOUT, allow_private=True), now=lambda: NOW + timedelta(days=8))
        again = KIND.build(KIND.settings.model_validate({"token": TOKEN, "base_url": server.url}), later)
        bot.waiting.clear()
        bot.next = 20
        bot.say(2)
        assert [one.key.native_id for one in mentions(drain(again, cursor))] == ["2"]

    def test_a_bot_in_privacy_mode_says_so_once(self, bot: FakeBot, server: ScriptedServer, door: Door) -> None:
        bot.hears_all = False
        (page,) = drain(source(server, door), None)
        assert "/setprivacy" in str(page.gap)
        assert drain(source(server, door), page.cursor)[0].gap is None


class TestSpeaking:
    def test_an_edit_is_heard_as_the_message_is_now(self, bot: FakeBot, server: ScriptedServer, door: Door) -> None:
        bot.say(1, "Lost")
        bot.say(1, "Found it, thanks", edited=True)
        (mention,) = drain(source(server, door), None)[0].mentions
        assert mention.text == "Found it, thanks"
        assert mention.edited_at == mention.posted_at + timedelta(seconds=60)

    def test_answers_of_ours_are_told_with_what_they_answer(
        self, bot: FakeBot, server: ScriptedServer, door: Door
    ) -> None:
        lost = bot.say(1, "Lost")
        bot.say(2, "We look into it", reply_to_message=lost, **ADMIN)
        bot.say(3, "Found", reply_to_message=lost, sender_chat={"id": 5, "type": "channel", "title": "Acme"})
        bot.say(4, "We are open on Sunday", is_automatic_forward=True, sender_chat={"id": -1009, "type": "channel"})
        page = drain(source(server, door, staff=[5]), None)[0]
        assert [(one.text, [said.text for said in one.own_replies]) for one in page.mentions] == [
            ("Lost", ["We look into it", "Found"])
        ]
        others = drain(source(server, door, admins_are_us=False), None)[0]
        assert [one.key.native_id for one in others.mentions] == ["1", "2", "3", "4"]

    def test_only_groups_that_are_listened_to(self, bot: FakeBot, server: ScriptedServer, door: Door) -> None:
        bot.say(1)
        bot.say(2, chat={"id": -9, "type": "group", "title": "Other"})
        bot.say(3, chat={"id": 77, "type": "private", "first_name": "Sam"})
        heard: list[dict[str, Any]] = [{"chats": [-9]}, {"private": True}, {}]
        found = [[one.key.native_id for one in drain(source(server, door, **more), None)[0].mentions] for more in heard]
        assert found == [["2"], ["1", "2", "3"], ["1", "2"]]

    def test_of_a_private_message_that_is_not_understood_nothing_is_kept(self) -> None:
        said = {"message_id": "?", "date": 5, "chat": {"id": 7, "type": "private"}, "text": "my card is 4111"}
        page = read_delivery({"update_id": 1, "message": said}, Ears(private=True))
        assert [one.payload for one in page.rejected] == [""]


class TestWebhook:
    def test_it_is_set_once_and_another_one_is_left_alone(
        self, bot: FakeBot, server: ScriptedServer, door: Door
    ) -> None:
        told_at = source(server, door, **HOOK)
        (page,) = drain(told_at, None)
        assert page.more
        for _ in range(2):
            assert mentions(drain(told_at, page.cursor)) == []
        assert [seen.method for seen in server.requests] == ["GET", "GET", "POST", "GET"]
        assert json.loads(server.requests[2].body)["secret_token"] == SECRET
        bot.hook |= {"url": "https://elsewhere.example.com/"}
        with pytest.raises(Refused, match="deleteWebhook"):
            drain(told_at, None)
        with pytest.raises(Refused, match="another webhook is set"):
            drain(source(server, door), None)

    def test_deliveries_that_do_not_arrive_are_told(self, bot: FakeBot, server: ScriptedServer, door: Door) -> None:
        at = int(NOW.timestamp()) - 60
        trouble = {"last_error_date": at, "last_error_message": "Wrong response: 502", "pending_update_count": 3}
        bot.hook |= {"url": HOOK["webhook_url"], **trouble}
        with pytest.raises(Unavailable, match="cannot deliver 3 updates to `webhook_url`: Wrong response: 502"):
            drain(source(server, door, **HOOK), None)

    def test_a_delivery_shows_our_secret(self, bot: FakeBot, server: ScriptedServer, door: Door) -> None:
        told_at = source(server, door, **HOOK)
        assert isinstance(told_at, Receiver)
        bot.say(1, "Never arrived")
        body = json.dumps(bot.waiting[500]).encode()
        pushed = Pushed(headers={"x-telegram-bot-api-secret-token": SECRET}, body=body)
        assert told_at.admit(pushed, NOW).id
        assert [one.text for one in told_at.read(pushed).mentions] == ["Never arrived"]
        for wrong in (Pushed(body=body), Pushed(method="GET", headers=pushed.headers)):
            with pytest.raises(Refused):
                told_at.admit(wrong, NOW)
        with pytest.raises(Refused):
            source(server, door).admit(pushed, NOW)
        for junk in (b"", b"[]", b'{"update_id": "x"}'):
            with pytest.raises(Changed):
                told_at.read(Pushed(body=junk))


@pytest.mark.parametrize(
    ("status", "said", "means", "words"),
    [
        (401, "Unauthorized", Refused, "@BotFather"),
        (404, "Not Found", Refused, "@BotFather"),
        (409, "Conflict: terminated by other getUpdates request", Unavailable, "another program"),
        (429, "Too Many Requests: retry after 5", Unavailable, "asks for quiet"),
        (400, "Bad Request: something new", Changed, "not expected"),
    ],
)
def test_errors_say_what_to_do(
    server: ScriptedServer, door: Door, status: int, said: str, means: type[Exception], words: str
) -> None:
    problem = {"ok": False, "error_code": status, "description": said, "parameters": {"retry_after": 5}}
    server.always(json_reply(problem, status))
    with pytest.raises(means, match=words) as raised:
        drain(source(server, door), None)
    if status == 429:
        assert getattr(raised.value, "retry_after", None) == 5


def test_an_answer_that_cannot_be_sent_is_not(bot: FakeBot, server: ScriptedServer, door: Door) -> None:
    answering = source(server, door)
    for key, text in ((KEY, "😀" * 2049), (MentionKey(platform="telegram", scope="x", native_id="../7"), "Sorry")):
        with pytest.raises(Refused):
            answering.reply(key, text)
    assert bot.sent == []
    for _ in range(20):
        answering.reply(KEY, "Sorry")
    with pytest.raises(Postponed):
        answering.reply(KEY, "Sorry")
    server.script(f"/bot{TOKEN}/sendMessage", json_reply({"parameters": {"migrate_to_chat_id": -100}}, 400))
    other = MentionKey(platform="telegram", scope="-5", native_id="7")
    with pytest.raises(Refused, match="became a supergroup"):
        answering.reply(other, "Sorry")


@pytest.mark.parametrize(
    "given", [{"token": "abc"}, {"webhook_url": "https://x.example/in/y"}, {**HOOK, "webhook_secret": "short"}]
)
def test_what_is_unclear_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        KIND.settings.model_validate({"token": TOKEN, **given})


@pytest.mark.parametrize(("file", "expected"), payloads("telegram"))
def test_reads_each_payload(file: Path, expected: dict[str, Any]) -> None:
    page = read_updates(json.loads(file.read_bytes()), Ears(staff=(5,))).page
    assert told(page.mentions, page.rejected) == expected


def test_recorded_updates_are_read_or_refused() -> None:
    heard, rejected, refused = 0, 0, 0
    for file in sorted(shared("recordings/telegram").glob("*.json")):
        payload, ears = json.loads(file.read_bytes()), Ears(private=True)
        try:
            read = read_updates(payload, ears) if "ok" in payload else Heard(page=read_delivery(payload, ears))
        except Changed:
            refused += 1
            continue
        heard, rejected = heard + len(read.page.mentions), rejected + len(read.page.rejected)
    print(f"telegram: {heard} messages, {rejected} not understood, {refused} refused")  # noqa: T201
    assert (heard, rejected, refused) == (5, 1, 1)
