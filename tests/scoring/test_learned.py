"""The learned layer: what a word says does not depend on its place, and is a whole number of units."""

from hypothesis import given
from hypothesis import strategies as st

from monitor.scoring.learned import BUCKETS, STEP, WHOLE, Learned, figures_of_word, packed, shipped

WORDS = st.lists(st.text(alphabet="abcdefghij", min_size=1, max_size=8), max_size=30)


def model(*words: str) -> Learned:
    """A model that knows only these words, each at one unit."""
    weights = [0.0] * BUCKETS
    for word in words:
        weights[next(figures_of_word(word))[0]] = 100 * STEP
    return Learned(packed(weights))


def test_a_known_word_speaks_and_is_named() -> None:
    told = model("refund").told(["my", "refund", "please"])
    assert told.odds == 100 * WHOLE * STEP
    assert told.words == ("refund",)


def test_a_word_counts_once() -> None:
    assert model("refund").odds(["refund"] * 3) == model("refund").odds(["refund"])


def test_in_a_longer_text_a_word_says_less() -> None:
    filler = [f"word{number}" for number in range(60)]
    assert 0 < model("refund").odds(["refund", *filler]) < model("refund").odds(["refund"])


def test_no_words_say_nothing() -> None:
    assert shipped().odds([]) == 0.0


@given(WORDS)
def test_the_same_words_always_say_the_same(words: list[str]) -> None:
    assert shipped().odds(words) == Learned(bytes(shipped_bytes())).odds(words)


def test_the_shipped_model_is_small() -> None:
    assert len(shipped_bytes()) == BUCKETS < 1_000_000


def shipped_bytes() -> bytes:
    from importlib.resources import files

    return files("monitor.scoring").joinpath("learned.bin").read_bytes()
