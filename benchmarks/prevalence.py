"""What the stage is worth where complaints are rare: 2, 5 and 10% of what is heard, with noise from everywhere.

Complaints, and other posts to or about brands, are those of three sets; the noise are tweets about anything, with one
of the names in them by chance or not at all. Posts to other brands, complaints of those and all else, are heard for
every name but that of the brand they speak to: some name another in passing, and of those some complain of both.
Without relevance all of it is judged by its words; with relevance a mention must be about the brand and come from a
customer first, as in the service.
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from benchmarks.labelled import SETS
from connectors.contract import Mention, MentionKey
from monitor.domain.brand import BrandTerms
from monitor.domain.relevance import COMPLAINING, About
from monitor.domain.verdict import Thresholds
from monitor.scoring.relevance import Brands, Heard, relevance
from monitor.scoring.stage import measure

PREVALENCES = (0.02, 0.05, 0.10)
RECALL, GOAL = 0.70, 0.60
STEP = 3
"""Every third row is enough."""

NAMES = ("united", "delta", "southwest", "apple", "google", "microsoft", "twitter", "amazon", "uber")
"""What the noise is searched for: one of these names stands in some of it by chance."""

RIVALS = (*NAMES, "jetblue", "usairways", "americanair", "southwestair", "virginamerica")
"""What posts to other brands are searched for, but the brand that each speaks to."""

_HANDLE = re.compile(r"[@#](\w+)")
_POSTED = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post: its confidence, and whether it is about the brand and from a customer, as we judge."""

    confidence: float
    relevant: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """Posts by what they are: complaints to a brand, other posts to it, posts to other brands, and noise."""

    complaints: tuple[Post, ...]
    others: tuple[Post, ...]
    rivals: tuple[Post, ...]
    noise: tuple[Post, ...]

    def rest(self, name: str) -> tuple[tuple[Post, ...], ...]:
        """What is mixed with the complaints in equal parts."""
        return {"noise": (self.noise,), "to us": (self.noise, self.others), "to rivals": (self.noise, self.rivals)}[
            name
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """Precision and recall at a prevalence, and the false alarms in a thousand mentions."""

    precision: float
    recall: float
    false_alarms: float


def mix() -> Mix:
    """Judge every third row of the sets."""
    complaints, others, rivals, noise = [], [], [], []
    for name in ("airline", "sanders", "preotiuc"):
        for row in _rows(name):
            handle = _HANDLE.search(row["text"])
            if row["topic"].startswith("random"):
                noise.append(_post(row["text"], NAMES))
                continue
            own = handle[1].lower() if handle else ""
            (complaints if row["label"] == "1" else others).append(_post(row["text"], (own,) if own else NAMES))
            if name != "preotiuc":
                rivals.append(_post(row["text"], _rivals_of(own)))
    for name in ("tweeteval", "vader_tweets"):
        noise += [_post(row["text"], NAMES) for row in _rows(name)]
    return Mix(complaints=tuple(complaints), others=tuple(others), rivals=tuple(rivals), noise=tuple(noise))


def _rivals_of(own: str) -> tuple[str, ...]:
    return tuple(name for name in RIVALS if name not in own and (not own or own not in name))


def _rows(name: str) -> list[dict[str, str]]:
    with (SETS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["label"] in {"0", "1"}][::STEP]


def _post(text: str, names: tuple[str, ...]) -> Post:
    brand = BrandTerms(
        name="brand", keywords=(*names, *(f"@{name}" for name in names), *(f"#{name}" for name in names))
    )
    mention = Mention(key=MentionKey(platform="sample", scope="", native_id="1"), text=text, posted_at=_POSTED)
    judged = relevance(mention, brand, "brand", Brands([brand]).about(text).get("brand", Heard()))
    relevant = judged.about is About.US and judged.speaker in COMPLAINING
    return Post(confidence=measure(text).complaint or 0.0, relevant=relevant)


def worth(found: Mix, prevalence: float, threshold: float, *, rest: str, heeding: bool) -> Worth:
    """What a threshold is worth where `prevalence` are complaints, and what `rest` names is the others, evenly."""
    hits = _flagged(found.complaints, threshold, heeding=heeding)
    parts = found.rest(rest)
    false = (1 - prevalence) * sum(_flagged(part, threshold, heeding=heeding) for part in parts) / len(parts)
    true = prevalence * hits
    return Worth(precision=true / max(1e-9, true + false), recall=hits, false_alarms=1_000 * false)


def threshold_for(found: Mix, recall: float, *, heeding: bool) -> float:
    """The highest threshold at which this part of the complaints is found."""
    confidences = sorted((post.confidence for post in found.complaints if post.relevant or not heeding), reverse=True)
    return confidences[min(len(confidences) - 1, round(recall * len(found.complaints)))]


def _flagged(posts: Sequence[Post], threshold: float, *, heeding: bool) -> float:
    return sum(post.confidence >= threshold and (post.relevant or not heeding) for post in posts) / max(1, len(posts))


def main() -> None:
    """Print the tables; say so where the sets are absent."""
    if not SETS.exists():
        print(f"prevalence: no labelled sets at {SETS}, nothing measured")
        return
    found, shipped = mix(), Thresholds()
    print(
        f"{len(found.complaints):,} complaints, {len(found.others):,} other posts to their brands, "
        f"{len(found.rivals):,} posts to other brands, {len(found.noise):,} noise"
    )
    print(f"goal at 5%: precision {GOAL} at recall {RECALL}, with relevance")
    columns = f"{'complaints':>12}{'precision':>11}{'recall':>8}{'false/1,000':>13}"
    print(f"{'the rest':12}{'relevance':>10}{'threshold':>18}{columns}")
    print("the rest: noise; half noise and half posts to us that are no complaint; half noise and half to other brands")
    for rest in ("noise", "to us", "to rivals"):
        for heeding in (False, True):
            for name, threshold in (
                ("case", shipped.case),
                ("alert", shipped.alert),
                (f"recall {RECALL}", threshold_for(found, RECALL, heeding=heeding)),
            ):
                for prevalence in PREVALENCES:
                    one = worth(found, prevalence, threshold, rest=rest, heeding=heeding)
                    case = f"{rest:12}{'heeded' if heeding else '-':>10}{f'{name} ({threshold:.2f})':>18}"
                    figures = f"{one.precision:>11.3f}{one.recall:>8.3f}{one.false_alarms:>13.1f}"
                    print(f"{case}{prevalence:>12.0%}{figures}")


if __name__ == "__main__":
    main()
