"""Which answers of ours say the same as another one, and which say something of their own."""

from monitor.domain.boilerplate import boilerplate

FORM = (
    "Hi {}, we are sorry to hear of your experience. Please write to us with your booking {} and we will look into it."
)
OWN = (
    "Your suitcase was found in Leeds this morning and comes to your door tomorrow; the taxi is on us.",
    "The second charge was an error of our payment provider. It went back to your card today, with a note of the sum.",
)


def test_a_form_letter_is_one_whoever_it_is_to() -> None:
    answers = {number: FORM.format(name, number * 917) for number, name in enumerate(("Jane", "Bob", "Priya"))}
    assert boilerplate(answers | {10: OWN[0], 11: OWN[1]}) == {0, 1, 2}


def test_hardly_a_sentence_helps_nobody() -> None:
    assert boilerplate({1: "Sorry to hear that!", 2: "", 3: OWN[0]}) == {1, 2}


def test_one_answer_alone_is_nobodys_copy() -> None:
    assert boilerplate({1: FORM.format("Jane", 1)}) == frozenset()


def test_any_script_and_a_thousand_copies_are_read() -> None:
    japanese = "お荷物は今朝リーズで見つかりました。明日ご自宅までお届けします。ご不便をおかけして申し訳ございません。"
    assert boilerplate({1: japanese, 2: OWN[0]}) == frozenset()
    assert len(boilerplate({number: FORM.format("you", number) for number in range(1000)})) == 1000
