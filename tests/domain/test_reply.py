"""A reply is checked before a customer sees it."""

from decimal import Decimal

import pytest

from monitor.domain.money import parse
from monitor.domain.playbook import Offer
from monitor.domain.reply import HINTS, Bounds, Finding, Flaw, Said, Words, check, offers_in

TWENTY = Bounds(longest=350, offer=Offer(what="a voucher", up_to=parse("20 GBP"), percent=Decimal(10)))


def flaws(text: str, bounds: Bounds = TWENTY, **other: object) -> list[Flaw]:
    return [one.flaw for one in check(Words(text=text, **other), bounds)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hello Sam, we are sorry and look into it.", []),
        ("  ", [Flaw.EMPTY]),
        ("Hello {name}, sorry.", [Flaw.PLACEHOLDER]),
        ("x" * 351, [Flaw.TOO_LONG]),
        ("😀" * 176, [Flaw.TOO_LONG]),
        ("😀" * 175, []),
        ("Here is a £25 voucher.", [Flaw.OVER_LIMIT, Flaw.PUBLIC_SUM]),
        ("Here is a £20 voucher.", [Flaw.PUBLIC_SUM]),
        ("Here is a 15 € voucher.", [Flaw.OTHER_CURRENCY, Flaw.PUBLIC_SUM]),
        ("Please accept a voucher.", [Flaw.UNPRICED]),
        ("Enjoy 20% off.", [Flaw.OVER_SHARE]),
        ("Enjoy 10% off.", []),
        ("We refund £5 once you remove your review.", [Flaw.BUYS_REVIEW, Flaw.PUBLIC_SUM]),
        ("Would you update your review?", [Flaw.ASKS_REVIEW]),
        ("THIS WILL NEVER HAPPEN AGAIN", [Flaw.SHOUTS]),
    ],
)
def test_each_flaw_is_found(text: str, found: list[Flaw]) -> None:
    assert flaws(text) == found


def test_personal_data_and_abuse_are_told_once_each() -> None:
    found = check(Words(text="x", personal=("[e-mail]", "[e-mail]"), abuse=("idiot",)), TWENTY)
    assert found == (Finding(flaw=Flaw.PERSONAL, about="[e-mail]"), Finding(flaw=Flaw.ABUSE, about="idiot"))


def test_without_a_limit_nothing_may_be_promised() -> None:
    for text in ("Here is a £1 voucher.", "Please accept a voucher.", "Enjoy 5% off."):
        assert flaws(text, Bounds()) == [Flaw.NOTHING_TO_OFFER]


class TestLimit:
    def test_is_that_of_the_case_in_all(self) -> None:
        before = Bounds(offer=TWENTY.offer, offered=(parse("15 GBP"), parse("90 EUR")))
        assert str(before.left) == "5 GBP"
        assert check(Words(text="We send you £6."), before)[0] == Finding(
            flaw=Flaw.OVER_LIMIT, about="6 GBP", most="5 GBP"
        )

    def test_is_never_below_nothing(self) -> None:
        assert str(Bounds(offer=TWENTY.offer, offered=(parse("30 GBP"),)).left) == "0 GBP"

    def test_counts_what_is_offered_in_private_too(self) -> None:
        assert flaws("We have written to you.", private="a 15 GBP voucher and 6 GBP") == [Flaw.OVER_LIMIT]
        assert flaws("We have written to you.", private="a 15 GBP voucher") == []
        assert flaws("We have written to you.", private="a voucher") == [Flaw.UNPRICED]

    def test_what_is_offered_is_told_as_sums(self) -> None:
        words = Words(text="We refund the £4.", private="15 GBP voucher")
        assert [str(one) for one in offers_in(words, TWENTY)] == ["4 GBP", "15 GBP"]


def test_a_private_offer_beside_a_public_wish_for_a_better_review_is_buying() -> None:
    assert flaws("Would you update your review?", private="10 GBP") == [Flaw.BUYS_REVIEW]


def test_hints_come_last_and_stop_nothing() -> None:
    found = check(Words(text="HELLO THERE FRIEND, here is £30."), TWENTY)
    assert [one.is_hint for one in found] == [False, True, True]
    assert {Flaw.ASKS_REVIEW, Flaw.PUBLIC_SUM, Flaw.SHOUTS, Flaw.BRUSHES_OFF, Flaw.COPY} == HINTS


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("Calm down, please.", "“Calm down”"),
        ("As we have already said, it takes a week.", "“As we have already said”"),
        ("Under our policy no refund is due.", "“Under our policy”"),
        ("You should have received a mail from us by now.", None),
        ("We are sorry, and look into it today.", None),
    ],
)
def test_an_answer_that_blames_or_hides_behind_a_rule_is_hinted_at(text: str, about: str | None) -> None:
    found = [one.about for one in check(Words(text=text), Bounds()) if one.flaw is Flaw.BRUSHES_OFF]
    assert found == ([] if about is None else [about])


def test_what_another_customer_was_told_nearly_in_these_words_is_hinted_at() -> None:
    said = (Said(case_id=7, text="Hello Ana, we are sorry and look into it. Please write to care@acme.example."),)
    copy = Words(text="Hello Ben, we are sorry and look into it. Please write to care@acme.example.", said=said)
    own = Words(text="Hello Ben, your bag is in Lyon: it flies tomorrow at nine, and we call you before.", said=said)
    assert [(one.flaw, one.about) for one in check(copy, Bounds())] == [(Flaw.COPY, "C-7")]
    assert check(own, Bounds()) == ()
