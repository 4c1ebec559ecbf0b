"""Where the monthly reports are: in Google's bucket, or in a folder that somebody puts them in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

import msgspec

from connectors.contract import Refused, Unavailable
from connectors.kit.answer import Answer
from connectors.kit.discretion import place_of
from connectors.kit.http import Http
from connectors.kit.items import read_json, shaped
from connectors.kit.status import error_for
from connectors.kit.tokens import Tokens

SCOPE = "https://www.googleapis.com/auth/devstorage.read_only"

_MONTH = re.compile(r"_(\d{6})\.csv")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One month's file: its `version` is another when anything in it changed."""

    name: str
    month: str
    version: str
    size: int


class Shelf(Protocol):
    """Where reports are listed, and parts of them are read."""

    def reports(self) -> Iterator[Report]:
        """Yield the reports that are there. Raises `SourceError`."""
        ...

    def part(self, report: Report, start: int, length: int) -> bytes:
        """Return so many bytes of a report, fewer at its end. Raises `SourceError`."""
        ...


class _Object(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    generation: str
    size: str


class _Objects(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    kind: str
    items: list[_Object] = []
    next_page_token: str | None = None


class Bucket:
    """Reports as Google keeps them, by the JSON API of Cloud Storage."""

    def __init__(self, http: Http, tokens: Tokens, address: str, bucket: str, package: str, now: datetime) -> None:
        self._http = http
        self._tokens = tokens
        self._objects = f"{address.rstrip('/')}/storage/v1/b/{quote(bucket, safe='')}/o"
        self._prefix = f"reviews/reviews_{package}_"
        self._now = now

    def reports(self) -> Iterator[Report]:
        """Yield the app's reports of reviews."""
        token: str | None = ""
        while token is not None:
            asked = {"prefix": self._prefix, **({"pageToken": token} if token else {})}
            answer = self._get(self._objects, asked, {}, (200,))
            found = read_json(answer, lambda payload: shaped(payload, _Objects, "list of reports"))
            for one in found.items:
                month = _MONTH.fullmatch(one.name[len(self._prefix) - 1 :])
                if month:
                    yield Report(name=one.name, month=month[1], version=one.generation, size=int(one.size))
            token = found.next_page_token or None

    def part(self, report: Report, start: int, length: int) -> bytes:
        """Return a part of a report; where it was written anew meanwhile, the version that was listed is gone."""
        asked = {"alt": "media", "generation": report.version}
        wanted = {"Range": f"bytes={start}-{start + length - 1}", "Accept-Encoding": "identity"}
        answer = self._get(f"{self._objects}/{quote(report.name, safe='')}", asked, wanted, (200, 206, 404))
        if answer.status == 404:
            raise Unavailable(f"the report {report.name} was written anew while it was read")
        return answer.body if answer.status == 206 else answer.body[start : start + length]

    def _get(self, url: str, asked: dict[str, str], headers: dict[str, str], accept: tuple[int, ...]) -> Answer:
        answer = self._tokens.get(self._http, url, params=asked, headers=headers, accept=(*accept, 403, 404))
        if answer.status in accept:
            return answer
        if answer.status == 403:
            raise Refused(
                "Google answered 403: the service account may not read the bucket of reports. Give it the leave to "
                "view app information and download bulk reports in the Play Console; that takes up to a day"
            )
        if answer.status == 404:
            raise Refused(
                "there is no such bucket: copy the Cloud Storage URI from Download reports in the Play Console"
            )
        raise error_for(place_of(url), answer, self._now)


class Folder:
    """Reports that were downloaded."""

    def __init__(self, folder: Path, package: str) -> None:
        self._folder = folder
        self._prefix = f"reviews_{package}_"

    def reports(self) -> Iterator[Report]:
        """Yield the app's reports of reviews."""
        try:
            for path in sorted(self._folder.iterdir()):
                month = _MONTH.fullmatch(path.name[len(self._prefix) - 1 :])
                if month and path.name.startswith(self._prefix):
                    told = path.stat()
                    version = f"{told.st_mtime_ns}-{told.st_size}"
                    yield Report(name=path.name, month=month[1], version=version, size=told.st_size)
        except OSError as error:
            raise Refused(f"the folder of reports {self._folder} cannot be read") from error

    def part(self, report: Report, start: int, length: int) -> bytes:
        """Return a part of a report."""
        try:
            with (self._folder / report.name).open("rb") as stream:
                stream.seek(start)
                return stream.read(length)
        except OSError as error:
            raise Unavailable(f"the report {report.name} cannot be read") from error
