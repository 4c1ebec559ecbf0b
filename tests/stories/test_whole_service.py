"""The whole service, from five platforms to Slack: the right messages, once each, and changed as the world changes."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from monitor.store import outbox
from monitor.store.columns import table
from monitor.store.tables import CaseRow, MentionRow, RevisionRow, SightingRow
from tests.connectors.server import Reply, ScriptedServer, json_reply, reply
from tests.fake_slack import FakeSlack, Fault
from tests.shared import shared
from tests.stories import public
from tests.stories.clock import NOON, StoryClock
from tests.stories.public import Public, Said, change
from tests.stories.scene import Rounds, Scene

EARLIER = NOON - timedelta(hours=2)
LUGGAGE = "Acme Air lost my suitcase and nobody has called me for three weeks. Terrible service."
CHARGED = "Acme Air charged me twice for one seat and support never answers. I want my money back!"
HANGUP = "Acme Air makes you wait two hours on the phone and then hangs up. Awful customer service."
CRASH = "The app crashes every time I open my boarding pass. Useless."
LOGIN = "Cannot log in since the update, it just shows an error and loses my booking."
PRAISE = "Lovely crew on Acme Air today, thank you!"


def everyone() -> Public:
    """One complaint on each platform, and something that is none."""
    return Public(
        feed=[Said(id="f1", text=LUGGAGE, at=EARLIER), Said(id="f2", text=PRAISE, at=EARLIER)],
        hackernews=[Said(id="501", text=CHARGED, at=EARLIER)],
        mastodon=[Said(id="m1", text=HANGUP, at=EARLIER)],
        play=[Said(id="p1", text=CRASH, at=EARLIER), Said(id="p2", text="Works well", at=EARLIER, stars=5)],
        app_store=[Said(id="9001", text=LOGIN, at=EARLIER)],
    )


def sources(url: str, folder: Path, **more: Any) -> list[dict[str, Any]]:
    """All five, as in `config.yaml`."""
    key = folder / "play.json"
    key.write_text(public.service_account(), "utf-8")
    shared_keys = {"brand": "Acme Air", "every": "1m", "allow_private": True, "first_run": "alert", **more}
    return [
        {"name": "blog", "kind": "rss", "url": f"{url}{public.FEED}", **shared_keys},
        {"name": "hn", "kind": "hackernews", "query": "acme air", "base_url": url, **shared_keys},
        {"name": "masto", "kind": "mastodon", "hashtag": "acmeair", "base_url": url, **shared_keys},
        {
            "name": "play",
            "kind": "google_play",
            "package": public.PACKAGE,
            "service_account_file": str(key),
            "token_url": f"{url}{public.PLAY_TOKEN}",
            "base_url": url,
            **shared_keys,
        },
        {
            "name": "ios",
            "kind": "appstore_rss",
            "app_id": public.APP,
            "i_accept_the_terms_risk": True,
            "base_url": url,
            **shared_keys,
        },
    ]


@pytest.fixture
def said(server: ScriptedServer) -> Public:
    """What the public says, served."""
    people = everyone()
    people.serve(server)
    return people


@pytest.fixture
def scene(tmp_path: Path, server: ScriptedServer, slack: FakeSlack, said: Public) -> Scene:
    """All five platforms into one Slack channel."""
    return Scene(tmp_path, sources(server.url, tmp_path), slack, fresh=True)


@pytest.fixture
def rounds(
    scene: Scene, clock: StoryClock, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Rounds:
    """`monitor once`, as often as the story asks for it."""
    return Rounds(scene, clock, monkeypatch, capsys)


def words_of(scene: Scene) -> list[str]:
    """What the alerts say."""
    return [message.words for message in scene.alerts]


def alert_of(scene: Scene, text: str) -> Any:
    """The one alert that quotes `text`."""
    (found,) = [message for message in scene.alerts if text in message.words]
    return found


def test_each_complaint_is_one_message_with_its_words_and_its_key(rounds: Rounds, scene: Scene) -> None:
    told = rounds.once()

    assert rounds.code == 0, rounds.log
    assert (told["new"], told["complaints"], told["cases_opened"], told["notices_posted"]) == (7, 5, 5, 5)
    assert told["notices_pending"] == 0
    for text in (LUGGAGE, CHARGED, HANGUP, CRASH, LOGIN):
        assert alert_of(scene, text)
    assert not any(PRAISE in words for words in words_of(scene))
    assert sorted(message.key or "" for message in scene.alerts) == [f"case:{number}:cx" for number in range(1, 6)]


def test_a_second_round_says_nothing_twice(rounds: Rounds, scene: Scene) -> None:
    rounds.once()
    posts = len(scene.slack.called("chat.postMessage"))
    told = rounds.once()
    rounds.once()

    assert (told["new"], told["edited"], told["cases_opened"], told["notices_posted"]) == (0, 0, 0, 0)
    assert len(scene.slack.called("chat.postMessage")) == posts == 5
    assert scene.slack.called("chat.update") == []


def test_an_edited_review_changes_its_message_in_place(rounds: Rounds, scene: Scene, said: Public) -> None:
    rounds.once()
    before = alert_of(scene, CRASH)
    worse = "Now it crashes at the gate, too, and I missed my flight because of this useless app."
    change(said.play, "p1", text=worse, edited_at=NOON + timedelta(minutes=30))
    told = rounds.once()

    assert (told["edited"], told["cases_opened"], told["notices_posted"]) == (1, 0, 0)
    after = alert_of(scene, worse)
    assert (after.ts, after.edits > 0) == (before.ts, True)
    assert CRASH not in after.words
    assert len(scene.alerts) == 5


def test_an_answer_of_ours_seen_on_the_platform_marks_its_case_responded(
    rounds: Rounds, scene: Scene, said: Public
) -> None:
    rounds.once()
    before = alert_of(scene, CRASH)
    change(said.play, "p1", answer="Sorry! Fixed in 9.2.", answered_at=NOON + timedelta(minutes=90))
    rounds.once()

    after = alert_of(scene, CRASH)
    assert after.ts == before.ts
    assert "Responded" in after.words
    with scene.store() as db, db.read() as tx:
        cases = table(CaseRow)
        states = tx.execute(select(cases.c.state).where(cases.c.responded_at.is_not(None))).scalars().all()
    assert states == ["responded"]


def test_better_stars_after_an_answer_are_a_customer_won_back(rounds: Rounds, scene: Scene, said: Public) -> None:
    rounds.once()
    change(said.play, "p1", answer="Sorry! Fixed in 9.2.", answered_at=NOON + timedelta(minutes=90))
    rounds.once()
    change(said.play, "p1", stars=5, text="Works now, thank you!", edited_at=NOON + timedelta(minutes=150))
    rounds.once()

    assert "won back" in alert_of(scene, "Works now").words
    assert len(scene.alerts) == 5


def test_a_renamed_source_alerts_nobody_twice(rounds: Rounds, scene: Scene) -> None:
    rounds.once()
    renamed = [{**source, "name": f"new-{source['name']}"} for source in scene.written["sources"]]
    scene.write(sources=renamed)
    told = rounds.once()

    assert (told["new"], told["cases_opened"]) == (0, 0)
    assert len(scene.slack.called("chat.postMessage")) == 5


def test_two_sources_that_hear_one_post_alert_once(rounds: Rounds, scene: Scene) -> None:
    mastodon = next(source for source in scene.written["sources"] if source["name"] == "masto")
    scene.write(sources=[mastodon, {**mastodon, "name": "masto-too", "every": "2m"}])
    rounds.once()
    rounds.once()

    assert len(scene.alerts) == 1
    with scene.store() as db, db.read() as tx:
        assert len(tx.execute(select(table(MentionRow).c.id)).all()) == 1
        assert len(tx.execute(select(table(SightingRow).c.source_id)).all()) == 2


def test_a_broken_source_holds_up_no_other(rounds: Rounds, scene: Scene, server: ScriptedServer) -> None:
    server.script(public.HACKERNEWS, Reply(status=500))
    told = rounds.once()

    assert rounds.code == 1
    assert [each.split(":")[0] for each in told["failed"]] == ["hn"]
    assert len(scene.alerts) == 4
    assert not any(CHARGED in words for words in words_of(scene))

    server.script(public.HACKERNEWS, json_reply(public.found([Said(id="501", text=CHARGED, at=EARLIER)])))
    rounds.once()
    assert rounds.code == 0
    assert alert_of(scene, CHARGED)


def test_what_is_there_before_anyone_listened_opens_no_case(
    rounds: Rounds, scene: Scene, server: ScriptedServer, said: Public, tmp_path: Path
) -> None:
    scene.write(sources=sources(server.url, tmp_path, first_run="baseline"))
    told = rounds.once()
    assert (told["new"], told["cases_opened"], told["notices_posted"]) == (7, 0, 0)

    said.hackernews.append(Said(id="502", text=CHARGED, at=NOON + timedelta(minutes=70)))
    told = rounds.once()
    assert (told["new"], told["cases_opened"]) == (1, 1)
    assert len(scene.alerts) == 1


def test_an_edit_of_a_post_that_is_heard_again_is_a_revision_not_a_mention(
    rounds: Rounds, scene: Scene, said: Public
) -> None:
    rounds.once()
    change(said.mastodon, "m1", text=f"{HANGUP} Edit: day two.", edited_at=NOON + timedelta(minutes=10))
    change(said.feed, "f1", text=f"{LUGGAGE} Edit: found broken.")
    told = rounds.once()

    assert (told["new"], told["edited"]) == (0, 2)
    with scene.store() as db, db.read() as tx:
        assert len(tx.execute(select(table(RevisionRow).c.mention_id)).all()) == 2
    assert alert_of(scene, "day two").edits > 0
    assert alert_of(scene, "found broken").edits > 0


def test_a_short_pause_that_slack_asks_for_is_waited_out(rounds: Rounds, scene: Scene) -> None:
    scene.slack.fail("chat.postMessage", Fault.rate_limited("5"))
    told = rounds.once()

    assert (rounds.code, told["notices_posted"], told["notices_pending"]) == (0, 5, 0)


def test_a_long_pause_that_slack_asks_for_is_left_to_the_next_round(rounds: Rounds, scene: Scene) -> None:
    scene.slack.fail("chat.postMessage", Fault.rate_limited("600"))
    told = rounds.once()
    assert (rounds.code, told["notices_posted"], told["notices_pending"]) == (1, 0, 5)
    assert told["failed"]

    told = rounds.once()
    assert (rounds.code, told["notices_posted"], told["notices_pending"]) == (0, 5, 0)


def recorded(server: ScriptedServer) -> None:
    """Serve what the platforms themselves once answered; skips where the recordings are not on this machine."""
    folder = shared("recordings")
    json_type = "application/json"
    server.script(public.FEED, reply((folder / "rss/feedjira_google_alerts_atom.xml").read_bytes(), "application/xml"))
    server.script(public.HACKERNEWS, reply((folder / "hackernews/python_hn_1.1.json").read_bytes(), json_type))
    timeline = (folder / "mastodon/rtoot_get_timeline_hashtag_anonymous.json").read_bytes()
    server.script(public.MASTODON, lambda seen: reply(b"[]" if "max_id" in seen.query else timeline, json_type))
    reviews = (folder / "google_play_api/reviews_list_with_developer_reply_2017.json").read_bytes()
    server.script(public.PLAY, reply(reviews, json_type))
    first = reply((folder / "appstore_rss/google_app_us_50entries_2021.json").read_bytes(), json_type)
    twin, rest = reply((folder / "appstore_rss/empty_zw.xml").read_bytes(), "text/xml"), public.app_store_json([])
    server.always(
        lambda seen: twin if seen.path.endswith("xml") else first if "page=1/" in seen.path else json_reply(rest)
    )


def test_recorded_answers_go_through_once_and_no_second_time(
    rounds: Rounds, scene: Scene, server: ScriptedServer
) -> None:
    recorded(server)
    looked_for = {"hackernews": {"query": "python OR the OR a OR how"}}  # what was recorded is about other things
    scene.write(sources=[{**one, "about": "us", **looked_for.get(one["kind"], {})} for one in scene.written["sources"]])
    told = rounds.once()

    assert rounds.code == 0, told["failed"]
    assert told["new"] > 60
    assert told["cases_opened"] > 10
    assert told["rejected"] == 0
    with scene.store() as db, db.read() as tx:
        platforms = tx.execute(select(table(MentionRow).c.platform).distinct()).scalars().all()
        assert set(platforms) == {"rss", "hackernews", "mastodon", "google_play", "appstore"}
        assert outbox.pending(tx) == told["notices_pending"]

    posts = len(scene.slack.called("chat.postMessage"))
    again = rounds.once()
    assert (again["new"], again["edited"], again["cases_opened"]) == (0, 0, 0)
    assert len(scene.slack.called("chat.postMessage")) == posts + again["notices_posted"]
    keys = [message.key for message in scene.slack.messages()]
    assert len(keys) == len(set(keys))
