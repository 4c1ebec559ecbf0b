"""What is marked in a text: why it was flagged, and what an edit changed."""

import pytest

from monitor.wording.marking import MOST_WORDS, Piece, edit, marked


def written(pieces: tuple[Piece, ...]) -> str:
    return "".join(f"[{piece.text}]" if piece.marked else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Still no refund. NO  Refund!", ["no refund"], "Still [no refund]. [NO  Refund]!"),
        ("refunds are refunded", ["refund"], "refunds are refunded"),
        ("1 (one) star", ["(one)", " "], "1 [(one)] star"),
        ("no refund at all", ["refund", "no refund"], "[no refund] at all"),
        ("fine", [], "fine"),
        ("", ["x"], ""),
    ],
)
def test_flagged_words_are_marked_where_they_stand(text: str, words: list[str], expected: str) -> None:
    assert written(marked(text, words)) == expected


def test_an_edit_marks_what_went_and_what_came() -> None:
    told = edit("Late, rude, never again.", "Late, but they called. Thanks.", at="12:00")
    assert written(told.before) == "Late, [rude, never again.]"
    assert written(told.after) == "Late, [but they called. Thanks.]"


def test_a_text_of_any_length_is_compared() -> None:
    long = " ".join(f"word{each}" for each in range(MOST_WORDS * 2))
    told = edit(long, f"New. {long}", at="12:00")
    assert written(told.after).startswith("[New. ]word0")
    assert "".join(piece.text for piece in told.before) == long
