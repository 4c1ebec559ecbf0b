"""What a customer deletes is gone from here, too: from the message, and from the store with all its revisions."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from tests.fake_slack import FakeSlack
from tests.stories.clock import NOON, StoryClock
from tests.stories.town import Played, Town, complaint, scene_of

FIRST = "Acme Air lost my purple suitcase and nobody has called me for weeks. Terrible service."
SECOND = "Acme Air lost my turquoise suitcase and nobody has called me for weeks. Terrible service."


def test_a_deleted_mention_leaves_no_word_behind(tmp_path: Path, slack: FakeSlack, clock: StoryClock) -> None:
    source = Played()
    town = Town(scene_of(tmp_path, slack), clock, {"played": source})
    source.say(complaint(1, NOON, text=FIRST))
    town.live(5)
    source.say(complaint(1, NOON, text=SECOND, edited_at=NOON + timedelta(minutes=1)))
    town.live(5)
    (before,) = town.scene.alerts
    assert "turquoise" in before.words

    source.say(deleted=[complaint(1, NOON).key])
    town.live(5)
    (after,) = town.scene.alerts
    assert after.ts == before.ts
    assert "deleted" in after.words
    assert "turquoise" not in str(after.blocks) + after.text
    town.close()
    with closing(sqlite3.connect(tmp_path / "story.db")) as connection:
        stored = "\n".join(connection.iterdump())
    assert "turquoise" not in stored
    assert "purple" not in stored


def test_what_comes_again_after_its_deletion_stays_away(tmp_path: Path, slack: FakeSlack, clock: StoryClock) -> None:
    source = Played()
    town = Town(scene_of(tmp_path, slack), clock, {"played": source})
    source.say(complaint(1, NOON, text=FIRST))
    town.live(5)
    source.say(deleted=[complaint(1, NOON).key])
    source.say(complaint(1, NOON, text=FIRST))
    town.live(5)

    (message,) = town.scene.alerts
    assert "purple" not in message.words
    town.close()
