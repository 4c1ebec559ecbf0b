"""Any API that answers with JSON: where its items are, what their values mean, and how its pages follow each other."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from connectors.contract import Changed, Cursor, Page
from connectors.kit.answer import Answer
from connectors.kit.cursor import load
from connectors.kit.history import back_to
from connectors.kit.items import read_json
from connectors.kit.kind import Kind, SourceSettings, Tools
from connectors.kit.mapping import JsonMapping
from connectors.kit.paging import Batch, Progress, floor_of, newest_first
from connectors.kit.walk import NoPages, Paging


class Watermark(BaseModel):
    """The parameter that asks only for what is newer than a moment."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    param: str = Field(min_length=1, description="Its name: `since`, `updated_after`.")
    format: Literal["iso", "epoch", "epoch_ms"] = Field(default="iso", description="How it tells the moment.")

    def told(self, seconds: float) -> str:
        """Return the moment as the API wants it."""
        if self.format == "iso":
            return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"
        return str(int(seconds if self.format == "epoch" else seconds * 1000))


class HttpJsonSettings(JsonMapping, SourceSettings):
    """What to ask, and what the answer means."""

    url: str = Field(pattern=r"^https?://", description="The address to ask.")
    params: dict[str, str] = Field(default_factory=dict, description="Parameters to add to it.")
    headers: dict[str, SecretStr] = Field(
        default_factory=dict, description="Headers to send: `{Authorization: Bearer ${SHOP_TOKEN}}`."
    )
    paging: Paging = Field(
        default=NoPages(), description="How pages follow: `{by: page|offset|cursor|link|header, ...}`."
    )
    since: Watermark | None = Field(default=None, description="The parameter that asks for newer items only.")
    order: Literal["newest", "any"] = Field(
        default="newest", description="`newest`: newest first, so reading stops at what is known. `any`: all is read."
    )
    overlap: int = Field(
        default=3600, ge=1, description="Seconds before the newest item that are read again each time."
    )

    @field_validator("headers")
    @classmethod
    def _well_formed(cls, headers: dict[str, SecretStr]) -> dict[str, SecretStr]:
        for name, value in headers.items():
            written = value.get_secret_value()
            if not name.isascii() or not name.replace("-", "").isalnum() or not written.isprintable():
                raise ValueError(f"the header {name!r} cannot be sent")
        return headers


class HttpJson:
    """Walks from the newest item to where it last was, or through everything."""

    def __init__(self, settings: HttpJsonSettings, tools: Tools) -> None:
        self._settings = settings
        self._http = tools.http
        self._now = tools.now

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        """Yield what is new since `since`, and what the API showed late."""
        progress = Progress() if since is None else load(Progress, since)
        overlap = self._settings.overlap
        floor = floor_of(progress, overlap)
        yield from newest_first(partial(self._fetch, floor), progress, overlap=overlap, ceiling=self._now().timestamp())

    def history(self, since: datetime, resume: Cursor | None) -> Iterator[Page]:
        """Yield the past back to `since`."""
        yield from back_to(partial(self._fetch, since.timestamp()), since, resume)

    def _fetch(self, floor: float | None, token: str | None) -> Batch:
        """Ask for the page of `token`, with the watermark that its first page had: its number counts from there."""
        settings = self._settings
        moment, at = _opened(token) if token else (self._watermark(floor), None)
        step = settings.paging.step(at)
        newer = {settings.since.param: moment} if settings.since and moment else {}
        headers = {name: value.get_secret_value() for name, value in settings.headers.items()}
        if step.url:
            answer = self._http.get(step.url, headers=headers)
        else:
            answer = self._http.get(settings.url, params={**settings.params, **newer, **step.params}, headers=headers)
        page, older = read_json(answer, lambda payload: self._read(payload, at, answer))
        return Batch(
            page=page,
            marks=tuple(mention.posted_at.timestamp() for mention in page.mentions),
            older=None if older is None else json.dumps([moment, older]),
            newest_first=settings.order == "newest",
        )

    def _read(self, payload: object, at: str | None, answer: Answer) -> tuple[Page, str | None]:
        page = self._settings.page(payload, self._now())
        items = len(page.mentions) + len(page.rejected)
        return page, self._settings.paging.next(at, answer, payload, items) if items else None

    def _watermark(self, floor: float | None) -> str | None:
        since = self._settings.since
        return None if since is None or floor is None else since.told(floor)


def _opened(token: str) -> tuple[str | None, str]:
    try:
        moment, at = json.loads(token)
    except (ValueError, TypeError) as error:
        raise Changed("the saved cursor holds no page to read on from", payload=token) from error
    return moment, str(at)


def _build(settings: HttpJsonSettings, tools: Tools) -> HttpJson:
    return HttpJson(settings, tools)


KIND = Kind(
    settings=HttpJsonSettings,
    build=_build,
    hears="Whatever an API answers as JSON: its items and their values are found by JMESPath.",
    needs="The API's address and, where it asks for one, a token in a header.",
    limits="What the API shows. Times must be among the values, or each item counts as posted when it was first read.",
    about="us",
    every=timedelta(minutes=15),
    edits=True,
    replies=True,
)
