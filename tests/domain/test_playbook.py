"""Playbooks: the most special one rules, and a suggestion is filled in without trusting a stranger's name."""

import pytest

from monitor.domain.money import parse
from monitor.domain.playbook import (
    NOTHING,
    Filling,
    Offer,
    Playbook,
    choose,
    holes,
    length,
    suggestion,
    without_offers,
)
from monitor.domain.reply import Bounds, Words, check
from monitor.domain.score import Topic
from monitor.wording.playbooks import shipped

TWENTY = Offer(what="a voucher", up_to=parse("20 GBP"))


def chosen(*own: Playbook, topic: Topic = Topic.BILLING, language: str | None = None) -> Playbook:
    return choose(own, shipped(), topic=topic, brand="Acme Air", language=language)


class TestChoosing:
    def test_the_shipped_one_holds_where_there_is_no_other(self) -> None:
        found = chosen()
        assert "money" in found.reply
        assert (found.offer, found.approval) == (NOTHING, None)

    def test_own_ones_are_laid_over_it(self) -> None:
        found = chosen(Playbook(topic=Topic.BILLING, offer=TWENTY))
        assert found.offer == TWENTY
        assert found.reply == chosen().reply
        assert found.do == chosen().do

    def test_topic_goes_before_brand_and_brand_before_all(self) -> None:
        everywhere, ours = Playbook(reply="everywhere"), Playbook(brand="Acme Air", reply="ours")
        billing = Playbook(topic=Topic.BILLING, reply="billing")
        both = Playbook(topic=Topic.BILLING, brand="Acme Air", reply="both")
        others = Playbook(brand="Acme Rail", reply="theirs"), Playbook(topic=Topic.STAFF, reply="staff")
        assert chosen(*others, everywhere).reply == "everywhere"
        assert chosen(*others, everywhere, ours).reply == "ours"
        assert chosen(everywhere, ours, billing).reply == "billing"
        assert chosen(everywhere, billing, ours, both).reply == "both"

    def test_a_reply_in_the_customers_language_goes_first(self) -> None:
        german = Playbook(topic=Topic.BILLING, language="de", reply="Hallo")
        assert chosen(german, language="de-AT").reply == "Hallo"
        assert chosen(german, language="en").language == "en"
        assert chosen(german, language="de").do == chosen().do  # notes are for colleagues, in whatever language
        assert chosen(german, language="fr").reply == chosen().reply
        assert choose([german], (), topic=Topic.BILLING, brand="Acme Air", language="fr").reply == "Hallo"

    def test_what_is_for_another_language_rules_nothing_else(self) -> None:
        german = Playbook(topic=Topic.BILLING, language="de", reply="Hallo", offer=TWENTY)
        assert chosen(german, language="en").offer == NOTHING

    def test_against_extortion_nothing_is_offered(self) -> None:
        assert without_offers(chosen(Playbook(offer=TWENTY))).offer == NOTHING


class TestSuggesting:
    def test_holes_are_filled(self) -> None:
        known = Filling(name="Sam", brand="Acme Air", place="Leeds", contact="care@acme.example")
        assert suggestion("{name}, {brand} in {place}: {contact}", known) == "Sam, Acme Air in Leeds: care@acme.example"

    def test_what_is_not_known_has_other_words_or_goes_with_its_space(self) -> None:
        assert suggestion("Hello {name}, write to {contact|us}.", Filling()) == "Hello, write to us."

    @pytest.mark.parametrize("name", ["Sam", "José María", "Anne-Marie O'Neil", "J. R. Smith", "Åsa"])
    def test_a_name_is_repeated(self, name: str) -> None:
        assert suggestion("Hello {name}.", Filling(name=name)) == f"Hello {name.rstrip('.')}."

    @pytest.mark.parametrize(
        "name",
        [
            "<!channel>",
            "www.evil.example",
            "evil.example",
            "Sam_K99",
            "a b c d",
            "x" * 40,
            "@here",
            "{brand}",
            "\u202eSam",
            "",
        ],
    )
    def test_what_does_not_look_like_a_name_is_not(self, name: str) -> None:
        assert suggestion("Hello {name|there}.", Filling(name=name)) == "Hello there."

    def test_it_is_cut_behind_a_whole_sentence(self) -> None:
        assert suggestion("One two. Three four. Five.", Filling(), longest=20) == "One two. Three four."
        assert suggestion("One two three", Filling(), longest=5) == ""

    def test_holes_are_named(self) -> None:
        assert holes("{name|there} {place}") == ("name", "place")

    def test_an_emoji_counts_as_two(self) -> None:
        assert length("a😀") == 3


class TestShipped:
    def test_there_is_one_for_each_topic(self) -> None:
        assert [one.topic for one in shipped()] == list(Topic)

    @pytest.mark.parametrize("playbook", shipped(), ids=lambda one: one.topic)
    def test_each_fits_the_shortest_platform_and_passes_the_check(self, playbook: Playbook) -> None:
        for name in (None, "M" * 30):
            text = suggestion(playbook.reply, Filling(name=name, contact="x" * 40))
            assert check(Words(text=text), Bounds(longest=350)) == ()
        assert playbook.offer is None
        assert playbook.do
        assert playbook.avoid
