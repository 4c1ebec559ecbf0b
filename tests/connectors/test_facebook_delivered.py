"""Facebook: what Meta delivers, verified and read."""

import pytest

from connectors.contract import Changed, Pushed, Receiver, Refused
from connectors.facebook.reading import key_of
from connectors.kit.http import Door
from tests.connectors.contract import NOW
from tests.connectors.facebook_page import PAGE, SAM, US, FakePage
from tests.connectors.graph_api import VERIFY, delivery, hours_ago
from tests.connectors.server import ScriptedServer
from tests.connectors.test_facebook import source


@pytest.fixture
def page(server: ScriptedServer) -> FakePage:
    made = FakePage()
    made.open(server)
    return made


class TestDeliveries:
    def test_meta_s_question_is_answered_and_deliveries_are_verified(self, server: ScriptedServer, door: Door) -> None:
        listening = source(server, door)
        assert isinstance(listening, Receiver)
        asked = {"hub.mode": "subscribe", "hub.verify_token": VERIFY, "hub.challenge": "1158201444"}
        admitted = listening.admit(Pushed(method="GET", query=asked), NOW)
        assert (admitted.id, admitted.answer) == (None, "1158201444")
        genuine = delivery("page", PAGE, ("feed", {"item": "like", "verb": "add"}))
        assert listening.admit(genuine, NOW).id
        wrong = (
            Pushed(method="GET", query={**asked, "hub.verify_token": "no"}),
            Pushed(method="GET", query={**asked, "hub.mode": "unsubscribe"}),
            Pushed(headers=genuine.headers, body=genuine.body + b" "),
            Pushed(body=genuine.body),
            delivery("page", PAGE, secret="another"),
        )
        for pushed in wrong:
            with pytest.raises(Refused):
                listening.admit(pushed, NOW)
        with pytest.raises(Refused):
            source(server, door, verify_token=None).admit(genuine, NOW)

    def test_what_is_delivered_is_heard(self, page: FakePage, server: ScriptedServer, door: Door) -> None:
        post = page.post(1)
        lost = page.comment(post, 1, "Lost")
        page.comment(post, 2, "Sorry", US, ago=0.1, below=lost)
        page.graph.nodes["44_5"] = {"id": "44_5", "message": "Hear this, Acme", "created_time": hours_ago(1)}
        at = int(NOW.timestamp())
        written = {"item": "comment", "verb": "add", "post_id": post, "created_time": at}
        pushed = delivery(
            "page",
            PAGE,
            ("feed", {**written, "from": SAM, "comment_id": "1_8", "parent_id": post, "message": "Broken"}),
            ("feed", {**written, "from": SAM, "comment_id": "1_8", "verb": "edited", "message": "Broken again"}),
            ("feed", {**written, "from": US, "comment_id": "1_2", "parent_id": lost, "message": "Sorry"}),
            ("feed", {"item": "comment", "verb": "remove", "comment_id": "1_9", "post_id": post, "from": SAM}),
            ("feed", {"item": "post", "verb": "hide", "post_id": post}),
            ("feed", {"item": "reaction", "verb": "add", "post_id": post, "from": SAM}),
            ("mention", {"item": "post", "verb": "add", "post_id": "44_5", "sender_id": 44}),
            (
                "ratings",
                {"item": "rating", "verb": "add", "open_graph_story_id": 31, "recommendation_type": "NEGATIVE"},
            ),
            ("leadgen", {"item": "x"}),
        )
        found = source(server, door).read(pushed)
        heard = {one.key.native_id: (one.text, [said.text for said in one.own_replies]) for one in found.mentions}
        assert heard == {
            "1_8": ("Broken again", []),
            "ratings/31": ("", []),
            lost: ("Lost", ["Sorry"]),
            "posts/44_5": ("Hear this, Acme", []),
        }
        assert found.deleted == (key_of("1_9"),)

    def test_what_is_not_for_this_page_is_passed_over(self, server: ScriptedServer, door: Door) -> None:
        told_of = ("feed", {"item": "comment", "verb": "add", "comment_id": "1_8", "message": "Broken"})
        assert source(server, door).read(delivery("page", "123", told_of)).mentions == ()
        for wrong in (delivery("instagram", PAGE, told_of), Pushed(body=b"[]"), Pushed(body=b"<html>")):
            with pytest.raises(Changed):
                source(server, door).read(wrong)
