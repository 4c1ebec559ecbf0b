"""Mentions as documents."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from pydantic import Field

from connectors.contract import Mention
from monitor.documents.document import Document
from monitor.domain.heard import Decision, Heard
from monitor.domain.relevance import About, Speaker
from monitor.domain.score import Severity, Topic
from monitor.wording.reasons import sentence

Mask = Callable[[str], str]
"""Hides personal data and abuse in a person's words."""


class AuthorDocument(Document):
    """Who said it."""

    id: str | None = Field(description="The platform's own id of them.")
    name: str | None = Field(description="The name that is shown there.")
    followers: int | None = Field(description="How many follow them, as far as that is known.")


class RatingDocument(Document):
    """The stars given with it."""

    stars: float = Field(description="How many.")
    out_of: float = Field(description="Of how many.")


class MentionDocument(Document):
    """One post, review, comment or message, as it was said last."""

    id: str = Field(description="Its public id.", examples=["M-17"])
    platform: str = Field(description="Where it was said.", examples=["google_play"])
    url: str | None = Field(description="Where it can be read there.")
    author: AuthorDocument
    title: str | None
    text: str = Field(description="What was said; empty where it is gone.")
    rating: RatingDocument | None
    language: str | None = Field(description="What the platform says that it is in.", examples=["en"])
    posted_at: datetime
    edited_at: datetime | None
    place: str | None = Field(description="Where it happened: a branch, a station.")
    gone: bool = Field(description="Its words were deleted on the platform, or erased here.")


def as_it_is(text: str) -> str:
    """Hide nothing."""
    return text


def mention_document(number: int, mention: Mention, *, gone: bool, mask: Mask = as_it_is) -> MentionDocument:
    """Return a mention. `gone`: its words were deleted on the platform, or erased here."""
    author, rating = mention.author, mention.rating
    return MentionDocument(
        id=f"M-{number}",
        platform=mention.key.platform,
        url=mention.url,
        author=AuthorDocument(id=author.id, name=author.name, followers=author.followers),
        title=None if mention.title is None else mask(mention.title),
        text=mask(mention.text),
        rating=None if rating is None else RatingDocument(stars=rating.stars, out_of=rating.out_of),
        language=mention.language,
        posted_at=mention.posted_at,
        edited_at=mention.edited_at,
        place=mention.place,
        gone=gone,
    )


class DecisionDocument(Document):
    """What was decided about a mention for one brand, and why."""

    brand: str
    revision: int = Field(description="Which revision of its words was judged.")
    judge: str = Field(description="The version of what judged.")
    decided_at: datetime
    about: About = Field(description="Whom it is about.")
    speaker: Speaker = Field(description="Who speaks.")
    language: str = Field(description="What it was judged to be in; `und` where that is not clear.")
    score: float | None = Field(description="How sure it is that this is a complaint, 0 to 1; null: unread.")
    complaint: bool
    alert: bool = Field(description="It was sure enough to be alerted.")
    needs_eyes: bool = Field(description="It could not be read: a person must.")
    severity: Severity | None
    topic: Topic | None
    reasons: tuple[str, ...]


class HeardMention(MentionDocument):
    """A mention that was heard, flagged or not, with the latest verdict for each brand."""

    sources: tuple[str, ...] = Field(description="Who heard it, the first one first.")
    heard_at: datetime
    revision: int = Field(description="How often its words were changed, and one.")
    needs_eyes: bool = Field(description="A person must read it, and nobody did.")
    verdicts: tuple[DecisionDocument, ...]
    cases: tuple[str, ...] = Field(description="The cases that were opened of it.", examples=[["C-1042"]])


def heard_mention(heard: Heard, *, mask: Mask = as_it_is) -> HeardMention:
    """Return a mention with what was decided about it."""
    return HeardMention(
        **mention_document(heard.id, heard.mention, gone=heard.gone, mask=mask).model_dump(),
        sources=heard.sources,
        heard_at=heard.heard_at,
        revision=heard.revision,
        needs_eyes=heard.needs_eyes,
        verdicts=tuple(_decision(one, mask) for one in heard.decisions),
        cases=tuple(case.public_id for case in heard.cases),
    )


def _decision(one: Decision, mask: Mask) -> DecisionDocument:
    reasons = (replace(reason, words=tuple(map(mask, reason.words))) for reason in one.reasons)
    return DecisionDocument(
        brand=one.brand,
        revision=one.revision,
        judge=one.judge,
        decided_at=one.decided_at,
        about=one.about,
        speaker=one.speaker,
        language=one.language,
        score=one.score,
        complaint=one.complaint,
        alert=one.alert,
        needs_eyes=one.needs_eyes,
        severity=one.severity,
        topic=one.topic,
        reasons=tuple(sentence(reason) for reason in reasons),
    )
