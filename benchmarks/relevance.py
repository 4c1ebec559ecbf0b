"""How well it is told whether a mention is about us and who speaks: 1,000 rows labelled by hand.

754 are posts of labelled sets, as a search for a name would bring them; the labels are benchmarks/labels/relevance.csv,
by id, for the texts are not ours to give away. What tells a report from a person was chosen on the first 630 of them
and on the story; the last 124 were drawn and labelled before that, and measure it. The others are the bundled story's,
labelled by its author. Every name in these sets is listened for as one keyword, the hardest case: no `exclude`, no
second word.
"""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from connectors.contract import Author, Mention, MentionKey
from connectors.sample.reading import past
from monitor.domain.brand import BrandTerms
from monitor.domain.relevance import COMPLAINING, About, Speaker
from monitor.scoring.relevance import Brands, Heard, relevance

SETS = Path(__file__).resolve().parents[2] / "shared" / "data" / "complaints"
LABELS = Path(__file__).resolve().parent / "labels" / "relevance.csv"
CHOSEN_ON = 630
"""The first rows; choices were made by their errors, and never by those of the rest."""

_POSTED = datetime(2026, 11, 1, tzinfo=UTC)
_STORY = {"news": Speaker.NEWS, "job": Speaker.JOB_SEEKER, "bot": Speaker.BOT, "competitor": Speaker.COMPETITOR,
          "staff": Speaker.STAFF}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One labelled mention: what its label says, and what we say."""

    text: str
    about: About
    speaker: Speaker
    told_about: About
    told_speaker: Speaker

    @property
    def counts(self) -> bool:
        """Whether a complaint in it would be one of ours, by its label."""
        return self.about is About.US and self.speaker in COMPLAINING

    @property
    def told_counts(self) -> bool:
        """Whether it would be, as we judge."""
        return self.told_about is not About.OTHER and self.told_speaker in COMPLAINING


def labelled() -> list[Told]:
    """Judge the labelled rows of the sets."""
    with LABELS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [_told(_text(row["id"]), row["brand"], About(row["about"]), Speaker(row["speaker"])) for row in rows]


def story() -> list[Told]:
    """Judge the bundled story's posts; what its author calls a homonym is about something else."""
    lines = [event.line for event in past() if len(event.steps) == 1 and event.line.kind != "own"]
    return [
        _told(
            f"{line.title}\n{line.text}" if line.title else line.text,
            "sorrel",
            About.OTHER if line.speaker == "homonym" else About.US,
            _STORY.get(line.speaker or "", Speaker.CUSTOMER),
            author=line.by,
        )
        for line in lines
        if line.on not in _OURS
    ]


_OURS = frozenset(("google_play", "reviews", "app_store", "mail"))
"""Places of the story that are about the brand alone: nothing is searched there."""


def _told(text: str, keyword: str, about: About, speaker: Speaker, author: str | None = None) -> Told:
    words = (keyword, f"@{keyword}", f"#{keyword}", "sorrelgrocers") if keyword else ()
    brand = BrandTerms(name="brand", keywords=words)
    key = MentionKey(platform="sample", scope="", native_id="1")
    mention = Mention(key=key, text=text, author=Author(name=author), posted_at=_POSTED)
    found = relevance(mention, brand, "brand", Brands([brand]).about(text).get("brand", Heard()))
    return Told(text=text, about=about, speaker=speaker, told_about=found.about, told_speaker=found.speaker)


@cache
def _texts() -> dict[str, str]:
    texts = {}
    for name in ("airline", "sanders", "preotiuc", "tweeteval"):
        with (SETS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            texts |= {row["id"]: row["text"] for row in csv.DictReader(file)}
    return texts


def _text(row: str) -> str:
    return _texts()[row]


def kept(told: Sequence[Told]) -> float:
    """The part of what counts that we let through."""
    counting = [one for one in told if one.counts]
    return sum(one.told_counts for one in counting) / max(1, len(counting))


def noise_left(told: Sequence[Told]) -> float:
    """The part of what does not count that we let through."""
    noise = [one for one in told if not one.counts]
    return sum(one.told_counts for one in noise) / max(1, len(noise))


def main() -> None:
    """Print the tables; the sets' only where they are."""
    groups = {"the story": story()}
    if SETS.exists():
        rows = labelled()
        groups |= {"the sets": rows, "held out": rows[CHOSEN_ON:]}
    print("relevance and speaker: what counts (about us, by a customer or staff) must be kept, the rest left out")
    for name, told in groups.items():
        about = sum(one.about is one.told_about for one in told) / len(told)
        speaker = sum(one.speaker is one.told_speaker for one in told) / len(told)
        print(
            f"{name:10} {len(told):>5} rows  about right {about:.3f}  speaker right {speaker:.3f}  "
            f"kept {kept(told):.3f}  noise let through {noise_left(told):.3f}"
        )
        wrong = Counter((one.speaker.value, one.told_speaker.value) for one in told if one.speaker != one.told_speaker)
        print(
            "           speaker taken for another: "
            + ", ".join(f"{a} for {b} {n}" for (a, b), n in wrong.most_common(6))
        )


if __name__ == "__main__":
    main()
