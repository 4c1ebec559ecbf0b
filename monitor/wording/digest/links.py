"""Where the rows behind a figure are shown."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from monitor.domain.edition import EVERY_BRAND, Edition
from monitor.domain.figures import Figures

_ID = re.compile(r"\b(?:C|I|M)-[1-9]\d{0,17}\b")

_PLACES = {"C": "cases", "I": "incidents", "M": "mentions"}


def digest_path(week: str, edition: Edition, ending: str = "") -> str:
    """Return where a digest is shown, or (with an `ending` as `.csv`) where its file is."""
    brand = "" if edition.brand == EVERY_BRAND else edition.brand
    asked = {"digest": edition.name, "brand": brand, "department": edition.department}
    told = urlencode({name: value for name, value in asked.items() if value})
    return f"/digests/{week}{ending}{f'?{told}' if told else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Words, and what they lead to."""

    text: str
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Addresses below `base_url`, where pages are served; without one there are none.

    An empty `base_url` makes addresses that hold on the pages themselves.
    """

    base_url: str | None
    week: str
    edition: Edition

    @classmethod
    def of(cls, figures: Figures, base_url: str | None) -> "Links":
        """The links of one digest."""
        below = None if base_url is None else base_url.rstrip("/")
        return cls(base_url=below, week=figures.week, edition=figures.edition)

    def cases(self, **chosen: str) -> str | None:
        """Return the list of the week's cases that match `chosen` (`topic="billing"`)."""
        return self._at(f"/cases?{urlencode({'week': self.week, 'state': 'all', **self._about(), **chosen})}")

    def place(self, platform: str, source: str) -> str | None:
        """Return the list of the week's cases of a place; `platform` is empty where it is not known."""
        return self.cases(**({"platform": platform} if platform else {}), source=source)

    def standing(self, state: str) -> str | None:
        """Return the list of the cases of any week that are in a state now (`overdue`)."""
        return self._at(f"/cases?{urlencode({'state': state, **self._about()})}")

    def mentions(self, **chosen: str) -> str | None:
        """Return the list of the week's mentions that match `chosen` (`source="play"`), flagged or not."""
        return self._at(f"/mentions?{urlencode({'week': self.week, **self._brand(), **chosen})}")

    def case(self, number: int) -> str | None:
        """Return the page of one case."""
        return self._at(f"/cases/C-{number}")

    def page(self) -> str | None:
        """Return the page of the digest itself."""
        return self._at(digest_path(self.week, self.edition))

    def parts(self, words: str) -> tuple[Part, ...]:
        """Return `words` in parts, so that each case and incident that they name leads to its page."""
        return tuple(self._parts(words))

    def _parts(self, words: str) -> Iterator[Part]:
        done = 0
        for found in _ID.finditer(words):
            if found.start() > done:
                yield Part(text=words[done : found.start()])
            named = found.group()
            yield Part(text=named, link=self._at(f"/{_PLACES[named[0]]}/{named}"))
            done = found.end()
        if done < len(words):
            yield Part(text=words[done:])

    def _about(self) -> dict[str, str]:
        department = self.edition.department
        return self._brand() | ({"department": department} if department else {})

    def _brand(self) -> dict[str, str]:
        return {} if self.edition.brand == EVERY_BRAND else {"brand": self.edition.brand}

    def _at(self, path: str) -> str | None:
        return None if self.base_url is None else f"{self.base_url}{path}"
