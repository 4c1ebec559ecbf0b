"""A document: what is told of something, with every field named and explained. Times are aware UTC."""

from pydantic import BaseModel, ConfigDict


class Document(BaseModel):
    """What every document is: a value that never changes, with no field beside those that are named."""

    model_config = ConfigDict(frozen=True, extra="forbid")
