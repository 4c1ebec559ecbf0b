"""Random queries and mentions over a few words, so that they meet often; and a slow, plain evaluator."""

import re
from datetime import UTC, datetime

from hypothesis import strategies as st

from connectors.contract import Author, Mention, MentionKey, Rating, Reach
from connectors.kit.query.fold import folded, readable
from connectors.kit.query.syntax import COMPARED, All, AnyOf, Count, Measure, Near, Node, Not, Place, Term

WORDS = (
    "acme",
    "air",
    "late",
    "Café",
    "CAFE",
    "refund",
    "refunds",
    "re-fund",
    "@acme",
    "#acme",
    "c++",
    "東京",
    "💔",
    "a",
)
NAMES = ("acme", "Jo Doe", "@acme", "did:plc:x")
SITES = ("reddit.com", "old.reddit.com", "reddit.com/r/acme", "acme.example")


def _terms() -> st.SearchStrategy[Term]:
    phrase = st.lists(st.sampled_from(WORDS), min_size=1, max_size=2).map(" ".join)
    spoken = st.builds(
        Term, words=phrase, place=st.sampled_from((Place.TEXT, Place.TITLE)), exact=st.booleans(),
        open_ended=st.booleans(),
    )  # fmt: skip
    author = st.builds(Term, words=st.sampled_from(NAMES), place=st.just(Place.AUTHOR), exact=st.booleans())
    language = st.builds(Term, words=st.sampled_from(("en", "pt", "pt-BR")), place=st.just(Place.LANGUAGE))
    site = st.builds(Term, words=st.sampled_from(SITES), place=st.just(Place.SITE))
    return st.one_of(spoken, spoken, author, language, site)


def _alternatives() -> st.SearchStrategy[tuple[Term, ...]]:
    term = st.builds(Term, words=st.sampled_from(WORDS), exact=st.booleans(), open_ended=st.booleans())
    return st.lists(term, min_size=1, max_size=3).map(tuple)


def nodes() -> st.SearchStrategy[Node]:
    """Any query."""
    near = st.builds(Near, left=_alternatives(), right=_alternatives(), within=st.integers(0, 3))
    measure = st.builds(
        Measure, count=st.sampled_from(Count), compared=st.sampled_from(sorted(COMPARED)), number=st.integers(0, 5)
    )
    leaf = st.one_of(_terms(), _terms(), near, measure)

    def grow(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        parts = st.lists(inner, min_size=2, max_size=4).map(tuple)
        return st.one_of(st.builds(All, parts=parts), st.builds(AnyOf, parts=parts), st.builds(Not, part=inner))

    return st.recursive(leaf, grow, max_leaves=8)


def mentions() -> st.SearchStrategy[Mention]:
    """Any mention that such queries may meet."""
    text = st.lists(st.sampled_from((*WORDS, "xacme", "mail@acme", "acme.", "\n", "refunded")), max_size=7).map(
        " ".join
    )
    number = st.none() | st.integers(0, 5)
    return st.builds(
        Mention,
        key=st.just(MentionKey(platform="test", scope="", native_id="1")),
        text=text,
        title=st.none() | text,
        posted_at=st.just(datetime(2026, 11, 1, tzinfo=UTC)),
        author=st.builds(Author, id=st.sampled_from((None, *NAMES)), name=st.sampled_from(NAMES), followers=number),
        language=st.sampled_from((None, "en", "pt-BR", "pt_PT")),
        url=st.sampled_from((None, "https://www.reddit.com/r/acme/1", "https://old.reddit.com/r/other", "https://[x")),
        rating=st.none() | st.builds(Rating, stars=st.integers(0, 5), out_of=st.sampled_from((5.0, 10.0))),
        reach=st.builds(Reach, likes=number, shares=number, replies=number, views=number),
    )


def written(node: Node) -> str:
    """Write a query as a person would, with brackets wherever they may be needed."""
    match node:
        case Term():
            where = "" if node.place is Place.TEXT else f"{node.place}:"
            return f'{where}{"=" if node.exact else ""}"{node.words}{"*" if node.open_ended else ""}"'
        case Measure():
            return f"{node.count}{node.compared}{node.number}"
        case Near():
            left, right = (" OR ".join(written(term) for term in side) for side in (node.left, node.right))
            return f"({left}) NEAR/{node.within} ({right})"
        case All():
            return " AND ".join(f"({written(part)})" for part in node.parts)
        case AnyOf():
            return " OR ".join(f"({written(part)})" for part in node.parts)
        case Not():
            return f"NOT ({written(node.part)})"


def holds(node: Node, mention: Mention) -> bool:
    """Whether `node` holds, looked for letter by letter."""
    match node:
        case Term():
            return _stands(node, mention)
        case Measure():
            figure = _figure(node.count, mention)
            return figure is not None and COMPARED[node.compared](figure, node.number)
        case Near():
            return _near(node, mention)
        case All():
            return all(holds(part, mention) for part in node.parts)
        case AnyOf():
            return any(holds(part, mention) for part in node.parts)
        case Not():
            return not holds(node.part, mention)


def _stands(term: Term, mention: Mention) -> bool:
    match term.place:
        case Place.TEXT:
            return any(_spans(term, part) for part in (mention.title or "", mention.text))
        case Place.TITLE:
            return bool(_spans(term, mention.title or ""))
        case Place.AUTHOR:
            spell = readable if term.exact else folded
            names = [spell(name).lstrip("@") for name in (mention.author.id, mention.author.name) if name]
            wanted = spell(term.words).lstrip("@")
            return wanted in names
        case Place.LANGUAGE:
            told = (mention.language or "").replace("_", "-").lower().split("-")
            wanted_parts = term.words.lower().split("-")
            return told[: len(wanted_parts)] == wanted_parts
        case Place.SITE:
            site, _, path = term.words.partition("/")
            link = re.fullmatch(r"https://([a-z.]+)/(.*)", mention.url or "")
            if link is None:
                return False
            inside = f".{link[1]}".endswith(f".{site}")
            return inside and link[2].split("/")[: len(path.split("/"))] == path.split("/") if path else inside


def _spans(term: Term, text: str) -> list[tuple[int, int]]:
    spell = readable if term.exact else folded
    line, words = " ".join(spell(text).split()), spell(term.words)
    found = []
    for start in range(len(line) - len(words) + 1):
        end = start + len(words)
        if line[start:end] != words:
            continue
        asian = [re.match("[⺀-꓏]", letter) for letter in (words[0], words[-1])]
        before = line[start - 1 : start] if start else ""
        after = line[end : end + 1]
        open_before = not before or asian[0] or not _joins(before, words[0])
        open_after = term.open_ended or not after or asian[1] or not _joins(after, words[-1])
        if open_before and open_after:
            found.append((start, end))
    return found


def _joins(beside: str, edge: str) -> bool:
    return beside.isalnum() or beside in {"_", edge}


def _near(node: Near, mention: Mention) -> bool:
    for part in (mention.title or "", mention.text):
        sides = [
            {(term, *_words(term, part, span), span) for term in terms for span in _spans(term, part)}
            for terms in (node.left, node.right)
        ]
        for one in sides[0]:
            for other in sides[1]:
                gaps = (other[1] - one[2] - 1, one[1] - other[2] - 1)
                if one != other and any(0 <= gap <= node.within for gap in gaps):
                    return True
    return False


def _words(term: Term, text: str, span: tuple[int, int]) -> tuple[int, int]:
    line = " ".join((readable if term.exact else folded)(text).split())
    words = [(word.start(), word.end()) for word in re.finditer(r"\w+", line)]
    first = sum(1 for _, end in words if end <= span[0])
    return first, sum(1 for start, _ in words if start < span[1]) - 1


def _figure(count: Count, mention: Mention) -> float | None:
    if count is Count.STARS:
        return None if mention.rating is None else mention.rating.stars / mention.rating.out_of * 5
    if count is Count.FOLLOWERS:
        return mention.author.followers
    figure: float | None = getattr(mention.reach, count.value)
    return figure
