"""The sentiment stage: measures one text, decides nothing.

The layers (`monitor.scoring.layers`) are blended into one confidence; each share in it is a reason. What cannot be read
is said to be unread, and never to be fine.
"""

from collections.abc import Sequence, Set
from dataclasses import replace

from connectors.contract import Rating
from connectors.kit.query.fold import readable
from monitor.domain.score import Reason, Score
from monitor.domain.surroundings import ALONE, Surroundings
from monitor.scoring.abroad import subject_abroad
from monitor.scoring.aspects import Marks, marks_of
from monitor.scoring.blend import STARS, bias, confidence, stars_share
from monitor.scoring.features import TURNS
from monitor.scoring.language import UNKNOWN, detect, is_english
from monitor.scoring.layers import LEXICON, MARKS, RATING, SHIPPED, Layer, Seen
from monitor.scoring.lexicon.cues import lexicon, marks, reader
from monitor.scoring.lexicon.tongues import EXPERIMENTAL, MEASURED, tongue
from monitor.scoring.praise import praised_in
from monitor.scoring.repaired import differs, repaired
from monitor.scoring.subject import Subject, subject_of
from monitor.scoring.vader import compound
from monitor.scoring.words import Reading

MOST_CHARACTERS = 10_000
"""The lexicon reads this much of a text; VADER reads it all."""

ENGLISH = "en"
LANGUAGES = frozenset((ENGLISH, *MEASURED))
"""Languages whose lexicon ships and was measured."""

HEARING = (LEXICON, MARKS)
"""The layers that an experimental lexicon speaks through."""

LEAST_SHARE = 0.05
"""Shares in the log-odds below this are not worth a reason."""

MOST_SEEN = 60
"""The first words tell the language."""

SUSPECTED = 0.2
"""From this confidence on a text has a topic and a need; below it there is no complaint to have one."""

PRAISE_BELOW = 0.5
"""Whom a complaint names is not praised."""

_NONE = Subject()


def measure(
    text: str,
    *,
    title: str | None = None,
    rating: Rating | None = None,
    language: str | None = None,
    layers: Sequence[Layer] = SHIPPED,
    ours: Set[str] = frozenset(),
    surroundings: Surroundings = ALONE,
) -> Score:
    """Measure `text` (with its title before it). `language` is what the platform says it is written in.

    `surroundings` are what stands around it. `ours` are the words of the company's names, in small letters:
    they are nobody's of its staff.

    Not scored, with no confidence, is what has no word of a language that the lexicon reads, unless stars speak for it.
    """
    whole = f"{title}\n{text}" if title and not text.startswith(title) else text
    tone = compound(whole)
    plain = readable(whole[:MOST_CHARACTERS])
    reading = reader().read(plain)
    spoken = ENGLISH if is_english(reading.words[:MOST_SEEN]) else detect(plain, language)
    heard = repaired(plain) if plain != whole or differs(plain, reading.words) else tone
    seen = replace(_seen(plain, spoken, reading, rating, heard), surroundings=surroundings)
    if not _is_readable(seen):
        by_stars = RATING in layers and stars_share(rating) is not None
        return _by_stars(plain, spoken, tone, rating) if by_stars else _unread(seen, tone, layers)
    return _score(seen, tone, [reason for layer in layers for reason in layer.reasons(seen)], ours)


def _seen(plain: str, language: str, english: Reading, rating: Rating | None, tone: float) -> Seen:
    other = tongue(language)
    reading = other.read(plain) if other else english
    cues = (other.cues if other else lexicon()).cues(reading)
    return Seen(
        text=plain,
        language=language,
        reading=reading,
        cues=cues,
        marks=marks_of(plain, reading, cues, other.marks if other else marks()),
        turns=other.turns if other else TURNS,
        tone=None if other else tone,
        rating=rating,
    )


def _is_readable(seen: Seen) -> bool:
    """Whether the lexicon can read it: its language, or an unclear one in which a phrase of the lexicon was found."""
    words = seen.reading.words
    if seen.language == UNKNOWN:
        return bool(seen.cues) and any(word[0].isalpha() for word in words)
    return seen.language in LANGUAGES and bool(words)


def _by_stars(plain: str, language: str, tone: float, rating: Rating | None) -> Score:
    reasons = tuple(RATING.reasons(Seen(text=plain, language=language, rating=rating)))
    sure = confidence(reasons)
    subject = subject_abroad(plain, language) if sure >= SUSPECTED else _NONE
    return Score(
        language=language,
        scored=True,
        vader=tone,
        complaint=sure,
        topics=subject.topics,
        topic_words=subject.words,
        need=subject.need,
        reasons=_told(reasons, frozenset()),
    )


def _unread(seen: Seen, tone: float, layers: Sequence[Layer]) -> Score:
    """What could not be read, with what an experimental lexicon heard in it: a hint for the person who reads it."""
    heard: list[Reason] = []
    if seen.language in EXPERIMENTAL:
        heard = [reason for layer in layers if layer in HEARING for reason in layer.reasons(seen) if reason.words]
    subject = subject_abroad(seen.text, seen.language) if heard else _NONE
    return Score(
        language=seen.language,
        scored=False,
        vader=tone,
        complaint=None,
        topics=subject.topics,
        topic_words=subject.words,
        need=subject.need,
        abusive=bool(heard) and seen.marks.abusive,
        reasons=_told(heard, seen.marks.critical.keys()),
    )


def _score(seen: Seen, tone: float, reasons: Sequence[Reason], ours: Set[str]) -> Score:
    sure = confidence(reasons, bias())
    subject = _subject(seen) if sure >= SUSPECTED else _NONE
    praises = sure < PRAISE_BELOW and seen.language == ENGLISH
    praised = praised_in(seen.text, seen.reading, seen.cues, ours) if praises else ()
    return Score(
        language=seen.language,
        scored=True,
        vader=tone,
        complaint=sure,
        topics=subject.topics,
        topic_words=subject.words,
        need=subject.need,
        harm=seen.marks.harm,
        critical=bool(seen.marks.critical),
        abusive=seen.marks.abusive,
        policy=seen.marks.policy,
        praised=praised,
        reasons=(*_told(reasons, seen.marks.critical.keys()), *_of_much_money(seen.marks), *_about_staff(praised)),
    )


def _of_much_money(found: Marks) -> tuple[Reason, ...]:
    return (Reason(cue="amount", words=(found.amount,)),) if found.amount else ()


def _about_staff(praised: tuple[str, ...]) -> tuple[Reason, ...]:
    return (Reason(cue="praises_staff", words=praised),) if praised else ()


def _subject(seen: Seen) -> Subject:
    if tongue(seen.language):
        return subject_abroad(seen.text, seen.language)
    return subject_of(seen.text, seen.reading, seen.cues)


def _told(reasons: Sequence[Reason], critical: Set[str]) -> tuple[Reason, ...]:
    """What made the confidence: critical marks first, then the heaviest; what speaks against a complaint comes last."""
    return tuple(
        reason
        for reason in sorted(reasons, key=lambda reason: (reason.cue not in critical, -reason.weight))
        if abs(reason.weight) >= LEAST_SHARE or reason.cue == STARS or reason.cue in critical
    )
