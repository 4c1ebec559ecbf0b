"""Bursts: a topic of which so many people complain within an hour as its own past does not explain."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from monitor.domain.burst import LEAST_PEOPLE, people_of_a_burst
from monitor.domain.case import Case
from monitor.domain.grouping import Start
from monitor.domain.score import Topic
from monitor.scoring.salient import salient, words_of
from monitor.stages.marks import ANY_WORD, word_mark
from monitor.store import bursts, incidents, traces
from monitor.store.database import Transaction
from monitor.store.traces import Single

HOUR, DAYS = timedelta(hours=1), timedelta(days=28)
MOST = 500
BEFORE = 200
"""Texts of the days before that a burst's words are compared with."""


def found(tx: Transaction, brand: str, alone: Sequence[Case]) -> Iterator[Start]:
    """Yield an incident for each topic of these new cases that bursts now."""
    latest = {case.topic: case for case in sorted(alone, key=lambda case: case.opened_at)}
    going_on = incidents.led_to(tx, brand, [_topic_mark(topic) for topic in latest])
    for topic, case in latest.items():
        at = case.opened_at
        before = going_on.get(_topic_mark(topic))
        if before is not None and before.closed_at is None and at - before.last_at < HOUR:
            continue
        complaining = traces.people(tx, brand, topic, at - HOUR, at)
        if complaining < LEAST_PEOPLE:
            continue
        people = people_of_a_burst(bursts.hours_before(tx, brand, topic, at))
        if people is not None and complaining >= people:
            hour = traces.singles(tx, brand, topic, at - HOUR, at, MOST)
            earlier = traces.singles(tx, brand, topic, at - DAYS, at - HOUR, BEFORE)
            yield _started(hour, earlier, case, people)


def _started(hour: Sequence[Single], before: Sequence[Single], case: Case, people: int) -> Start:
    """Those who say what only this burst says; all of them, where no words tell them from others."""
    words = salient([one.text for one in hour], [one.text for one in before], besides=(case.brand,))
    telling = [one for one in hour if words & words_of(one.text)]
    members = telling if _distinct(telling) >= people else hour
    if members is not telling:
        words = frozenset((ANY_WORD,))
    return Start(
        marks=(_topic_mark(case.topic), *(word_mark(case, word) for word in sorted(words))),
        cases=tuple(sorted(one.case_id for one in members)),
    )


def _topic_mark(topic: Topic) -> str:
    return f"topic:{topic.value}"


def _distinct(singles: Sequence[Single]) -> int:
    return len({one.person for one in singles})
