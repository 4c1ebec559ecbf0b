"""What the context adds: the bundled story with its authors' histories, and replies of our own under a complaint.

No labelled set has threads or authors, so the layer's weights are set by hand; this shows that they do what they are
meant to, and no more. The story's posts are judged in their order, each with what its author said before.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from benchmarks.judgement import THRESHOLD
from benchmarks.quality import quality
from connectors.contract import Rating
from connectors.sample.reading import past
from monitor.domain.surroundings import Surroundings, Under
from monitor.scoring.layers import CONTEXT, SHIPPED, Layer
from monitor.scoring.stage import measure

WITHOUT = tuple(layer for layer in SHIPPED if layer is not CONTEXT)
CONTENT = 0.2
REPLIES = (
    (True, "Same here, since this morning"),
    (True, "Me too. Two cards refused already"),
    (True, "Exactly the same problem at the Harbour Street shop"),
    (True, "Happened to me twice"),
    (True, "+1"),
    (True, "Mine too, and the chat is useless"),
    (True, "Still nothing here either"),
    (True, "Us too, whole street"),
    (True, "Here too, every evening"),
    (True, "Same issue, any news?"),
    (False, "Have you tried turning it off and on?"),
    (False, "Works fine for me"),
    (False, "No such trouble here, all good"),
    (False, "Which branch was that?"),
    (False, "Hope they sort it out for you"),
    (False, "Ours came on time today"),
    (False, "Call them, they fixed mine in minutes"),
    (False, "What a lovely photo though"),
    (False, "Update: it is solved, thank you all"),
    (False, "Try the other entrance"),
)
"""Written for this project; whether each complains, too."""

Judged = list[tuple[bool, float]]


def main() -> None:
    """Print the table."""
    print("what the context adds; threshold .5: precision, recall, F1")
    for name, layers in (("with", SHIPPED), ("without", WITHOUT)):
        told = f"story {_shown(story(layers))}, replies {_shown(replies(layers))}"
        print(f"{name:10}{told}")


def story(layers: Sequence[Layer]) -> Judged:
    """Judge the story's English posts by customers, each with its author's history."""
    return list(_told(layers))


def replies(layers: Sequence[Layer]) -> Judged:
    """Judge our own replies, which stand under somebody's complaint."""
    under = Surroundings(under=Under.COMPLAINT)
    return [(yes, measure(text, layers=layers, surroundings=under).complaint or 0.0) for yes, text in REPLIES]


def _told(layers: Sequence[Layer]) -> Iterator[tuple[bool, float]]:
    complained: Counter[tuple[str, str | None]] = Counter()
    content: Counter[tuple[str, str | None]] = Counter()
    for event in past():
        line = event.line
        if len(event.steps) > 1 or line.language != "en" or line.kind == "own":
            continue
        who = (line.on, line.by)
        around = Surroundings(complained=complained[who], content=content[who]) if line.by else Surroundings()
        rating = Rating(stars=line.stars) if line.stars else None
        score = measure(line.text, title=line.title, rating=rating, layers=layers, surroundings=around).complaint or 0.0
        complained[who] += score >= THRESHOLD
        content[who] += score < CONTENT
        yield line.kind == "complaint", score


def _shown(rows: Judged) -> str:
    found = quality(rows, THRESHOLD)
    return f"{found.precision:.3f} {found.recall:.3f} {found.f1:.3f} ({len(rows)})"


if __name__ == "__main__":
    main()
