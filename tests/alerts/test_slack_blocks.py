"""A notice as Block Kit: what it says, that it keeps every limit, and that no customer's word is ever live."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.contract import Button, Choice, Fact, Invalid, Menu, Notice, Tone
from alerts.slack.blocks import ALERT_BUDGET, DIGEST_BUDGET, message_for
from alerts.slack.links import safe
from tests.alerts.contract import HOSTILE
from tests.alerts.notices import ALERT
from tests.fake_slack.blocks import TOO_LONG, refusal, size
from tests.shared import shared

PARSED = {"mrkdwn", "markdown"}
"""The types of text in which Slack would act on what it reads."""
_CALL = r"(<!subteam\^S[A-Z0-9]+>|<@[UW][A-Z0-9]+>)"
CALLS = re.compile(rf"{_CALL}( {_CALL})*")
"""All that may stand in one."""


def texts(thing: Any) -> Iterator[dict[str, Any]]:
    """Every object with a text of its own."""
    if isinstance(thing, list):
        for item in thing:
            yield from texts(item)
    elif isinstance(thing, dict):
        if isinstance(thing.get("text"), str):
            yield thing
        for value in thing.values():
            yield from texts(value)


def has_only_whole_entities(text: str) -> bool:
    rest = text.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "")
    return not {"&", "<", ">"} & set(rest)


def assert_safe(notice: Notice) -> None:
    message = message_for(notice)
    assert refusal(message.blocks) is None
    assert size(message.blocks) < TOO_LONG
    assert has_only_whole_entities(message.text)
    assert 0 < len(message.text) <= 4000
    for text in texts(message.blocks):
        assert text["type"] not in PARSED or CALLS.fullmatch(text["text"])
        if text["type"] in PARSED:
            continue
        assert text["type"] == "text" or has_only_whole_entities(text["text"])
    budget = DIGEST_BUDGET if notice.quote is None else ALERT_BUDGET
    assert sum(len(text["text"]) for text in texts(message.blocks)) <= budget + 100


def saying(words: str) -> Notice:
    """A notice that says `words` wherever it can."""
    facts = tuple(Fact(label=words, value=words) for _ in range(12))
    buttons = (Button(label=words, action="a", value="v"), Button(label=words, url=words))
    menu = Menu(label=words, action="m", choices=(Choice(label=words, value="v"),))
    given = replace(ALERT, title=words, quote=words, body=words, link=words, facts=facts, buttons=buttons)
    return replace(given, menu=menu, calls=(words, "S0123ABC"))


def shown(notice: Notice) -> list[str]:
    return [text["text"] for text in texts(message_for(notice).blocks)]


class TestWhatItSays:
    def test_reads_from_how_bad_to_what_to_press(self) -> None:
        kinds = [block["type"] for block in message_for(ALERT).blocks]
        assert kinds == ["header", "rich_text", "rich_text", "rich_text", "actions"]
        assert shown(ALERT)[:3] == ["🟠 High · Refund refused after three weeks", ALERT.quote, ALERT.body]

    def test_the_customers_words_stand_in_a_quote_as_they_were_written(self) -> None:
        quote = message_for(ALERT).blocks[1]["elements"][0]
        assert quote == {"type": "rich_text_quote", "elements": [{"type": "text", "text": ALERT.quote}]}

    def test_facts_have_bold_labels_and_share_lines_where_they_are_short(self) -> None:
        [line] = [block for block in message_for(ALERT).blocks if "style" in json.dumps(block)][:1]
        words = "".join(part["text"] for part in line["elements"][0]["elements"])
        assert words.split("\n")[0].split("\u2003\u2003") == [
            "Who Sam_K (120 followers)",
            "Where Reviews, London",
            "Heard 2 minutes ago",
        ]
        bold = [part["text"] for part in line["elements"][0]["elements"] if part.get("style")]
        assert bold == [fact.label for fact in ALERT.facts]

    @pytest.mark.parametrize("tone", Tone)
    def test_every_tone_has_a_mark(self, tone: Tone) -> None:
        assert shown(replace(ALERT, tone=tone))[0].split()[0] in "🔴🟠🟡🔵✅💬⚠️"

    def test_does_not_say_twice_how_bad_it_is(self) -> None:
        notice = replace(ALERT, tone=Tone.CRITICAL, title="Critical · billing · 1★ on Google Play")
        assert message_for(notice).text == "🔴 Critical · billing · 1★ on Google Play"

    def test_the_fallback_is_our_title_alone(self) -> None:
        assert message_for(replace(ALERT, title="Tom & <Jerry>")).text == "🟠 High · Tom &amp; &lt;Jerry&gt;"

    def test_the_link_says_where_it_leads(self) -> None:
        last = message_for(ALERT).blocks[-1]["elements"][-1]
        assert last["text"]["text"] == "Open on reviews.example.org"
        assert last["url"] == ALERT.link

    def test_only_the_first_act_on_an_open_complaint_stands_out(self) -> None:
        assert [button.get("style") for button in message_for(ALERT).blocks[-1]["elements"]] == ["primary"] + [None] * 3
        done = message_for(replace(ALERT, tone=Tone.DONE)).blocks[-1]["elements"]
        assert all("style" not in button for button in done)

    def test_the_button_that_says_so_stands_out(self) -> None:
        buttons = (Button(label="Look", action="look"), Button(label="Take", action="take", primary=True))
        elements = message_for(replace(ALERT, buttons=buttons)).blocks[-1]["elements"]
        assert [element.get("style") for element in elements] == [None, "primary", None]

    def test_calls_whom_it_is_told_to_and_nobody_else(self) -> None:
        calls = ("S0123ABC", "S0123ABC", "S9", "U0ANN", "<!channel>", "S1> <!here", "S0456DEF")
        [called] = [block for block in message_for(replace(ALERT, calls=calls)).blocks if block["type"] == "section"]
        assert called["text"] == {"type": "mrkdwn", "text": "<!subteam^S0123ABC> <@U0ANN> <!subteam^S0456DEF>"}
        assert "subteam" not in message_for(replace(ALERT, calls=calls)).text
        assert not [block for block in message_for(ALERT).blocks if block["type"] == "section"]

    def test_a_menu_stands_behind_the_buttons_and_forgets_what_was_chosen(self) -> None:
        menu = Menu(label="More", action="more", choices=(Choice(label="Snooze a day", value="snooze:1d"),))
        row = message_for(replace(ALERT, menu=menu)).blocks[-1]
        assert row["elements"][-1]["type"] == "overflow"
        assert row["elements"][-1]["options"][0]["value"] == "snooze:1d"
        assert message_for(replace(ALERT, menu=menu, revision=3)).blocks[-1]["block_id"] != row["block_id"]
        long = replace(menu, choices=tuple(Choice(label=str(n), value=str(n)) for n in range(12)))
        assert message_for(replace(ALERT, menu=long)).blocks[-1]["elements"][-1]["type"] == "static_select"
        assert message_for(replace(ALERT, menu=replace(menu, choices=()))) == message_for(ALERT)

    def test_buttons_of_one_action_can_be_told_apart(self) -> None:
        buttons = tuple(Button(label=word, action="dismiss", value=word) for word in ("spam", "duplicate"))
        elements = message_for(replace(ALERT, buttons=buttons)).blocks[-1]["elements"]
        assert [element["action_id"] for element in elements] == ["dismiss", "dismiss#2", ":link"]

    def test_an_erased_quote_leaves_no_gap(self) -> None:
        assert [b["type"] for b in message_for(replace(ALERT, quote=None)).blocks].count("rich_text") == 2
        assert [b["type"] for b in message_for(replace(ALERT, quote="\u200b")).blocks].count("rich_text") == 2


class TestLimits:
    def test_a_long_quote_is_cut_between_words(self) -> None:
        quote = shown(replace(ALERT, quote="waiting " * 1000))[1]
        assert quote.endswith("waiting…")
        assert 1400 < len(quote) <= 1500

    def test_many_facts_leave_room_for_the_words_and_are_counted(self) -> None:
        facts = tuple(Fact(label=f"Fact {number}", value="much to say " * 20) for number in range(12))
        notice = replace(ALERT, quote="waiting " * 1000, facts=facts)
        words = shown(notice)
        assert len(words[1]) > 1400
        named = sum(text.startswith("Fact ") for text in words)
        assert f"\n… and {12 - named} more" in words
        assert 2 < named < 12
        assert_safe(notice)

    def test_a_long_digest_is_split_over_sections_and_loses_no_line(self) -> None:
        lines = [f"{number}. Lost baggage at Heathrow, {number} complaints" for number in range(180)]
        notice = replace(ALERT, quote=None, body="\n".join(lines), facts=(), buttons=(), link=None)
        parts = shown(notice)[1:]
        assert len(parts) > 2
        assert "\n".join(parts).split("\n") == lines
        assert_safe(notice)

    def test_many_buttons_stand_in_several_rows(self) -> None:
        buttons = tuple(Button(label=str(number), action=f"a{number}", value="v") for number in range(40))
        notice = replace(ALERT, buttons=buttons)
        rows = [block for block in message_for(notice).blocks if block["type"] == "actions"]
        assert [len(row["elements"]) for row in rows] == [25, 16]
        assert_safe(notice)

    @pytest.mark.parametrize(
        "buttons",
        [
            tuple(Button(label="x", action=f"a{number}") for number in range(51)),
            (Button(label="x", action="a", value="v" * 2001),),
            (Button(label="x", action="a" * 256),),
            (Button(label="x", action="a#2"),),
            tuple(Button(label="x", action=f"a{number}", value="v" * 2000) for number in range(10)),
        ],
        ids=["too many", "value", "action", "number", "together"],
    )
    def test_a_button_that_cannot_be_carried_is_not_left_out_in_silence(self, buttons: tuple[Button, ...]) -> None:
        with pytest.raises(Invalid):
            message_for(replace(ALERT, buttons=buttons))


class TestLinks:
    @pytest.mark.parametrize(
        ("url", "pressed"),
        [
            ("https://example.org/a?b=1#c", "https://example.org/a?b=1#c"),
            ("HTTP://Example.ORG:8080", "http://example.org:8080"),
            ("https://münchen.example/ü", "https://xn--mnchen-3ya.example/%C3%BC"),
            ("https://bank.example@evil.example/", "https://evil.example/"),
            ("https://example.org/a b|c>", "https://example.org/a%20b%7Cc%3E"),
            ("http://127.0.0.1:8080/cases/C-1", "http://127.0.0.1:8080/cases/C-1"),
            ("https://example.org/\ud800", "https://example.org/?"),
        ],
    )
    def test_plain_addresses_of_the_web(self, url: str, pressed: str) -> None:
        assert safe(url) == pressed

    @pytest.mark.parametrize(
        "url",
        [
            "javascript:alert(1)",
            "data:text/html,x",
            "mailto:a@example.org",
            "//example.org",
            "https://",
            "https://[::1",
            "https://a:b/",
            "https://exa mple.org/",
            "https://example.org/" + "x" * 3000,
            "x",
            "",
        ],
    )
    def test_nothing_else(self, url: str) -> None:
        assert safe(url) is None
        assert_safe(replace(ALERT, link=url))


SOME_AND_ALL = (4, pytest.param(1, marks=pytest.mark.soak))
"""Every fourth of a collection, and in `make soak` all of it."""


class TestHostileWords:
    @pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
    def test_ours(self, words: str) -> None:
        assert_safe(saying(words))

    @pytest.mark.parametrize("every", SOME_AND_ALL)
    @pytest.mark.parametrize("name", ["mrkdwn_injection", "blns"])
    def test_collections(self, name: str, every: int) -> None:
        for words in json.loads(shared(f"hostile/{name}.json").read_text(encoding="utf-8"))[::every]:
            assert_safe(saying(words))

    @pytest.mark.parametrize("every", SOME_AND_ALL)
    def test_scripts_for_browsers(self, every: int) -> None:
        payloads = json.loads(shared("hostile/xss.json").read_text(encoding="utf-8"))[::every]
        for start in range(0, len(payloads), 12):
            some = payloads[start : start + 12]
            facts = tuple(Fact(label="Said", value=words) for words in some)
            assert_safe(replace(saying(some[0]), quote="\n".join(some), facts=facts))

    @settings(max_examples=50, deadline=None)
    @given(st.text(), st.text(), st.text(), st.lists(st.tuples(st.text(), st.text()), max_size=15))
    def test_anything(self, title: str, quote: str, body: str, facts: list[tuple[str, str]]) -> None:
        told = tuple(Fact(label=label, value=value) for label, value in facts)
        assert_safe(replace(ALERT, title=title, quote=quote, body=body, facts=told))

    @settings(max_examples=20, deadline=None)
    @given(st.text(alphabet="&<>!@#*_`~|:/\n 😀e\u0301\u200d", min_size=500, max_size=4000), st.booleans())
    def test_long_runs_of_what_slack_reads_as_markup(self, words: str, quoted: bool) -> None:
        assert_safe(replace(ALERT, title=words, quote=words if quoted else None, body=words * 5))
