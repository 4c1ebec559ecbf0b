"""The same town on PostgreSQL: heard, judged, told, changed, gathered, restarted."""

from datetime import timedelta
from pathlib import Path

from monitor.store import migrate
from monitor.store.database import Database
from tests.databases import create
from tests.fake_slack import FakeSlack, Fault
from tests.stories.clock import NOON, StoryClock
from tests.stories.town import Played, Town, complaint, scene_of


def test_a_day_in_town(tmp_path: Path, postgres_server: str, slack: FakeSlack, clock: StoryClock) -> None:
    address = create(postgres_server, "town")
    database = Database(address)
    migrate.upgrade(database)
    database.close()
    scene = scene_of(tmp_path, slack)
    scene.write(store=address)
    source = Played()
    source.say(*(complaint(number, NOON) for number in range(3)))
    slack.fail("chat.postMessage", Fault.reset(accepted=True))
    town = Town(scene, clock, {"played": source})
    town.live(60, step=5)
    assert len(slack.messages()) == 3

    edited = complaint(0, NOON, text="Acme Air lost a second suitcase. Awful service!", edited_at=NOON)
    source.say(edited, complaint(1, NOON), deleted=[complaint(2, NOON).key])
    town.live(30, step=5)
    town.restart()
    source.say(*(complaint(number, clock.now()) for number in range(100, 140)))
    town.live(120, step=5)

    assert len([one for one in slack.messages() if one.thread_ts is None]) == 4
    assert "second suitcase" in slack.messages()[0].words or any("second" in one.words for one in slack.messages())
    assert "40" in slack.messages()[-1].words
    clock.move(timedelta(days=-1))
    town.close()
