"""What a reply gives away, read from its words."""

from decimal import Decimal

import pytest

from monitor.domain.amounts import money_in, shares_in
from monitor.domain.money import parse, total
from monitor.domain.promise import Promises, promises, same_words


def sums(text: str, **options: str) -> list[str]:
    return [str(one) for one in promises(text, **options).sums]


class TestMoney:
    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("£20", "20 GBP"),
            ("20 €", "20 EUR"),
            ("€ 1.000,50", "1000.50 EUR"),
            ("1,000.00 usd", "1000 USD"),
            ("1 000 €", "1000 EUR"),
            ("gbp 20", "20 GBP"),
            ("20gbp", "20 GBP"),
            ("20 pounds", "20 GBP"),
            ("twenty-five pounds", "25 GBP"),
            ("a hundred and twenty euros", "120 EUR"),
            ("fifteen quid", "15 GBP"),
            ("£1k", "1000 GBP"),
            ("kr 200", "200 SEK"),
            ("chf 20.-", "20 CHF"),
            ("20-pound voucher", "20 GBP"),
        ],
    )
    def test_is_read_as_people_write_it(self, text: str, says: str) -> None:
        assert [str(money) for _, money in money_in(text)] == [says]

    @pytest.mark.parametrize("text", ["20 minutes", "version 2.0.1", "order 20, krispy", "in 2026", "20 krispies"])
    def test_is_not_seen_in_other_numbers(self, text: str) -> None:
        assert list(money_in(text)) == []

    def test_a_sign_of_many_currencies_is_the_one_that_is_expected(self) -> None:
        assert sums("We offer you $20", currency="CAD") == ["20 CAD"]
        assert sums("We offer you $20", currency="GBP") == ["20 USD"]

    def test_shares(self) -> None:
        found = [share for _, share in shares_in("20% or 5,5 % or ten, half price")]
        assert found == [Decimal(20), Decimal("5.5"), Decimal(50)]

    def test_is_written_and_read_back(self) -> None:
        for text in ("20 GBP", "12.50 EUR"):
            assert str(parse(text)) == text
        with pytest.raises(ValueError, match="20 GBP"):
            parse("twenty")

    def test_comes_to_a_total_of_one_currency(self) -> None:
        assert str(total([parse("20 GBP"), parse("3 EUR"), parse("0.50 GBP")], "GBP")) == "20.50 GBP"


class TestSums:
    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("We have refunded the £49 you were charged twice.", ["49 GBP"]),
            ("You will find £5 and £7 in your account.", ["5 GBP", "7 GBP"]),
            ("We can offer you a £20 voucher or a £15 refund.", ["20 GBP"]),
            ("Please accept £20 from us. The £20 is valid for a year.", ["20 GBP"]),
            ("We are sorry that you were charged £49 twice.", []),
            ("We cannot offer you £20.", []),
            ("Your order of £30 comes on Monday.", []),
        ],
    )
    def test_what_the_customer_would_get(self, text: str, says: list[str]) -> None:
        assert sums(text) == says

    def test_shares_count_where_something_is_given(self) -> None:
        assert promises("Enjoy 20% off your next order.").shares == (Decimal(20),)
        assert promises("We are 100% sure.").shares == ()


class TestGoods:
    @pytest.mark.parametrize(
        "text", ["Please accept a voucher.", "We would like to send you a gift card.", "You'll get a free night."]
    )
    def test_are_promised_where_we_give_them(self, text: str) -> None:
        assert len(promises(text).goods) == 1

    @pytest.mark.parametrize(
        "text",
        [
            "We cannot offer a voucher.",
            "I'm sorry that the voucher you received did not work.",
            "Feel free to write to us.",
            "Our gluten-free bread was not on the shelf.",
        ],
    )
    def test_are_not_where_they_are_only_spoken_of(self, text: str) -> None:
        assert promises(text) == Promises()


class TestReviewsForSale:
    @pytest.mark.parametrize(
        "text",
        [
            "If you change your review we will send you £10.",
            "We'd love to send you a voucher. Would you consider updating your review?",
            "Give us 5 stars and get a free coffee",
            "Once the review is removed, the refund goes out.",
            "I'll pay you ten pounds to delete your comment",
            "Please take it down and we'll make it worth your while",
            "re\u200bmove your rev\u200biew for a free gift",
            "Wenn Sie Ihre Bewertung ändern, schenken wir Ihnen einen Gutschein",
            "Nous vous offrons un bon d\u2019achat si vous modifiez votre avis",
            "Si elimina su reseña le devolveremos el dinero",
            "Se rimuove la recensione le offriamo un buono",
            "Als u uw beoordeling aanpast krijgt u korting",
        ],
    )
    def test_giving_and_changing_in_one_reply_is_buying(self, text: str) -> None:
        assert promises(text).buys_review

    def test_asking_alone_is_asking(self) -> None:
        asked = promises("Would you update your review?")
        assert (asked.asks_review, asked.buys_review) == (True, False)

    @pytest.mark.parametrize(
        "text",
        [
            "Thank you for your review, we will change the fee.",
            "We're updating the app after reading your review.",
            "We hope you give us another try.",
        ],
    )
    def test_speaking_of_a_review_is_neither(self, text: str) -> None:
        assert promises(text) == Promises()


def test_words_are_the_same_but_for_white_space_case_and_form() -> None:
    assert same_words("We\u2019re  sorry,\nSam", "we're sorry, sam ")
    assert not same_words("We are sorry", "We are not sorry")
    assert not same_words(" ", "")
