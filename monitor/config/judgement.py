"""Judgement: what makes a mention a complaint, and how bad it is, as far as it can be set."""

from typing import Literal

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from monitor.config.part import Part, SeverityName, TopicName, Words
from monitor.config.scorers import Scorer

LayerName = Literal["vader_repaired", "lexicon", "marks", "learned", "stars", "context"]


class Threshold(Part):
    """From which score on, 0 to 1."""

    case: float = Field(
        default=0.5, ge=0, le=1, description="A mention of this score or more opens a case: leans to recall."
    )
    alert: float = Field(
        default=0.6,
        ge=0,
        le=1,
        validate_default=True,
        description="A case of this score or more is alerted, and is never below `case`.",
    )

    @field_validator("alert")
    @classmethod
    def _alert_is_not_below_case(cls, alert: float, info: ValidationInfo) -> float:
        case = info.data.get("case", 0.0)
        if alert < case:
            found = {"alert": alert, "case": case, "remedy": "raise `alert`, or lower `case`"}
            raise PydanticCustomError("threshold", "{alert} is below the case threshold of {case}", found)
        return alert


class Reach(Part):
    """From how many people on a complaint is public enough to be one step more severe."""

    followers: int = Field(default=10_000, ge=1, description="Followers of the author.")
    likes: int = Field(default=100, ge=1, description="Likes of the mention.")
    shares: int = Field(default=50, ge=1, description="Shares of the mention.")
    replies: int = Field(default=50, ge=1, description="Replies to the mention.")
    views: int = Field(default=50_000, ge=1, description="Views of the mention.")


class SeverityRules(Part):
    """How bad a complaint is, beside what its words tell."""

    reach: Reach = Field(default=Reach(), description="From which reach on it is one step more severe.")
    topics: dict[TopicName, SeverityName] = Field(
        default={"safety": "high"}, description="The least severity of a topic's complaints."
    )


class Keywords(Part):
    """Words of your own trade. Whole words, whatever their case."""

    complaint: tuple[Words, ...] = Field(
        default=(), description="A mention about us that has one of these is a complaint."
    )
    critical: tuple[Words, ...] = Field(default=(), description="A complaint that has one of these is critical.")
    ignore: tuple[Words, ...] = Field(default=(), description="A mention that has one of these is never a complaint.")


class Judgement(Part):
    """How mentions are judged: the first values; once changed in Slack or on the page, the store's hold."""

    threshold: Threshold = Field(default=Threshold(), description="From which score on.")
    severity: SeverityRules = Field(default=SeverityRules(), description="How bad a complaint is.")
    keywords: Keywords = Field(default=Keywords(), description="Words of your own trade.")
    without: tuple[LayerName, ...] = Field(
        default=(), description="Layers that have no say in the score; docs/judgement.md tells what each is for."
    )
    scorers: tuple[Scorer, ...] = Field(default=(), description="Other opinions, over HTTP.")
