"""A year of a large company: mentions, verdicts, cases, timelines and sums, written by the row and not by the judge.

Every figure is drawn from one seed. About one mention in twenty is a complaint; cases live as they do: the latest are
open, most of the rest resolved. Texts are of 2,000 made-up words, the frequent ones as frequent as words are; one in
twelve says `delivery`, one in 50,000 `zeppelin`.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate, count
from random import Random
from typing import Any

from monitor.domain.score import Topic
from monitor.store.columns import to_instant

END = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
"""The moment at which all of it was heard."""
YEAR = timedelta(weeks=52)
BRANDS = ("Acme Air", "Acme Rail", "Acme Cargo")
SOURCES = (
    "play", "app-store", "trustpilot", "reddit", "mastodon", "bluesky", "forum", "steam", "google-reviews",
    "mailbox", "youtube", "news",
)  # fmt: skip
DEPARTMENTS = ("support", "logistics", "billing", "digital", None)
OWNERS = ("Mia", "Jonas", "Priya", "Ada", "Chen", None)
LANGUAGES = ("en", "de", "fr", "es")
PLACES = ("London", "Leeds", "Berlin", "Paris", None, None, None, None, None, None)
SEVERITIES, WEIGHTS = ("low", "medium", "high", "critical"), (40, 42, 15, 3)
AT_ONCE = 10_000
NEEDS = ("functional", "emotional", "both", None)
_TOPICS = tuple(topic.value for topic in Topic)
_MICRO = 1_000_000
_HOUR, _DAY = 3600 * _MICRO, 86_400 * _MICRO
_BUCKET = 900 * _MICRO
Row = tuple[Any, ...]
COLUMNS: dict[str, tuple[str, ...]] = {
    "sources": (
        "id", "name", "kind", "settings_hash", "configured", "first_poll_done", "due_at", "lease_token", "failures",
        "changed_failures", "paused", "last_polled_at", "last_ok_at", "last_new_at",
    ),
    "polls": (
        "id", "source_id", "started_at", "ended_at", "outcome", "pages", "heard", "new", "edited", "rejected",
        "deleted",
    ),
    "incidents": (
        "id", "brand", "topic", "title", "cause", "opened_at", "opened_by", "last_at", "closed_at", "closed_by",
        "grown",
    ),
    "mentions": (
        "id", "platform", "scope", "native_id", "source_id", "lane", "revision", "judged", "content_hash", "heard_at",
        "posted_at", "title", "text", "language", "author_id", "author_name", "followers", "stars", "out_of", "place",
        "thread_id", "needs_eyes",
    ),
    "sightings": ("mention_id", "source_id", "heard_at"),
    "verdicts": (
        "id", "mention_id", "brand", "revision", "lane", "judge", "decided_at", "about", "speaker", "language", "vader",
        "score", "complaint", "alert", "needs_eyes", "severity", "topic", "need", "critical", "abusive", "policy",
        "praise", "reasons",
    ),
    "cases": (
        "id", "mention_id", "brand", "source_id", "state", "severity", "topic", "need", "department", "alert", "owner",
        "opened_at", "due_at", "acknowledged_at", "responded_at", "resolved_at", "outcome", "dismissal", "incident_id",
        "language", "version",
    ),
    "replies": ("id", "mention_id", "native_id", "author", "text", "posted_at", "heard_at"),
    "events": ("id", "case_id", "at", "kind", "by", "became"),
    "rollups": ("bucket", "measure", "brand", "source", "topic", "severity", "department", "count"),
}  # fmt: skip
"""What is written, in the order in which tables refer to one another."""


@dataclass
class Crowd:
    """Draws `mentions` mentions and all that follows from them."""

    mentions: int
    dice: Random = field(default_factory=lambda: Random(47))

    def __post_init__(self) -> None:
        self._events, self._replies, self._verdicts, self._cases = count(1), count(1), count(1), count(1)
        self._sums: Counter[Row] = Counter()
        self._troubles: dict[str, list[Any]] = {}
        self._incidents: list[list[Any]] = []
        letters = "abcdefghiklmnoprstuvw"
        self._words = ["".join(self.dice.choices(letters, k=self.dice.randint(3, 9))) for _ in range(2_000)]
        self._heard_of = list(accumulate(1 / (rank + 3) for rank in range(2_000)))

    def rows(self) -> Iterator[dict[str, list[Row]]]:
        """Yield rows by table, a piece at a time; incidents and sums come last, when all of them is known."""
        now = to_instant(END)
        yield {"sources": list(self._sources(now)), "polls": list(self._polls(now))}
        begin = to_instant(END - YEAR)
        step = (now - begin) / self.mentions
        for first in range(0, self.mentions, AT_ONCE):
            piece: dict[str, list[Row]] = {name: [] for name in COLUMNS}
            for number in range(first, min(first + AT_ONCE, self.mentions)):
                self._hear(piece, number + 1, round(begin + step * number), now)
            yield piece
        yield {"incidents": [tuple(row) for row in self._incidents]}
        cells = [(*cell, sums) for cell, sums in self._sums.items()]
        for first in range(0, len(cells), 10 * AT_ONCE):
            yield {"rollups": cells[first : first + 10 * AT_ONCE]}

    def _sources(self, now: int) -> Iterator[Row]:
        for number, name in enumerate(SOURCES, start=1):
            yield (number, name, "rss", "h", True, True, now + _HOUR, 0, 0, 0, False, now, now, now)

    def _polls(self, now: int) -> Iterator[Row]:
        """Four weeks of them, as the retention keeps."""
        number = count(1)
        for source in range(1, len(SOURCES) + 1):
            for at in range(now - 35 * _DAY, now, 900 * _MICRO):
                good = self.dice.random() > 0.01
                yield (next(number), source, at, at + _MICRO, "ok" if good else "unavailable", 1, 20, 3, 0, 0, 0)

    def _hear(self, piece: dict[str, list[Row]], number: int, at: int, now: int) -> None:
        dice = self.dice
        source = dice.randrange(len(SOURCES))
        brand = dice.choices(BRANDS, (6, 3, 1))[0]
        language = dice.choices(LANGUAGES, (80, 10, 6, 4))[0]
        roll = dice.random()
        complaint, eyes = roll < 0.05, 0.05 <= roll < 0.055
        topic = dice.choice(_TOPICS)
        severity = dice.choices(SEVERITIES, WEIGHTS)[0] if complaint else None
        rated = source < 3
        stars = float(dice.choice((1, 1, 2) if complaint else (2, 3, 4, 5, 5))) if rated else None
        author = dice.randrange(max(10, self.mentions // 5))
        posted = at - round(dice.expovariate(1 / 600) * _MICRO)
        place = dice.choice(PLACES)
        piece["mentions"].append(
            (number, SOURCES[source], "s", f"n{number}", source + 1, 0, 1, 1, "h", at, posted, None, self._text(number),
             language, f"a{author}", f"user{author}", dice.randrange(2000), stars, 5.0 if rated else None, place,
             f"t{number // 7}" if source in {3, 6} else None, eyes)
        )  # fmt: skip
        piece["sightings"].append((number, source + 1, at))
        policy, praise = complaint and dice.random() < 0.08, not complaint and roll > 0.998
        score = 0.6 + 0.4 * dice.random() if complaint else 0.45 * dice.random()
        reasons = json.dumps([["negative", ["bad"], 0.4]] if complaint else [])
        piece["verdicts"].append(
            (next(self._verdicts), number, brand, 1, 0, "bench", at, "us" if roll < 0.7 else "unclear", "customer",
             language, -0.5 if complaint else 0.2, None if eyes else score, complaint, complaint, eyes, severity,
             topic if complaint else None, None, severity == "critical", False, policy, praise, reasons)
        )  # fmt: skip
        bucket, name = at // _BUCKET, SOURCES[source]
        self._sums[bucket, "heard", "", name, "", "", ""] += 1
        if roll < 0.7:
            self._sums[bucket, "about_us", brand, name, "", "", ""] += 1
        if eyes:
            self._sums[bucket, "needs_eyes", brand, name, "", "", ""] += 1
        if severity is not None:
            self._sums[bucket, "complaint", brand, name, topic, severity, ""] += 1
            self._open(piece, number, (brand, source + 1, topic, severity, language), at, now)

    def _text(self, number: int) -> str:
        dice = self.dice
        words = dice.choices(self._words, cum_weights=self._heard_of, k=dice.randint(8, 30))
        if dice.random() < 1 / 12:
            words.append("delivery")
        if number % 50_000 == 77:
            words.append("zeppelin")
        return " ".join(words)

    def _open(self, piece: dict[str, list[Row]], mention: int, about: tuple[Any, ...], at: int, now: int) -> None:
        brand, source, topic, severity, language = about
        dice, case = self.dice, next(self._cases)
        fresh = now - at < 3 * _DAY
        weights = (40, 20, 25, 5, 10) if fresh else (0.8, 0.7, 2.5, 84, 12)
        state = dice.choices(("open", "acknowledged", "responded", "resolved", "dismissed"), weights)[0]
        due = at + {"low": 48, "medium": 8, "high": 2, "critical": 1}[severity] * _HOUR
        claimed = at + round(dice.expovariate(1 / 3600) * _MICRO) if state != "open" else None
        answered = (claimed or at) + round(dice.expovariate(1 / 7200) * _MICRO)
        responded = answered if state in {"responded", "resolved"} else None
        resolved = answered + _DAY if state == "resolved" else None
        outcome = dice.choice(("recovered", "unchanged", "unchanged", "worsened", "unknown")) if resolved else None
        dismissal = dice.choice(("not_a_complaint", "duplicate", "spam")) if state == "dismissed" else None
        owner = dice.choice(OWNERS) if claimed else None
        department, need = dice.choice(DEPARTMENTS), dice.choice(NEEDS)
        piece["cases"].append(
            (case, mention, brand, source, state, severity, topic, need, department, True, owner, at, due, claimed,
             responded, resolved, outcome, dismissal,
             self._trouble(brand, topic, at, now), language, 1 + (claimed is not None) + (responded is not None))
        )  # fmt: skip
        if responded is not None:
            said = f"Dear customer, thank you for telling us. Your number is {case}. {self._text(0)}"
            piece["replies"].append((next(self._replies), mention, f"r{case}", "Acme", said, responded, responded))
        told = (("opened", at, None), ("acknowledged", claimed, None), ("responded", responded, None))
        ends = (("outcome", resolved, outcome), ("dismissed", claimed if dismissal else None, dismissal))
        for kind, moment, became in (*told, *ends):
            if moment is not None:
                piece["events"].append((next(self._events), case, moment, kind, owner or "judge", became))

    def _trouble(self, brand: str, topic: str, at: int, now: int) -> int | None:
        """A case in seven belongs to the incident that its brand has just then; each has about thirty."""
        if self.dice.random() > 1 / 7:
            return None
        row = self._troubles.get(brand)
        if row is None or self.dice.random() < 1 / 30:
            number = len(self._incidents) + 1
            row = [number, brand, topic, f"error {number}", "key", at, "judge", at, None, None, False]
            self._incidents.append(row)
            self._troubles[brand] = row
        row[7] = at
        if now - at > 14 * _DAY:
            row[8], row[9] = at + _DAY, "Mia"
        return int(row[0])
