"""The sentiment stage: measures one text, decides nothing.

VADER, the complaint lexicon and the star rating are blended into one confidence; each share in it is a reason. What
cannot be read is said to be unread, and never to be fine.
"""

from connectors.contract import Rating
from monitor.domain.score import Reason, Score
from monitor.scoring.abroad import subject_abroad
from monitor.scoring.aspects import Marks, marks_of
from monitor.scoring.blend import STARS, Blend, blend, stars_share
from monitor.scoring.features import features
from monitor.scoring.fold import readable
from monitor.scoring.language import UNKNOWN, detect, is_english
from monitor.scoring.lexicon.cues import Cue, lexicon, reader
from monitor.scoring.subject import Subject, subject_of
from monitor.scoring.vader import compound
from monitor.scoring.words import Reading

MOST_CHARACTERS = 10_000
"""The lexicon reads this much of a text; VADER reads it all."""

ENGLISH = "en"
LANGUAGES = frozenset((ENGLISH,))
"""Languages whose lexicon ships and was measured."""

LEAST_SHARE = 0.05
"""Shares in the log-odds below this are not worth a reason."""

MOST_SEEN = 60
"""The first words tell the language."""

SUSPECTED = 0.2
"""From this confidence on a text has a topic and a need; below it there is no complaint to have one."""

_UNMARKED = Marks(critical={}, shares={}, harm=0.0, abusive=False, policy=False)
_NONE = Subject()


def measure(text: str, *, title: str | None = None, rating: Rating | None = None, language: str | None = None) -> Score:
    """Measure `text` (with its title before it). `language` is what the platform says it is written in.

    Not scored, with no confidence, is what has no word of a language that the lexicon reads, unless stars speak for it.
    """
    whole = f"{title}\n{text}" if title and not text.startswith(title) else text
    tone = compound(whole)
    plain = readable(whole[:MOST_CHARACTERS])
    reading = reader().read(plain)
    spoken = ENGLISH if is_english(reading.words[:MOST_SEEN]) else detect(plain, language)
    cues = lexicon().cues(reading)
    if not _is_readable(spoken, reading, cues):
        return _by_stars(plain, spoken, tone, rating)
    figures = features(plain, reading, cues, tone if plain == whole else compound(plain))
    marks = marks_of(reading, cues)
    blended = blend(figures, rating, marks.shares)
    subject = subject_of(plain, reading, cues) if blended.confidence >= SUSPECTED else _NONE
    return _score(spoken, tone, blended, subject, marks, cues)


def _is_readable(language: str, reading: Reading, cues: dict[str, Cue]) -> bool:
    """Whether the lexicon can read it: its language, or an unclear one in which a phrase of the lexicon was found."""
    if language == UNKNOWN:
        return bool(cues) and any(word[0].isalpha() for word in reading.words)
    return language in LANGUAGES and bool(reading.words)


def _by_stars(plain: str, language: str, tone: float, rating: Rating | None) -> Score:
    if stars_share(rating) is None:
        return Score(language=language, scored=False, vader=tone, complaint=None)
    blended = blend(None, rating)
    subject = subject_abroad(plain, language) if blended.confidence >= SUSPECTED else _NONE
    return _score(language, tone, blended, subject, _UNMARKED, {})


def _score(language: str, tone: float, blended: Blend, subject: Subject, marks: Marks, cues: dict[str, Cue]) -> Score:
    return Score(
        language=language,
        scored=True,
        vader=tone,
        complaint=blended.confidence,
        topics=subject.topics,
        need=subject.need,
        harm=marks.harm,
        critical=bool(marks.critical),
        abusive=marks.abusive,
        policy=marks.policy,
        reasons=_reasons(blended.shares, {**cues, **marks.critical}, marks),
    )


def _reasons(shares: dict[str, float], cues: dict[str, Cue], marks: Marks) -> tuple[Reason, ...]:
    """What made the confidence: critical marks first, then the heaviest; what speaks against a complaint comes last."""
    return tuple(
        Reason(cue=name, words=tuple(cues[name].words) if name in cues else (), weight=round(share, 3))
        for name, share in sorted(shares.items(), key=lambda share: (share[0] not in marks.critical, -share[1]))
        if abs(share) >= LEAST_SHARE or name == STARS
    )
