"""Everything that is said, in every channel's own form; and no customer's word is ever live, whatever it is."""

import json
from collections.abc import Iterator
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.contract import Notice
from alerts.email.message import message_for as email_for
from alerts.email.settings import EmailSettings
from alerts.plain import text_of
from alerts.slack.home import home_for
from alerts.webhook import payload_of
from monitor.domain.delivery import DeliveryKind
from tests.alerts import test_slack_blocks as blocks
from tests.alerts import test_slack_forms as views
from tests.alerts.contract import HOSTILE
from tests.shared import shared
from tests.wording.everything import answers_saying, home_saying, notices_saying
from tests.wording.files import NOON

SAID = "Still no refund"
MAIL = EmailSettings.model_validate(
    {"host": "mail.example.org", "sender": "monitor@example.org", "to": ["cx@example.org"], "security": "starttls"}
)


def everything(words: str) -> Iterator[Notice]:
    yield from notices_saying(words).values()
    yield from answers_saying(words)


def assert_safe(words: str) -> None:
    for notice in everything(words):
        blocks.assert_safe(notice)
    views.assert_safe(home_for(home_saying(words), "1"))


def test_there_is_one_of_every_kind() -> None:
    assert set(notices_saying(SAID)) == set(DeliveryKind)


@pytest.mark.parametrize("kind", DeliveryKind)
class TestEveryKindInEveryForm:
    """Slack's own form is held by what follows; who has no buttons to press has the links, and all the words."""

    def test_as_an_email(self, kind: DeliveryKind) -> None:
        notice = notices_saying(SAID)[kind]
        mail = email_for(notice, MAIL, NOON)
        plain, rich = (unescape(mail.get_body((form,)).get_content()) for form in ("plain", "html"))
        assert mail["Subject"]
        assert all(part in plain for part in _parts(notice))
        assert all(label in plain and label in rich for label in _links(notice))
        assert (notice.quote or "") in plain.replace("> ", "")

    def test_as_plain_text_for_apprise(self, kind: DeliveryKind) -> None:
        notice = notices_saying(SAID)[kind]
        assert notice.title or kind is DeliveryKind.STORY
        assert all(part in text_of(notice) for part in _parts(notice))

    def test_as_json_for_a_webhook(self, kind: DeliveryKind) -> None:
        notice = notices_saying(SAID)[kind]
        payload = json.loads(json.dumps(payload_of(notice)))
        assert (payload["title"], payload["body"], payload["quote"]) == (notice.title, notice.body, notice.quote)
        assert [fact["label"] for fact in payload["facts"]] == [fact.label for fact in notice.facts]
        assert [button["url"] for button in payload["buttons"]] == [button.url for button in notice.buttons]


def _parts(notice: Notice) -> list[str]:
    return [*notice.body.split("\n"), *(fact.value for fact in notice.facts)]


def _links(notice: Notice) -> list[str]:
    return [button.label for button in notice.buttons if button.url]


LONGEST = 300
"""What is longer is cut, as the tests of each block show."""


class TestHostileWords:
    @pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
    def test_ours(self, words: str) -> None:
        assert_safe(words[:LONGEST])

    @pytest.mark.parametrize("most", [2, pytest.param(500, marks=pytest.mark.soak)])
    @pytest.mark.parametrize("name", ["mrkdwn_injection", "blns", "xss"])
    def test_collections(self, name: str, most: int) -> None:
        payloads = json.loads(shared(f"hostile/{name}.json").read_text(encoding="utf-8"))
        for words in payloads[:: max(len(payloads) // most, 1)]:
            assert_safe(words[:LONGEST])

    @settings(max_examples=3, deadline=None)
    @given(st.text(max_size=100), st.text(alphabet="&<>!@#*_`~|:/\n 😀e\u0301\u200d", max_size=300))
    def test_anything(self, words: str, markup: str) -> None:
        assert_safe(words)
        assert_safe(markup)
