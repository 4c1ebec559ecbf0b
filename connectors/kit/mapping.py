"""Any JSON as mentions: where its items are, and which of their values mean what, as JMESPath (https://jmespath.org)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import jmespath
from jmespath.exceptions import JMESPathError
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from connectors.contract import Changed, Page, Rejected
from connectors.kit.fields import FIELDS, Meaning, NotUnderstood, mention_of

SHOWN = 2_000


def _compiles(expression: str) -> str:
    try:
        jmespath.compile(expression)
    except JMESPathError as error:
        raise ValueError(f"is no JMESPath: {' '.join(str(error).split())[:160]}") from error
    return expression


JmesPath = Annotated[str, AfterValidator(_compiles)]
"""A field that holds an expression of JMESPath; one that is none is refused with its place."""


def found(expression: str, value: Any) -> Any:
    """Return what `expression` finds in `value`; None where it finds nothing or does not fit what is there."""
    try:
        return jmespath.search(expression, value)
    except ValueError:  # its own errors are, and so is that of a slice whose step is 0
        return None


class JsonMapping(BaseModel):
    """Which value of an item means what."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    items: JmesPath = Field(default="@", description="Where the list of items is: `data.reviews`.")
    map: dict[str, JmesPath] = Field(
        default_factory=dict,
        description=f"Where each field is in an item, if it is not called so there. Fields: {', '.join(FIELDS)}.",
    )
    platform: str = Field(default="web", min_length=1, description="Where these people spoke, as it shall be called.")
    scope: str = Field(default="", description="Where the ids are unique, if not on the whole platform.")
    time_format: str | None = Field(default=None, description="How times are written, as in strptime: %d/%m/%Y %H:%M.")
    timezone: str = Field(default="UTC", description="The zone of times that name none: Europe/London.")
    rating_out_of: float = Field(default=5.0, gt=0, description="The most stars where a rating is a bare number.")

    @model_validator(mode="after")
    def _known(self) -> "JsonMapping":
        unknown = sorted(set(self.map) - set(FIELDS))
        if unknown:
            raise ValueError(f"no such field: {', '.join(unknown)}; there are {', '.join(FIELDS)}")
        try:
            ZoneInfo(self.timezone)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"{self.timezone} is no time zone") from error
        return self

    def page(self, payload: Any, now: datetime, *, or_one: bool = False) -> Page:
        """Return the mentions in `payload`, and what was not understood.

        Raises `Changed` where no list of items is found, nor one item where that will do.
        """
        items = found(self.items, payload)
        if items is None:
            raise Changed(f"nothing is at `{self.items}`, where the items should be")
        if or_one and isinstance(items, dict):
            items = [items]
        if not isinstance(items, list):
            raise Changed(f"what is at `{self.items}` is no list of items")
        mentions, rejected = [], []
        for item in items:
            try:
                mentions.append(mention_of(self._values(item), self._meaning, now))
            except NotUnderstood as error:
                rejected.append(Rejected(reason=str(error), payload=str(item)[:SHOWN]))
        return Page(mentions=tuple(mentions), rejected=tuple(rejected))

    @property
    def _meaning(self) -> Meaning:
        return Meaning(
            platform=self.platform,
            scope=self.scope,
            out_of=self.rating_out_of,
            time_format=self.time_format,
            timezone=self.timezone,
        )

    def _values(self, item: Any) -> Mapping[str, object]:
        if not isinstance(item, dict):
            raise NotUnderstood("it is no object with values")
        return {name: found(self.map[name], item) if name in self.map else item.get(name) for name in FIELDS}
