"""Kinds of sources and channels that exist for the tests of the configuration alone."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from monitor.config.kinds import ChannelKind, Kinds, SourceKind


class Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FeedSettings(Settings):
    url: str = Field(description="The feed's address.")
    base_url: str | None = None


class AppSettings(Settings):
    app: str = Field(description="The app's id.")
    key: SecretStr = Field(description="The account's key.")
    stars: tuple[int, ...] = ()
    language: str = "en"

    @field_validator("app")
    @classmethod
    def _has_a_dot(cls, app: str) -> str:
        if "." not in app:
            raise ValueError(f"{app!r} is no app id")
        return app


class SlackSettings(Settings):
    token: SecretStr = Field(description="The bot's token.")
    channel: str = Field(description="The channel's id.")


@dataclass(frozen=True, slots=True, kw_only=True)
class TestKind:
    __test__ = False

    settings: type[BaseModel]
    about: Literal["us", "brand"] = "brand"
    every: timedelta = timedelta(minutes=15)
    first_run: Literal["baseline", "alert"] = "baseline"
    answers: bool = False


SOURCES = {"rss": TestKind(settings=FeedSettings), "app": TestKind(settings=AppSettings, about="us", answers=True)}
CHANNELS = {"console": TestKind(settings=Settings), "slack": TestKind(settings=SlackSettings)}


def source_kinds() -> Kinds[SourceKind]:
    return Kinds(names=tuple(SOURCES), get=lambda name: SOURCES[name])


def channel_kinds() -> Kinds[ChannelKind]:
    return Kinds(names=tuple(CHANNELS), get=lambda name: CHANNELS[name])
