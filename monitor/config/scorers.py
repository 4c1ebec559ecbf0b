"""Plugged-in scorers: a team's own model, or an endpoint that speaks as OpenAI's does."""

from datetime import timedelta
from typing import Literal

from pydantic import Field, SecretStr

from monitor.config.duration import Duration
from monitor.config.part import Name, Part


class Scorer(Part):
    """Another opinion on texts, over HTTP. Personal data is masked before anything leaves."""

    name: Name = Field(description="What it is called in verdicts and reasons.")
    kind: Literal["http", "openai"] = Field(description="`http`: a model of your own. `openai`: chat completions.")
    url: str = Field(pattern=r"^https?://[^\s]+$", description="Where it listens; of `openai`, up to `/v1`.")
    token: SecretStr | None = Field(default=None, description="Sent as `Authorization: Bearer`.")
    model: str | None = Field(default=None, description="Which model of the endpoint; `openai` needs one.")
    timeout: Duration = Field(
        default=timedelta(seconds=2), description="The longest that a batch of live mentions waits for it."
    )
    say: float = Field(default=0.5, gt=0, le=1, description="How much it has to say against our own score, 0 to 1.")
    when: Literal["unsure", "always"] = Field(
        default="unsure", description="`unsure`: asked only where our score is between .2 and .8, or unread."
    )
    a_day: int = Field(default=2_000, ge=1, description="Texts sent a day at most.")
    batch: int = Field(default=20, ge=1, le=100, description="Texts in one request.")
