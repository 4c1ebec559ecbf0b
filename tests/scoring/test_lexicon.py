"""The lexicon: phrases as they are written, words as people spell them, and what a negation does to a cue."""

import time

import pytest

from connectors.kit.query.fold import readable
from monitor.scoring.lexicon.cues import lexicon, reader
from monitor.scoring.lexicon.phrases import groups, spelled_out
from monitor.scoring.words import HANDLE, LINK, NUMBER, STOP, Reader


def cues(text: str) -> dict[str, list[str]]:
    return {name: cue.words for name, cue in lexicon().cues(reader().read(readable(text))).items()}


def words(text: str) -> list[str]:
    return list(Reader(frozenset(("slow", "good", "so"))).read(readable(text)).words)


def test_choices_options_and_forms_are_spelled_out() -> None:
    assert set(spelled_out("(no|zero) help, ask~ (again|)")) == {
        "no help", "zero help", "ask again", "asks again", "asked again", "asking again",
        "ask", "asks", "asked", "asking",
    }  # fmt: skip
    assert {"charges", "charged", "charging"} < set(spelled_out("charge~"))
    assert {"tries", "tried", "trying"} < set(spelled_out("try~"))
    assert {"cancelled", "canceled", "cancelling", "canceling"} < set(spelled_out("cancel~~"))


@pytest.mark.parametrize("name", ["cues", "marks", "needs", "abuse"])
def test_every_phrase_can_be_written_by_a_reader(name: str) -> None:
    """A phrase that the reader would never produce (a contraction, a capital, stray markup) could never be found."""
    for group in groups(name):
        for phrase in group.phrases:
            assert not set(phrase) & set("()|~'\""), f"{group.name}: {phrase}"
            assert phrase == phrase.lower(), f"{group.name}: {phrase}"


def test_a_negated_cue_goes_where_a_group_is_told_of() -> None:
    names = {group.name for group in groups("cues")} | {"drop", "keep"}
    assert {group.negated for group in groups("cues")} <= names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I don't, I can't, it's", ["i", "do", "not", STOP, "i", "can", "not", STOP, "it", "is"]),
        ("dont wont cannot", ["do", "not", "will", "not", "can", "not"]),
        ("I don\u2019t", ["i", "do", "not"]),
        ("@acme see https://x.example/y", [HANDLE, "see", LINK]),
        ("#NeverAgain #fail", ["never", "again", "fail"]),
        (
            "94 min, 3hrs, the 2nd, 12.50",
            [NUMBER, "min", STOP, "three", "hrs", STOP, "the", f"{NUMBER}th", STOP, NUMBER],
        ),
        ("sooooo slooow", ["so", "slow"]),
        ("the driver's", ["the", "driver"]),
        ("Ｆｕｌｌ ｗｉｄｔｈ", ["full", "width"]),  # noqa: RUF001
        ("h\u0336a\u0334t\u0335e", ["hate"]),
        ("", []),
    ],
)
def test_words_are_read_as_people_mean_them(text: str, expected: list[str]) -> None:
    found = words(text)
    assert found == expected


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("94 min hold and counting", "waiting"),
        ("App crashes on login", "not_working"),
        ("Still waiting for my refund after 3 weeks", "money"),
        ("the website isn't really working", "not_working"),
        ("Nobody answers the phone", "ignored"),
        ("I will never fly with you again", "leaving"),
        ("you promised it would be here on Monday", "broken_promise"),
        ("thanks for nothing", "sarcasm"),
        ("they lost my luggage", "loss"),
        ("The waiter was rude", "rudeness"),
        ("your return policy says otherwise", "policy"),
        ("why is my account locked?", "question"),
        ("it happens over and over", "repetition"),
        ("it caught fire", "safety"),
        ("unacceptable, sort it out", "demand"),
    ],
)
def test_complaints_speak_through_their_cues(text: str, group: str) -> None:
    assert group in cues(text)


@pytest.mark.parametrize("text", ["no problem", "never had any issues with it", "not a bad place", "it never crashes"])
def test_a_negation_takes_a_cue_away(text: str) -> None:
    assert not {"trouble", "not_working", "let_down"} & set(cues(text))


def test_negated_praise_is_a_let_down() -> None:
    assert "let_down" in cues("this is not a good phone")
    assert "liking" not in cues("this is not a good phone")


@pytest.mark.parametrize(
    ("fact", "praise"),
    [
        ("Great job guys, two hours late and the app crashes", "Great job guys, see you next time"),
        ("Genius. You cancelled my order and lost my parcel", "Genius. I read it on the way home"),
        ("Thanks for making me miss my connection, delayed again", "Thanks for making my day"),
    ],
)
def test_kind_words_mock_beside_a_bad_fact_only(fact: str, praise: str) -> None:
    assert "sarcasm" in cues(fact)
    assert "sarcasm" not in cues(praise)
    assert not {"mock"} & (cues(fact).keys() | cues(praise).keys())


def test_a_wish_is_hardly_a_complaint() -> None:
    assert cues("I wish it had a dark mode, please add one").keys() == {"wish"}


def test_a_negation_does_not_reach_beyond_its_clause() -> None:
    assert "liking" in cues("I did not go there. The food is good")
    assert "liking" in cues("no smoke but good food")
    assert "liking" in cues("not only good")


def test_the_words_of_a_cue_are_quoted_as_they_were_written() -> None:
    assert cues("It ISN'T really Working")["not_working"] == ["ISN'T really Working"]


def test_time_grows_with_the_text_and_no_faster() -> None:
    def seconds(count: int) -> float:
        text = "not really so very good and still waiting for my the refund, never again no no not " * count
        started = time.perf_counter()
        lexicon().cues(reader().read(readable(text)))
        return time.perf_counter() - started

    seconds(10)
    assert min(seconds(4_000) for _ in range(3)) < 25 * min(seconds(400) for _ in range(3))
