"""What the sentiment stage is asked, and what it says: a text alone, without anything around it."""

from typing import Annotated

from pydantic import Field

from monitor.documents.document import Document
from monitor.domain.score import Need, Score, Severity, Topic
from monitor.domain.verdict import Verdict
from monitor.wording.reasons import sentence

LONGEST = 20_000
"""Characters of a text that is asked about."""
MOST = 100
"""Texts that are asked about at once."""
_Finite = Annotated[float, Field(ge=-1e9, le=1e9)]


Name = str | int | _Finite | None
"""What a text is known by to whoever asks."""


class StarsGiven(Document):
    """The stars that were given with a text."""

    stars: _Finite
    out_of: Annotated[float, Field(gt=0, le=1e9)] = 5


class Text(Document):
    """A text to be judged."""

    id: Name = Field(default=None, description="Whatever the answer is to be known by.")
    text: str = Field(max_length=LONGEST, examples=["Still no refund after 3 weeks."])
    title: str | None = Field(default=None, max_length=LONGEST)
    rating: StarsGiven | None = None
    language: str | None = Field(default=None, max_length=35, description="What it is in, where that is known.")


class JudgedText(Document):
    """What was found of a text."""

    id: Name
    complaint: bool = Field(description="It is one: the score reaches the threshold from which there is a case.")
    score: float | None = Field(description="How sure that is, 0 to 1; null where it cannot be read.")
    vader: float = Field(description="VADER's compound, -1 to 1.")
    severity: Severity | None
    topic: Topic | None
    need: Need | None
    language: str = Field(description="What it was judged to be in; `und` where that is not clear.")
    scored: bool = Field(description="It could be read: its language is known to us, or its stars speak.")
    reasons: tuple[str, ...]


def judged_text(of: Name, score: Score, verdict: Verdict) -> JudgedText:
    """Return what was found of the text that is known by `of`."""
    return JudgedText(
        id=of,
        complaint=verdict.complaint,
        score=None if score.complaint is None else round(score.complaint, 4),
        vader=round(score.vader, 4),
        severity=verdict.severity,
        topic=verdict.topic,
        need=verdict.need,
        language=score.language,
        scored=score.scored,
        reasons=tuple(sentence(reason) for reason in verdict.reasons),
    )
