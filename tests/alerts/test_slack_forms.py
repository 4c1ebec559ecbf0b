"""Forms and screens as views: what they say, that Slack would take them, and that no customer's word is ever live."""

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.contract import Button, Choice, Invalid, Menu
from alerts.interactive import Field, FieldKind, Form, Row, Screen, Section
from alerts.slack.elements import Block
from alerts.slack.forms import modal_for, recall
from alerts.slack.home import home_for
from tests.alerts.contract import HOSTILE
from tests.alerts.forms import FORM, MENU, OUTCOMES, SCREEN
from tests.alerts.notices import RECEIPT
from tests.alerts.test_slack_blocks import PARSED, has_only_whole_entities, texts
from tests.fake_slack.views import refusal
from tests.shared import shared


def assert_safe(view: Block) -> None:
    assert refusal(view) is None
    for text in texts(view):
        assert text.get("type") not in PARSED
        if text.get("type") == "plain_text":
            assert has_only_whole_entities(text["text"])


def form_saying(words: str) -> Form:
    """A form that says `words` wherever it can."""
    choices = (Choice(label=words, value="a"), Choice(label=words, value="b"))
    fields = tuple(
        Field(name=kind.value, label=words, kind=kind, value=words, hint=words, choices=choices) for kind in FieldKind
    )
    return Form(action="a", value="C-1", title=words, submit=words, body=words, quote=words, fields=fields)


def screen_saying(words: str) -> Screen:
    """A screen that says `words` wherever it can."""
    menu = Menu(label=words, action="m", choices=tuple(Choice(label=words, value=str(n)) for n in range(7)))
    buttons = (Button(label=words, action="a", value="v"), Button(label=words, url=words))
    row = Row(text=words, quote=words, link=words, buttons=buttons, menu=menu)
    return Screen(sections=(Section(title=words, rows=(row, row), more=words), Section(title=words, empty=words)))


def words_of_home(screen: Screen) -> list[str]:
    return [text["text"] for text in texts(home_for(screen, "1"))]


class TestForm:
    def test_asks_for_everything_that_it_was_given(self) -> None:
        view = modal_for(FORM)
        assert_safe(view)
        assert (view["callback_id"], view["title"]["text"], view["submit"]["text"]) == (
            "respond",
            "Respond to C-1042",
            "Send",
        )
        inputs = {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}
        assert list(inputs) == ["reply", "name", "outcome", "owner", "until"]
        assert inputs["reply"]["element"]["multiline"]
        assert inputs["reply"]["element"]["initial_value"] == "We are sorry."
        assert inputs["reply"]["hint"]["text"] == "At most 350 characters"
        assert inputs["name"]["element"]["max_length"] == 40
        assert inputs["outcome"]["element"]["initial_option"]["value"] == "unchanged"
        assert inputs["owner"]["element"]["initial_user"] == "U0ANN"
        assert inputs["until"]["element"]["initial_date_time"] == 1_795_000_000
        assert [name for name, block in inputs.items() if block["optional"]] == ["name", "until"]

    def test_the_customers_words_stand_in_a_quote(self) -> None:
        quoted = modal_for(FORM)["blocks"][1]["elements"][0]
        assert quoted == {"type": "rich_text_quote", "elements": [{"type": "text", "text": FORM.quote}]}

    def test_remembers_its_value_and_where_it_was_opened_from(self) -> None:
        memo = recall(modal_for(FORM, RECEIPT)["private_metadata"])
        assert (memo.value, memo.channel, memo.message) == ("C-1042", RECEIPT.channel, RECEIPT.reference)
        assert recall(modal_for(FORM)["private_metadata"]).channel == ""

    @pytest.mark.parametrize("value", ["nobody", "U0 <@U1>", "12:30", "-5", "99999999999999"])
    def test_what_no_picker_can_show_is_left_open(self, value: str) -> None:
        fields = tuple(
            Field(name=kind.value, label=kind.value, kind=kind, value=value, choices=OUTCOMES)
            for kind in (FieldKind.CHOICE, FieldKind.PERSON, FieldKind.MOMENT)
        )
        view = modal_for(replace(FORM, fields=fields))
        assert_safe(view)
        assert not [key for block in view["blocks"] for key in block.get("element", ()) if key.startswith("initial")]

    def test_a_suggestion_is_no_longer_than_the_answer_may_be(self) -> None:
        field = Field(name="reply", label="Answer", kind=FieldKind.TEXT, value="so sorry " * 500, longest=280)
        view = modal_for(replace(FORM, fields=(field,)))
        assert_safe(view)
        assert len(view["blocks"][-1]["element"]["initial_value"]) <= 280

    @pytest.mark.parametrize(
        "form",
        [
            replace(FORM, value="v" * 3000),
            replace(FORM, action="a" * 256),
            replace(FORM, fields=FORM.fields * 2),
            replace(FORM, fields=tuple(Field(name=str(number), label="x") for number in range(91))),
            replace(FORM, fields=(Field(name="x", label="x", kind=FieldKind.CHOICE),)),
            replace(FORM, fields=(Field(name="x", label="x", kind=FieldKind.CHOICE, choices=OUTCOMES * 51),)),
        ],
        ids=["value", "action", "twice", "fields", "no choice", "choices"],
    )
    def test_what_cannot_be_carried_is_not_left_out_in_silence(self, form: Form) -> None:
        with pytest.raises(Invalid):
            modal_for(form)

    def test_without_anything_it_is_still_a_form(self) -> None:
        assert_safe(modal_for(Form(action="a", value="", title="", submit="")))


class TestScreen:
    def test_reads_section_by_section(self) -> None:
        said = words_of_home(SCREEN)
        assert said[0] == "My cases"
        assert said[1:5] == [
            "C-1042 · high · due 11:30",
            " · ",
            "Open on reviews.example.org",
            "Three weeks of waiting!",
        ]
        assert said[-2:] == ["Overdue", "Nothing is overdue."]
        assert_safe(home_for(SCREEN, "1"))

    def test_everything_that_can_be_pressed_has_an_id_of_its_own(self) -> None:
        blocks = [block for block in home_for(SCREEN, "s")["blocks"] if block["type"] == "actions"]
        assert [element["action_id"] for block in blocks for element in block["elements"]] == ["look", "more", "look#2"]
        assert [block["block_id"] for block in blocks] == ["s-1", "s-2"]

    def test_what_does_not_fit_is_counted_and_no_section_takes_all(self) -> None:
        row = Row(text="a case", buttons=(Button(label="Look", action="look", value="C-1"),))
        sections = tuple(Section(title=f"Part {n}", rows=(row,) * size) for n, size in enumerate((500, 3, 40)))
        view = home_for(Screen(sections=sections), "1")
        assert_safe(view)
        said = " ".join(words_of_home(Screen(sections=sections)))
        assert len(view["blocks"]) > 90
        assert "… and 478 more here" in said
        assert "… and 18 more here" in said
        assert said.count("a case") == 22 + 3 + 22

    @pytest.mark.parametrize(
        "screen",
        [
            Screen(sections=(Section(title="x"),) * 21),
            Screen(
                sections=(Section(title="x", rows=(Row(text="x", buttons=(Button(label="x", action="a"),) * 26),)),)
            ),
        ],
        ids=["sections", "buttons"],
    )
    def test_what_cannot_be_carried_is_not_left_out_in_silence(self, screen: Screen) -> None:
        with pytest.raises(Invalid):
            home_for(screen, "1")

    def test_an_empty_screen_can_be_shown(self) -> None:
        assert_safe(home_for(Screen(sections=()), "1"))


class TestMenus:
    def test_few_choices_are_three_dots_and_many_a_list(self) -> None:
        few = home_for(SCREEN, "1")["blocks"][2]["elements"][-1]
        assert few["type"] == "overflow"
        many = replace(MENU, choices=tuple(Choice(label=str(n), value=str(n)) for n in range(6)))
        row = replace(SCREEN.sections[0].rows[0], menu=many)
        element = home_for(Screen(sections=(Section(title="x", rows=(row,)),)), "1")["blocks"][2]["elements"][-1]
        assert (element["type"], element["placeholder"]["text"]) == ("static_select", "More")

    @pytest.mark.parametrize("choices", [(Choice(label="x", value=""),), (Choice(label="x", value="v" * 151),)])
    def test_a_choice_that_cannot_come_back_is_refused(self, choices: Sequence[Choice]) -> None:
        row = Row(text="x", menu=replace(MENU, choices=tuple(choices)))
        with pytest.raises(Invalid):
            home_for(Screen(sections=(Section(title="x", rows=(row,)),)), "1")


class TestHostileWords:
    @pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
    def test_ours(self, words: str) -> None:
        assert_safe(modal_for(form_saying(words)))
        assert_safe(home_for(screen_saying(words), "1"))

    @pytest.mark.parametrize("name", ["mrkdwn_injection", "blns"])
    def test_collections(self, name: str) -> None:
        payloads = json.loads(shared(f"hostile/{name}.json").read_text(encoding="utf-8"))
        for start in range(0, len(payloads), 15):
            some = payloads[start : start + 15]
            fields = tuple(Field(name=str(n), label=words, value=words, hint=words) for n, words in enumerate(some))
            rows = tuple(row for words in some for row in screen_saying(words).sections[0].rows[:1])
            assert_safe(modal_for(replace(form_saying(some[0]), quote="\n".join(some), fields=fields)))
            assert_safe(home_for(Screen(sections=(Section(title=some[-1], rows=rows),)), "1"))

    def test_scripts_for_browsers(self) -> None:
        payloads = json.loads(shared("hostile/xss.json").read_text(encoding="utf-8"))[::8]
        for start in range(0, len(payloads), 30):
            some = payloads[start : start + 30]
            fields = tuple(Field(name=str(n), label=words, value=words, hint=words) for n, words in enumerate(some))
            assert_safe(modal_for(replace(FORM, title=some[0], body="\n".join(some), fields=fields)))
            rows = tuple(Row(text=words, quote=words, link=words) for words in some)
            assert_safe(home_for(Screen(sections=(Section(title=some[0], rows=rows),)), "1"))

    @settings(max_examples=20, deadline=None)
    @given(st.text(), st.text(alphabet="&<>!@#*_`~|:/\n 😀e\u0301\u200d", min_size=300, max_size=3500))
    def test_anything(self, words: str, markup: str) -> None:
        assert_safe(modal_for(replace(form_saying(words), body=markup, quote=markup * 2)))
        assert_safe(home_for(screen_saying(markup), "1"))
