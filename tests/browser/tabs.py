"""Tabs: a browser window for whoever looks, in the size and scheme that they have."""

from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.scene import Site
from tests.browser.watched import Watched
from tests.web.pages import COOKIE


@dataclass(frozen=True, slots=True)
class Size:
    """A window's size in CSS pixels."""

    width: int
    height: int


PHONE, TABLET, DESKTOP = Size(390, 844), Size(1024, 768), Size(1440, 900)
Scheme = Literal["light", "dark"]


class Tabs:
    """The windows of one test."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self._watched: list[Watched] = []

    def open(
        self,
        site: Site,
        name: str | None = "Ada",
        *,
        size: Size = DESKTOP,
        scheme: Scheme = "light",
        zone: str = "Europe/London",
    ) -> Page:
        """Open a window on a site in which one of its people is signed in, or nobody."""
        context = self._browser.new_context(
            base_url=site.origin,
            viewport={"width": size.width, "height": size.height},
            color_scheme=scheme,
            timezone_id=zone,
            locale="en-GB",
            reduced_motion="reduce",
            has_touch=size is PHONE,
        )
        context.set_default_timeout(30_000)
        if name is not None:
            context.add_cookies([{"name": COOKIE, "value": site.sessions[name], "url": site.origin}])
        self._contexts.append(context)
        watched = Watched(context.new_page(), site.origin)
        self._watched.append(watched)
        return watched.begin()

    def troubles(self) -> list[str]:
        """Return all that went wrong in any of them."""
        return [trouble for watched in self._watched for trouble in watched.look()]

    def forgive(self) -> None:
        """Forget what went wrong: it was meant to."""
        for watched in self._watched:
            watched.troubles.clear()

    def close(self) -> None:
        """Close them."""
        for context in self._contexts:
            context.close()
