"""Texts that reach every rule of VADER: by hand, by combining the words that rules look at, and by chance."""

# ruff: noqa: RUF001

import random
from collections.abc import Iterator
from itertools import product

from vaderSentiment.vaderSentiment import BOOSTER_DICT, NEGATE, SPECIAL_CASES, SentimentIntensityAnalyzer

ORACLE = SentimentIntensityAnalyzer()

BEFORE = (
    "it", "so", "this", "never", "without", "doubt", "least", "at", "very", "or", "nor", "no", "kind", "of", "not",
    "wasn't", "sort", "just", "enough", "barely", "great", "VERY",
)  # fmt: skip
PLAIN = """
i we you they my your our their a the and to in on for with from is was are were has have had been be will would order
flight app phone store driver package ticket bill card room table food game update account call mail staff week today
yesterday morning minutes hours still again back after before when why how what there here now then said told asked
called waiting works came went took gave made sent about out up down off over into than
"""
FELT = ("good", "bad", "No", "GREAT")

BY_HAND = (
    "", " ", "\n\t", "!", "?!", "no", "No no no", "kind", "kind of", "kind of good", "KIND OF GOOD, really",
    "not good", "not very good", "not at all very good", "isn't good",
    "shouldn't've been good", "n't good", "isn’t good", "uh-uh good", "never so good",
    "never this good", "never been so good", "never was so very good", "he never this time good",
    "without doubt good", "without a doubt good", "without doubt a good", "without any good", "doubt without good",
    "least good", "at least good", "very least good", "the least good", "LEAST GOOD thing", "it is least good",
    "no good", "no good or bad", "no happy nor bad", "no x or good", "no x y good", "no x and good", "no, no good",
    "good but bad", "but good", "good but", "BUT good bad", "good good but good good", "bad but but bad good",
    "good bad good but bad good bad good", "great but nice but good nice great", "sad, but. great!",
    "good x good x good but good x good", "love love love but love love hate love hate love",
    "that was the shit here", "it is the bomb here", "what a bad ass move", "at the bus stop here",
    "well oh yeah right", "it was a kiss of death to me", "this is to die for", "a cake so to die for now",
    "my own beating heart sings",
    "he had the kiss of death", "kiss of death", "of a kiss of death", "one two three kiss of death four",
    "it had just enough good", "a just enough of good", "that is sort of bad", "was sort of a good", "a kind of a bad",
    "in a kind of way good", "one sort of bad bus stop", "he is the shit yeah right", "i am bad ass bad ass bad ass",
    "the shit the shit", "one two the shit good", "one two the shit x good", "a b the bomb great",
    "GOOD", "GOOD BAD", "GOOD bad", "good BAD", "it is VERY good", "it is VERY bad", "IT IS VERY BAD", "x BARELY BAD",
    "X barely BAD y", "good!", "good!!", "good!!!!", "good!!!!!!!!", "bad!!!", "bad?", "bad??", "bad???", "bad????",
    "good??", "good???!", "good????!!", "!!!", "?????", "x!!! y???", ":)", ":(", ":D", ":-( no", "good:)", "(good)",
    "'good'", '"bad"', "...bad...", "good-bad", "#good", "@good", "good,bad", "a.m. good", "(-: x", "8-) x <3 x </3",
    "😀", "😀😀", "😀good", "good😀", "good😀good", " 😀 ", "😀 😀", "😀\n😀", "\t😀x", "💔", "not 😀", "no😀", "❤️ it",
    "but😀 bad", "good 😀but bad", "😀!!!", "🇬🇧 good", "👍🏽 good", "é good", "ﬁne good", "İ GOOD", "ß GOOD x",
    "ſo good", "K good",
    "good\u2028bad", "good\u00a0bad", "good\x1cbad", "good\x00bad", "\ud83d good", "\udc00", "١٢ good",
    "can't stand it", "cant stand bad", "won't be good", "nothing good", "despite a good", "hardly a good",
    "absolutely",
    "so so so good", "this this this bad", "never never never good", "not not not good", "no so this good",
)  # fmt: skip


def directed() -> Iterator[str]:
    """Every combination of the words that rules look at, in the three places before a word of feeling."""
    yield from BY_HAND
    for three, two, one in product(BEFORE, repeat=3):
        yield f"{three} {two} {one} {FELT[(len(three) + len(two) * 3 + len(one)) % 4]} and on"
    for felt, two, one in product(FELT, BEFORE, BEFORE):
        yield f"{two} {one} {felt}"
        yield f"{one} {felt} {two}"
    for phrase, lead, tail in product(
        (*SPECIAL_CASES, "sort of", "kind of", "just enough"), range(5), ("", " good", " x bad")
    ):
        yield f"{' '.join('abcde'[:lead])} {phrase}{tail}"
        yield f"{' '.join(['never', 'A', 'b', 'No', 'so'][:lead])} {phrase.upper()}{tail}"
    yield from _halves()
    for word in (*BOOSTER_DICT, *NEGATE):
        yield from (f"{word} good", f"x {word} y bad", f"q {word.upper()} y z GOOD", f"{word} but good", word)


def _halves() -> Iterator[str]:
    """Words whose weight, halved by "but", is that of a later word: vaderSentiment then takes one for the other."""
    by_weight = {weight: word for word, weight in ORACLE.lexicon.items() if " " not in word}
    for weight, word in by_weight.items():
        half = by_weight.get(weight / 2)
        if half is not None:
            yield from (f"{word} but {half}", f"{word} x {half} but {half} {half} {word}", f"but {half} {word} {half}")


def random_texts(seed: int, count: int) -> Iterator[str]:
    """Texts drawn from the lexicon, the rule words, emoji, emoticons and noise."""
    chance = random.Random(seed)
    lexicon = sorted(ORACLE.lexicon)
    rules = sorted({*BEFORE, *BOOSTER_DICT, *NEGATE, "but", *" ".join(SPECIAL_CASES).split()})
    emoji = sorted(sign for sign in ORACLE.emojis if len(sign) == 1)
    plain = ["order", "app", "The", "x", "GATE", "…", "1", "@you", "#tag", "été", "my", "http://a.b/c?d!"]
    for _ in range(count):
        words = []
        for _ in range(chance.choice((1, 3, 6, 10, 20, 40))):
            word = chance.choice(chance.choice((lexicon, rules, rules, plain, plain, emoji)))
            word = chance.choice(
                (word, word, word, word.upper(), word.capitalize(), f"{word}!", f"({word})?", f"{word},")
            )
            words.append(word + chance.choice((" ", " ", " ", " ", "", "  ", "\n")))
        yield "".join(words)


def posts(seed: int, count: int) -> Iterator[str]:
    """Texts as posts are: ten to thirty words, one in eight of feeling, one in eight of the rules."""
    chance = random.Random(seed)
    lexicon = [word for word in sorted(ORACLE.lexicon) if word.isalpha()]
    rules = (*BEFORE, "but", "more", "really", "don't", "most", "can't", "quite", "only", "and", "the")
    plain = PLAIN.split()
    for _ in range(count):
        words = [f"@{chance.choice(plain)}{chance.randrange(900)}"]
        for _ in range(chance.randrange(10, 30)):
            word = chance.choice(chance.choice((plain, plain, plain, plain, plain, plain, rules, lexicon)))
            words.append(
                chance.choice((word,) * 12 + (word.upper(), word.capitalize(), f"{word},", f"{word}.", f"{word}!"))
            )
        words.append(
            chance.choice(("", "", "😡", "👍", f"#{chance.randrange(99)}", f"https://t.example/{chance.random()}"))
        )
        yield " ".join(words)
