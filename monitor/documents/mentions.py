"""Mentions as documents."""

from collections.abc import Callable
from datetime import datetime

from pydantic import Field

from connectors.contract import Mention
from monitor.documents.document import Document

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
