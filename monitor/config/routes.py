"""Routes and silences: where complaints go beside the departments' own ways, and which ones are known of already."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema, field_validator, model_validator
from pydantic_core import PydanticCustomError

from monitor.config.part import Name, Part, SeverityName, TopicName, Words
from monitor.config.problem import quoted


def _several(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _moment(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        found = datetime.fromisoformat(value.strip())
    except ValueError as error:
        remedy = "write it as 2026-12-24T18:00Z or 2026-12-24T19:00+01:00; without a zone it is in UTC"
        raise PydanticCustomError(
            "moment", "{said} is not a time", {"said": quoted(value), "remedy": remedy}
        ) from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _either(items: dict[str, Any]) -> WithJsonSchema:
    return WithJsonSchema({"anyOf": [items, {"type": "array", "items": items}]})


TextsOrOne = Annotated[tuple[Words, ...], BeforeValidator(_several), _either({"type": "string"})]
"""A list of words, or one alone."""
TopicsOrOne = Annotated[tuple[TopicName, ...], BeforeValidator(_several), _either({"type": "string"})]
NamesOrOne = Annotated[tuple[Name, ...], BeforeValidator(_several), _either({"type": "string"})]

Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    PlainSerializer(lambda at: at.isoformat(), return_type=str),
    WithJsonSchema({"type": "string", "examples": ["2026-12-24T18:00Z"]}),
]
"""A field that is written `2026-12-24T18:00Z`."""


class Match(Part):
    """Which complaints are meant: all that is asked for must hold; of several in one list any will do."""

    brand: NamesOrOne = Field(default=(), description="Of these brands.")
    topic: TopicsOrOne = Field(default=(), description="About these topics.")
    severity: SeverityName | None = Field(default=None, description="As severe as this, or more.")
    source: NamesOrOne = Field(default=(), description="Heard first by these sources.")
    platform: TextsOrOne = Field(default=(), description="Said on these platforms (`google_play`, `mastodon`).")
    place: TextsOrOne = Field(default=(), description="About these branches, partners or locations.")
    language: TextsOrOne = Field(default=(), description="In these languages; `en` is also `en-GB`.")
    followers: int | None = Field(default=None, ge=0, description="By an author with as many followers, or more.")
    reach: int | None = Field(
        default=None, ge=0, description="With as many followers, likes, shares, replies or views, or more."
    )
    keyword: TextsOrOne = Field(default=(), description="With one of these words, whole, whatever their case.")


class Route(Part):
    """Where complaints that match go. The first route that matches decides; without one the topic's department does."""

    name: Name = Field(description="What the route is called.")
    match: Match = Field(default=Match(), description="Which complaints it is for. Default: all.")
    department: Name | None = Field(default=None, description="Whose they are. Default: as it would be without it.")
    channels: NamesOrOne = Field(
        default=(), description="Where they are told: a channel or several. Default: the department's channel."
    )
    call: Words | None = Field(
        default=None, description="The id of a group of people to call for critical ones (Slack's begin with `S`)."
    )
    stop: bool = Field(
        default=True,
        description="Whether it decides. `false`: its channels come on top of what the routes behind it say.",
    )

    @model_validator(mode="after")
    def _does_something(self) -> "Route":
        if self.department is None and not self.channels and self.call is None:
            remedy = "give it a department, channels, or a group to call"
            raise PydanticCustomError("route", "it leads nowhere", {"remedy": remedy})
        return self


class Silence(Part):
    """Complaints that are known of already: held, counted and listed at its end. Critical ones are alerted still."""

    name: Name = Field(description="What the silence is called: it is named on what it holds.")
    match: Match = Field(description="Which complaints it is for.")
    until: Moment = Field(description="When it ends.")
    begins: Moment | None = Field(default=None, description="When it begins. Default: at once.")
    reason: Words = Field(description="Why, in words for the team.")
    critical: bool = Field(default=False, description="Whether critical ones are muted, too.")
    fold: bool = Field(
        default=False, description="Whether they are one incident whose message counts (a known outage), not held."
    )

    @field_validator("match")
    @classmethod
    def _mutes_not_everything(cls, match: Match) -> Match:
        if match == Match():
            remedy = "say which complaints are known of: a topic, a place, a keyword"
            raise PydanticCustomError("silence", "it would mute everything", {"remedy": remedy})
        return match

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> "Silence":
        if self.begins is not None and self.begins >= self.until:
            remedy = "let `begins` be before `until`"
            raise PydanticCustomError("silence", "it ends before it begins", {"remedy": remedy})
        return self
