"""Navigation: the links in the header, as far as whoever looks may follow them."""

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.domain.access import Permission, Viewer
from monitor.wording import access as access_words
from monitor.wording import eyes as eyes_words
from monitor.wording import health_page
from monitor.wording import mentions as mention_words
from monitor.wording import pages as words
from monitor.wording.insights import page as insights
from monitor.wording.setting_pages import SETTINGS


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One link. It is where somebody is when they look at its address, or at one below it.

    `whole`: it is for those alone whose sight is not limited to brands or departments.
    """

    label: str
    path: str
    needs: Permission = Permission.LOOK
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One link as somebody sees it."""

    label: str
    path: str
    here: bool


ENTRIES = (
    Entry(label=words.INBOX, path="/cases"),
    Entry(label=mention_words.MENTIONS, path="/mentions"),
    Entry(label=eyes_words.EYES, path="/eyes"),
    Entry(label=words.INCIDENTS, path="/incidents"),
    Entry(label=words.DIGESTS, path="/digests"),
    Entry(label=insights.TITLE, path="/insights"),
    Entry(label=health_page.TITLE, path="/health"),
    Entry(label=SETTINGS, path="/settings", whole=True),
    Entry(label=access_words.ACCESS, path="/access", needs=Permission.ADMIN),
    Entry(label=access_words.JOURNAL, path="/journal", needs=Permission.ADMIN),
)


def links(viewer: Viewer, path: str) -> Iterator[Shown]:
    """Yield the links for `viewer`, who looks at `path`."""
    for entry in ENTRIES:
        if viewer.may(entry.needs) and (viewer.limits.any or not entry.whole):
            yield Shown(
                label=entry.label, path=entry.path, here=path == entry.path or path.startswith(f"{entry.path}/")
            )
