"""Where the rows behind a figure are shown."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from monitor.domain.figures import ALL, Figures

_ID = re.compile(r"\b(?:C|I)-[1-9]\d{0,17}\b")


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
    scope: str

    @classmethod
    def of(cls, figures: Figures, base_url: str | None) -> "Links":
        """The links of one digest."""
        below = None if base_url is None else base_url.rstrip("/")
        return cls(base_url=below, week=figures.week, scope=figures.scope)

    def cases(self, **chosen: str) -> str | None:
        """Return the list of the week's cases that match `chosen` (`topic="billing"`)."""
        return self._at(f"/cases?{urlencode({'week': self.week, 'state': 'all', **self._brand(), **chosen})}")

    def standing(self, state: str) -> str | None:
        """Return the list of the cases of any week that are in a state now (`overdue`)."""
        return self._at(f"/cases?{urlencode({'state': state, **self._brand()})}")

    def case(self, number: int) -> str | None:
        """Return the page of one case."""
        return self._at(f"/cases/C-{number}")

    def page(self) -> str | None:
        """Return the page of the digest itself."""
        brand = self._brand()
        return self._at(f"/digests/{self.week}{f'?{urlencode(brand)}' if brand else ''}")

    def parts(self, words: str) -> tuple[Part, ...]:
        """Return `words` in parts, so that each case and incident that they name leads to its page."""
        return tuple(self._parts(words))

    def _parts(self, words: str) -> Iterator[Part]:
        done = 0
        for found in _ID.finditer(words):
            if found.start() > done:
                yield Part(text=words[done : found.start()])
            named = found.group()
            yield Part(text=named, link=self._at(f"/{'cases' if named[0] == 'C' else 'incidents'}/{named}"))
            done = found.end()
        if done < len(words):
            yield Part(text=words[done:])

    def _brand(self) -> dict[str, str]:
        return {} if self.scope == ALL else {"brand": self.scope}

    def _at(self, path: str) -> str | None:
        return None if self.base_url is None else f"{self.base_url}{path}"
