"""A hundred services and more by one address each, through the Apprise library (https://github.com/caronc/apprise).

It is an extra: `pip install 'complaint-monitor[apprise]'`. The library says whether a message was taken, and no more;
what it says in its log of a refusal is read for the status. An address holds secrets and is never repeated.
"""

import hashlib
import importlib.util
import logging
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from pydantic import Field, SecretStr, model_validator

from alerts.contract import Invalid, Notice, Receipt, Refused, Tone, Unavailable, Uncertain
from alerts.kind import ChannelSettings, Kind, Tools
from alerts.plain import text_of
from alerts.text import one_line

INSTALL = "pip install 'complaint-monitor[apprise]'"
_STATUS = re.compile(r"\berror=(\d{3})\b")
_REFUSED = frozenset({401, 402, 403, 404, 405, 407, 410})
_LATER = frozenset({408, 425, 429, 502, 503, 504})
_TYPES = {
    Tone.CRITICAL: "failure",
    Tone.HIGH: "warning",
    Tone.MEDIUM: "warning",
    Tone.LOW: "info",
    Tone.DONE: "success",
    Tone.INFO: "info",
    Tone.TROUBLE: "failure",
}


class AppriseSettings(ChannelSettings):
    """One service."""

    url: SecretStr = Field(description="the service's address as Apprise writes it: ${TEAMS_URL}")
    timeout: float = Field(default=15.0, gt=0, le=300, description="seconds to wait for each answer")

    @model_validator(mode="after")
    def _is_installed(self) -> "AppriseSettings":
        if importlib.util.find_spec("apprise") is None:
            raise ValueError(f"the package apprise is not installed: {INSTALL}")
        return self


class AppriseChannel:
    """`kind: apprise`. A notice is posted as it reads then: no service that Apprise knows can be asked to change it."""

    def __init__(self, name: str, settings: AppriseSettings, now: Callable[[], datetime]) -> None:
        self._name = name
        self._settings = settings
        self._now = now

    def post(self, notice: Notice) -> Receipt:
        """Post title and text. Raises `Uncertain` where the service gave no clear answer."""
        now = self._now()
        with _heard() as lines:
            service = self._service()
            taken = service.notify(
                title=one_line(notice.title), body=text_of(notice), notify_type=_TYPES[notice.tone], body_format="text"
            )
        if not taken:
            raise self._refusal(lines)
        reference = hashlib.sha256(notice.key.encode("utf-8", "replace")).hexdigest()[:32]
        return Receipt(channel=self._name, workspace="", reference=reference, posted_at=now)

    def _service(self) -> Any:
        import apprise  # noqa: PLC0415  (an extra, and 0.3 s that others never pay)

        service = apprise.Apprise.instantiate(self._settings.url.get_secret_value(), suppress_exceptions=True)
        if service is None:
            raise Refused(f"the url of the channel {self._name} is none that Apprise knows: check it with `apprise`")
        service.socket_connect_timeout = service.socket_read_timeout = self._settings.timeout
        return service

    def _refusal(self, lines: list[str]) -> Unavailable | Refused | Invalid | Uncertain:
        """A status is all that is taken from what the library logs: the rest may hold the address."""
        found = [int(status) for line in lines for status in _STATUS.findall(line)]
        if not found:
            return Uncertain(f"the service of the channel {self._name} gave no clear answer")
        told = f"the service of the channel {self._name} answered HTTP {found[-1]}"
        if found[-1] in _REFUSED:
            return Refused(f"{told}: check the channel's url")
        if found[-1] in _LATER:
            return Unavailable(told)
        if 400 <= found[-1] < 500:
            return Invalid(f"{told}: it does not understand this notice")
        return Uncertain(told)


@contextmanager
def _heard() -> Iterator[list[str]]:
    """Take what the library logs in this thread, and let none of it get into our logs."""
    lines: list[str] = []
    log, ours = logging.getLogger("apprise"), threading.get_ident()
    logging.getLogger("urllib3").setLevel(logging.ERROR)  # its lines hold paths, which may be secrets

    class Ear(logging.Filter):
        def filter(self, record: logging.LogRecord) -> bool:
            """Keep what is ours from every handler, whoever set one."""
            if record.thread == ours:
                lines.append(record.getMessage())
            return record.thread != ours

    ear = Ear()
    log.addFilter(ear)
    try:
        yield lines
    finally:
        log.removeFilter(ear)


def _build(settings: AppriseSettings, tools: Tools) -> AppriseChannel:
    return AppriseChannel(tools.name, settings, tools.now)


KIND = Kind(
    settings=AppriseSettings,
    build=_build,
    shows="a message of title and text in any service that Apprise knows: Teams, Discord, Telegram, and 100 more",
    needs=f"the extra ({INSTALL}), and the service's address as Apprise writes it",
)
