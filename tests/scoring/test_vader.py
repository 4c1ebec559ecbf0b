"""Our VADER pass and vaderSentiment give the same compound for every text; what this pass adds is speed."""

import csv
import inspect
import time
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vaderSentiment.vaderSentiment import BOOSTER_DICT, NEGATE

from monitor.scoring import vader
from tests.scoring.vader_texts import BEFORE, BY_HAND, FELT, ORACLE, directed, random_texts
from tests.shared import shared


def oracle(text: str) -> float:
    return float(ORACLE.polarity_scores(text)["compound"])


def differences(texts: list[str]) -> list[str]:
    return [text for text in texts if vader.compound(text) != oracle(text)]


def test_the_same_on_texts_that_reach_every_rule() -> None:
    assert differences(list(directed())) == []


def test_the_same_on_texts_by_chance() -> None:
    assert differences(list(random_texts(seed=20_261_122, count=6_000))) == []


@given(st.text())
@settings(max_examples=300, deadline=None)
def test_the_same_on_any_text(text: str) -> None:
    assert vader.compound(text) == oracle(text)


@given(st.lists(st.sampled_from((*BEFORE, *FELT, "but", "x", "bus", "stop", "😀", "hate!!")), max_size=14))
@settings(max_examples=500, deadline=None)
def test_the_same_on_any_order_of_rule_words(words: list[str]) -> None:
    assert vader.compound(" ".join(words)) == oracle(" ".join(words))


@pytest.mark.parametrize("name", ["airline", "umsab", "steam"])
def test_the_same_on_what_people_wrote(name: str) -> None:
    with (shared("data/complaints") / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    assert differences(texts[::20]) == []


def test_no_word_of_feeling_is_also_a_booster_or_a_negation() -> None:
    """The pass relies on it; another edition of the lexicon would have to keep to it."""
    rules = {*BOOSTER_DICT, *NEGATE}
    assert not [word for word in ORACLE.lexicon if " " not in word and (word in rules or "n't" in word)]


def test_time_grows_with_the_text_and_no_faster() -> None:
    def seconds(words: int) -> float:
        text = "not good but GREAT 😀 and least bad, " * (words // 7)
        best = 9.0
        for _ in range(3):
            started = time.perf_counter()
            vader.compound(text)
            best = min(best, time.perf_counter() - started)
        return best

    vader.compound("warm good")
    assert seconds(70_000) / seconds(7_000) < 25


def test_memory_of_tokens_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vader, "MEMO_TOKENS", 100)
    tokens = vader.Tokens({"good": 1.9})
    for number in range(1_000):
        assert tokens[f"w{number}"].valence is None
    assert tokens["x" * 1_000].valence is None
    assert len(tokens) <= 100
    assert "x" * 1_000 not in tokens


MUTANTS = (
    ("negates = lower in _NEGATIONS or \"n't\" in lower", "negates = lower in _NEGATIONS"),
    (" and \"n't\" not in lower:", ":"),
    ('"of", "for", "just"))', '"of", "for", "just", "die", "bomb", "enough", "sort"))'),
    ('boost != 0 or lower in ("this", "least", "no")', 'boost != 0 or lower in ("this", "no")'),
    ('boost != 0 or lower in ("this", "least", "no")', 'boost != 0 or lower in ("least", "no")'),
    ("rules=negates or idiomatic or", "rules=negates or"),
    ("if word.idiomatic or one.idiomatic or two.idiomatic or three.idiomatic:", "if word.idiomatic or one.idiomatic:"),
    ("if word.idiomatic or one.idiomatic or two.idiomatic", "if one.idiomatic or two.idiomatic"),
    ("word.rules or word.upper or words[place - 1]", "word.upper or words[place - 1]"),
    ("word.rules or word.upper or words[place - 1]", "word.rules or words[place - 1]"),
    ("or words[place - 3].rules", ""),
    ("alone = place > 2 and", "alone ="),
    ("len(stripped) <= 2", "len(stripped) <= 1"),
    ('negates = lower in _NEGATIONS or "n\'t" in lower', "negates = lower in _NEGATIONS"),
    ("text if text.isascii() else text.translate(emoji)", "text"),
    ('f" {words}" for', 'f"{words}" for'),
    ("word.upper for word in words}) == 2", "word.upper for word in words}) >= 1"),
    ('if word.lower == "kind" and after.lower == "of":', "if False:"),
    ('one.lower == "no" or two.lower == "no"', 'one.lower == "no"'),
    ('one.lower in ("or", "nor")', 'one.lower in ("or",)'),
    ('if word.lower == "no" and after.valence is not None:', "if False:"),
    ('if word.lower == "no" and after.valence is not None:', 'if word.lower == "no":'),
    ("return weight + CAPITALS if weight > 0 else weight - CAPITALS", "return weight + CAPITALS"),
    ("boost += CAPITALS if valence > 0 else -CAPITALS", "boost += CAPITALS"),
    ('lower in ("this", "least", "no")', 'lower in ("this", "least")'),
    ("valence *= NEGATION if one.negates else 1.0", "valence *= 1.0"),
    ("SECOND_WORD, THIRD_WORD = 0.95, 0.9", "SECOND_WORD, THIRD_WORD = 0.95, 0.95"),
    ("SECOND_WORD, THIRD_WORD = 0.95, 0.9", "SECOND_WORD, THIRD_WORD = 1.0, 0.9"),
    ("NEVER_SO = 1.25", "NEVER_SO = 1.0"),
    ('_SO = ("so", "this")', '_SO = ("so",)'),
    ("if place > 2 and three.valence is None:", "if three.valence is None:"),
    ("if place > 2 and three.valence is None:", "if place > 2:"),
    ("            valence = _idiom(valence, words, place)\n", "            pass\n"),
    ('two.lower not in ("at", "very")', 'two.lower not in ("at",)'),
    ('if one.lower == "least" and', "if False and"),
    ("boost = -before.boost if valence < 0 else before.boost", "boost = before.boost"),
    ("if before.upper and mixed_case:", "if mixed_case:"),
    ('if two.lower == "without" and one.lower == "doubt":', "if False:"),
    ('if three.lower == "without" and "doubt" in (one.lower, two.lower):', "if False:"),
    ('"doubt" in (one.lower, two.lower)', '"doubt" in (one.lower,)'),
    ('two.lower in _SO) or one.lower in _SO', 'two.lower in _SO)'),
    ("return NEGATION if three.negates else 1.0", "return 1.0"),
    ('f"{three} {two} {one}", f"{three} {two}")\n    valence', 'f"{three} {two} {one}")\n    valence'),
    ('f"{two} {one}", f"{three} {two} {one}"', 'f"{two} {one}"'),
    ('f"{two} {one} {zero}", ', ""),
    ("range(1, len(after) + 1)", "range(1, len(after))"),
    ("for phrase in (f\"{three} {two}\", f\"{two} {one}\"):", 'for phrase in (f"{two} {one}",):'),
    ("BEFORE_BUT if first < but else AFTER_BUT", "AFTER_BUT if first < but else BEFORE_BUT"),
    ("first = heappop(places[weight])", "first = place"),
    ("        heappush(places[weights[first]], first)\n", ""),
    ('min(text.count("!"), 4)', 'min(text.count("!"), 3)'),
    ("if questions > 1:", "if questions > 2:"),
    ("if questions <= 3", "if questions <= 2"),
    ("return total - emphasis if total < 0 else total", "return total"),
    ("NORMAL_ALPHA = 15", "NORMAL_ALPHA = 16"),
    ("_emphasised(total, text)), 4)", "_emphasised(total, text)), 3)"),
)  # fmt: skip


@pytest.mark.parametrize(("ours", "mutant"), MUTANTS)
def test_directed_texts_catch_a_changed_rule(ours: str, mutant: str) -> None:
    source = inspect.getsource(vader)
    assert source.count(ours) >= 1, "the mutant no longer names a line of the pass"
    module = ModuleType("mutant")
    exec(compile(source.replace(ours, mutant, 1), "mutant", "exec"), module.__dict__)
    assert any(_outcome(module, text) != _EXPECTED[text] for text in _EXPECTED)


def _outcome(module: ModuleType, text: str) -> float | str:
    try:
        return float(module.compound(text))
    except (ValueError, IndexError) as error:
        return repr(error)


_EXPECTED = {text: oracle(text) for text in (*BY_HAND, *list(directed())[len(BY_HAND) :: 3])}
