"""Two sources hear one place that never rests and often fails, and are renamed, while the service starts again.

Each post is one mention, its last words are known, and no case is told twice.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from connectors.contract import Cursor, Mention, Page
from connectors.kit.cursor import load
from connectors.kit.paging import Progress, newest_first
from monitor.store.columns import table
from monitor.store.tables import MentionRow
from tests.connectors.kit.test_reading_on import OVERLAP, Deed, Place, delete, edit, post
from tests.fake_slack import FakeSlack
from tests.stories.clock import NOON, StoryClock
from tests.stories.scene import Scene
from tests.stories.town import Town, complaint, played

ROUNDS = 5


@dataclass
class Asked:
    """Reads the place as a source of its own; what stands there are complaints."""

    place: Place

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        """Yield what changed since."""
        progress = Progress() if since is None else load(Progress, since)
        for page in newest_first(partial(self.place.newest, "changed", False, None), progress, overlap=OVERLAP):
            yield replace(page, mentions=tuple(map(_said, page.mentions)))


def _said(mention: Mention) -> Mention:
    number, words = int(mention.key.native_id), mention.text
    told = complaint(number, NOON + timedelta(seconds=number))
    return replace(told, text=f"{told.text} This is day {words}.")


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(2, 30))])
def test_no_post_is_told_twice(tmp_path: Path, slack: FakeSlack, clock: StoryClock, seed: int) -> None:
    chance, place = random.Random(seed), Place(size=3)
    names = ("one", "two", "three", "four")
    scene = Scene(tmp_path, [played(name) for name in names[:2]], slack)
    town = Town(scene, clock, {name: Asked(place) for name in names})
    for number in range(ROUNDS):
        _live(place, chance)
        place.fails_in = chance.choice((None, 0, 1, 3))
        clock.wait(chance.choice((60, 600)))
        town.tick()
        if number == ROUNDS // 2:
            scene.write(sources=[played(name) for name in names[2:]])
            town.restart()
            _rest(town, place)  # a first run that is broken off goes on with what is new: the past is for backfill
    _rest(town, place)

    with town.db.read() as tx:
        rows = tx.execute(select(table(MentionRow).c.native_id, table(MentionRow).c.text)).all()
    heard = {row.native_id: row.text for row in rows}
    assert len(heard) == len(rows)
    standing = {f"n{one.number}": one.words for one in place.items.values()}
    assert {name: heard[name].rsplit(" ", 1)[1] for name in standing} == {
        name: f"{words}." for name, words in standing.items()
    }
    keys = [message.key for message in slack.messages()]
    assert len(keys) == len(set(keys))
    assert len(town.cases()) == len({row.mention_id for row in town.cases()}) == len(heard)
    town.close()


def _live(place: Place, chance: random.Random) -> None:
    """Let people post, edit and delete, now and while the place is read."""
    deeds: list[Deed] = [partial(post, 0)] * 2 + [partial(edit, chance.randrange(9), 0), partial(delete, 1)]
    for deed in chance.sample(deeds, 2):
        deed(place)
    place.between = chance.choices(deeds, k=chance.randrange(4))


def _rest(town: Town, place: Place) -> None:
    """Let nothing happen for some hours, and nothing fail."""
    place.between, place.fails_in = [], None
    for _ in range(2):
        town.clock.wait(3600)
        town.tick()
