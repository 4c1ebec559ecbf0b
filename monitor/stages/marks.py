"""Marks: what of a new case's words leads to others about the same trouble, and to which post it is a copy of."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from connectors.contract import Mention
from monitor.domain.case import Case
from monitor.domain.grouping import Complaint, Home, Mark
from monitor.domain.incident import Incident
from monitor.scoring.keys import Key, KeyKind, keys_of
from monitor.scoring.salient import words_of
from monitor.scoring.similarity import ALIKE, alike, bands, shingles
from monitor.store import traces
from monitor.store.database import Transaction
from monitor.store.traces import Left

COPY, WORD = "copy:", "word:"
ANY_WORD = "*"
"""Leads whoever complains of the topic into its burst, where no words tell the burst."""
ENOUGH, ENOUGH_OF_A_KIND = 3, 5
"""Distinct people who make an incident by a telling mark, and by one that many troubles may share."""
LEADERS = 3
"""Of the copies of a post, so many are compared with: the words of one may be erased."""
COPIED_WITHIN, NAMED_WITHIN, SAID_WITHIN = timedelta(hours=24), timedelta(hours=72), timedelta(hours=1)
KNOWN_WITHIN = timedelta(days=366)
"""What is known of counts as one trouble for as long as it is."""

_SHARED = frozenset((KeyKind.VERSION, KeyKind.PLACE))
"""Several troubles at once may name these: they count with the topic only, and where no other incident explains it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A case that is to be grouped: when it was said, the mark of the outage that it belongs to, and its words.

    What its words tell was read without asking the store.
    """

    case: Case
    at: datetime
    known: str | None
    text: str
    person: str
    keys: tuple[Key, ...]
    pieces: frozenset[int]
    bands: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """A new case as it is grouped, and what it leaves behind."""

    complaint: Complaint
    left: Left


def said(case: Case, mention: Mention, at: datetime, known: str | None, *, leads: bool = True) -> Said:
    """Read the words of a case.

    `leads`: what is nearly the same may be led to it; a post that was written anew leads nobody to what it was.
    """
    text = text_of(mention)
    pieces = shingles(text)
    author, platform = mention.author.id, mention.key.platform
    return Said(
        case=case,
        at=at,
        known=known,
        text=text,
        person=f"mention/{case.mention_id}" if author is None else f"{platform}/{author}",
        keys=keys_of(text, mention.place),
        pieces=pieces,
        bands=bands(pieces) if leads else (),
    )


def traced(tx: Transaction, brand: str, opened: Sequence[Said]) -> list[Traced]:
    """Find the marks of cases of a brand, each with its copies found among the cases before it."""
    first = min(one.at for one in opened)
    wanted = {band for one in opened for band in one.bands}
    known = _Copies()
    for copied in traces.written(tx, brand, wanted, first - COPIED_WITHIN):
        known.add(copied.leader, shingles(copied.text), copied.bands)
    found = []
    for new in opened:
        leader = known.leader_of(new.pieces, new.bands) or new.case.id
        leads = bool(new.bands) and known.count(leader) < LEADERS
        if leads:
            known.add(leader, new.pieces, new.bands)
        found.append(_traced(new, leader if new.bands else None, new.bands if leads else ()))
    return found


def text_of(mention: Mention) -> str:
    """Return all that was said, as it is compared."""
    return f"{mention.title or ''}\n{mention.text}"


def rewritten(was: Mention, became: Mention) -> bool:
    """Whether a post says something else by now: little of what it said is in it any more."""
    before, after = shingles(text_of(was)), shingles(text_of(became))
    return bool(before) and len(before & after) < ALIKE * len(before)


def keys_in(mention: Mention) -> frozenset[str]:
    """Return what a mention names: errors, flights, orders, versions, places."""
    return frozenset(key.name for key in keys_of(text_of(mention), mention.place))


def home(incident: Incident) -> Home:
    """Return an incident as complaints may join it."""
    return Home(incident_id=incident.id, first_at=min(incident.opened_at, incident.last_at), last_at=incident.last_at)


def word_mark(case: Case, word: str) -> str:
    """Return the mark of a word that tells a burst of a topic."""
    return f"{WORD}{case.topic.value}:{word}"


def _traced(new: Said, leader: int | None, part: tuple[int, ...]) -> Traced:
    marks = tuple(_marks(new, leader))
    return Traced(
        complaint=Complaint(case_id=new.case.id, at=new.at, person=new.person, marks=marks),
        left=Left(
            case_id=new.case.id,
            at=new.at,
            leader=leader or new.case.id,
            bands=part,
            marks=tuple(mark.name for mark in marks if mark.people is not None),
        ),
    )


def _marks(new: Said, leader: int | None) -> Iterator[Mark]:
    case = new.case
    if new.known is not None:
        yield Mark(name=new.known, within=KNOWN_WITHIN, people=1, alone=True)
    yield from (_of_key(key, case) for key in new.keys if key.kind not in _SHARED)
    if leader is not None:
        yield Mark(name=f"{COPY}{leader}", within=COPIED_WITHIN, people=ENOUGH, binds=True)
    yield from (_of_key(key, case) for key in new.keys if key.kind in _SHARED)
    words = sorted(words_of(new.text) | {ANY_WORD})
    yield from (Mark(name=word_mark(case, word), within=SAID_WITHIN) for word in words)


def _of_key(key: Key, case: Case) -> Mark:
    if key.kind in _SHARED:
        name = f"{key.name}/{case.topic.value}"
        return Mark(name=name, within=NAMED_WITHIN, people=ENOUGH_OF_A_KIND, alone=True)
    return Mark(name=key.name, within=NAMED_WITHIN, people=None if key.loose else ENOUGH)


class _Copies:
    """Posts by their bands."""

    def __init__(self) -> None:
        self._by_band: dict[int, list[tuple[int, frozenset[int]]]] = defaultdict(list)
        self._leading: dict[int, int] = defaultdict(int)

    def add(self, leader: int, pieces: frozenset[int], parts: Sequence[int] | frozenset[int]) -> None:
        """Know a post that others may be copies of."""
        self._leading[leader] += 1
        for band in parts:
            self._by_band[band].append((leader, pieces))

    def count(self, leader: int) -> int:
        """How many posts are compared with for this leader."""
        return self._leading[leader]

    def leader_of(self, pieces: frozenset[int], parts: Sequence[int]) -> int | None:
        """Return whose copy it is most of all; None where it is nobody's."""
        candidates = {id(known): (leader, known) for band in parts for leader, known in self._by_band.get(band, ())}
        best = max(((alike(pieces, known), -leader) for leader, known in candidates.values()), default=(0.0, 0))
        return -best[1] if best[0] >= ALIKE else None
