"""Previews: what other thresholds would have meant, counted from the verdicts that are stored."""

from datetime import timedelta

from sqlalchemy import update

from monitor.domain.brand import KnownSpeaker
from monitor.domain.preview import Turn
from monitor.domain.relevance import Speaker
from monitor.domain.verdict import Thresholds
from monitor.store import previews
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.tables import MentionRow, VerdictRow
from monitor.wording import previews as words
from tests.store.seeds import NOON, Wanted, hear, mention, open_many

DAY = timedelta(days=1)


def judged(db: Database, *verdicts: dict[str, object]) -> None:
    """Verdicts of ours, one a mention."""
    rows = table(VerdictRow)
    made = open_many(db, [Wanted(mention=mention(f"r{number}"), opened_at=NOON) for number in range(len(verdicts))])
    with db.write() as tx:
        for case, one in zip(made, verdicts, strict=True):
            told = {"about": "us", "speaker": "customer", "decided_at": NOON, "lane": 0, "critical": False, **one}
            tx.execute(update(rows).where(rows.c.mention_id == case.mention_id).values(**told))


def test_alerts_are_counted_as_they_are_and_as_they_would_be(db: Database) -> None:
    judged(
        db,
        {"score": 0.9, "complaint": True, "alert": True},
        {"score": 0.65, "complaint": True, "alert": True},
        {"score": 0.55, "complaint": True, "alert": False},
        {"score": 0.2, "complaint": True, "alert": True},  # a word of the trade
        {"score": 0.61, "complaint": True, "alert": True, "critical": True},
        {"score": 0.45, "complaint": False, "alert": False},
        {"score": 0.99, "complaint": False, "alert": False},  # a word that is ignored
        {"score": 0.48, "complaint": False, "alert": False, "speaker": "news"},
    )
    old = Thresholds(case=0.5, alert=0.6)
    with db.read() as tx:
        up = previews.thresholds(tx, NOON - DAY, old, Thresholds(case=0.5, alert=0.8))
        told = up.difference
        assert (told.alerts_before, told.alerts_after, told.cases_before, told.cases_after) == (4, 3, 5, 5)
        assert (up.share, told.looked_at) == (1.0, 8)
        assert [(one.mention.key.native_id, one.about) for one in up.examples[Turn.QUIET]] == [("r1", "C-2")]
        assert list(up.examples) == [Turn.QUIET]
        down = previews.thresholds(tx, NOON - DAY, old, Thresholds(case=0.4, alert=0.5))
        assert (down.difference.alerts_after, down.difference.cases_after) == (5, 6)
        assert [one.mention.key.native_id for one in down.examples[Turn.LOUD]] == ["r2"]
        assert [one.mention.key.native_id for one in down.examples[Turn.FLAGGED]] == ["r5"]
        assert sorted(previews.scores(tx, NOON - DAY)[0])[:2] == [0.2, 0.45]
        assert previews.scores(tx, NOON - DAY, unless=["Acme Air"]) == ([], 1.0)
        rivals = previews.thresholds(tx, NOON - DAY, old, old, unless=["Acme Air"])
        assert rivals.difference.looked_at == 0
        later = previews.thresholds(tx, NOON + DAY, old, old)
        assert (later.difference.alerts_before, later.difference.cases_before) == (0, 0)


def test_what_would_be_missed_has_examples_the_surest_first(db: Database) -> None:
    sure = {"complaint": True, "alert": True}
    judged(db, *({"score": score, **sure} for score in (0.61, 0.75, 0.72, 0.9, 0.74, 0.71, 0.73)))
    with db.write() as tx:
        tx.execute(update(table(MentionRow)).where(table(MentionRow).c.id == 7).values(gone_at=NOON, text=""))
        old = Thresholds(case=0.5, alert=0.6)
        found = previews.thresholds(tx, NOON - DAY, old, Thresholds(case=0.7, alert=0.8))
        assert {turn: (one.count, one.alerts) for turn, one in found.difference.turned.items()} == {
            Turn.MISSED: (1, 1), Turn.QUIET: (5, 5),
        }  # fmt: skip
        assert [one.about for one in found.examples[Turn.MISSED]] == ["C-1"]
        assert [one.about for one in found.examples[Turn.QUIET]] == ["C-2", "C-5", "C-3"]  # the words of one are gone
        told = [one.text for one in words.counted(found, 1.0, lambda one: one.text)]
    assert "Missed, no case any more: 1 in all; 1 of them are alerted as it is." in told
    assert told[told.index("Missed, no case any more: 1 in all; 1 of them are alerted as it is.") + 1].startswith(
        "“Still"
    )


def test_of_very_many_an_even_sample_is_looked_at(db: Database) -> None:
    judged(db, *({"score": 0.9, "complaint": True, "alert": number % 2 == 0} for number in range(10)))
    with db.read() as tx:
        some = previews.sample(tx, NOON - DAY, whole=6, blocks=3)
        assert (some.runs, some.share) == (((1, 2), (4, 5), (7, 8)), 0.6)
        assert previews.sample(tx, NOON + DAY, whole=6).runs == ((11, 10),)


def test_what_an_account_wrote_is_found_however_its_name_is_written(db: Database) -> None:
    wrote = ("Rival", "@rival", "rival", "customer")
    with db.write() as tx:
        heard = hear(tx, *(mention(f"r{number}", author=name) for number, name in enumerate(wrote)))
    known = KnownSpeaker(who=Speaker.COMPETITOR, platform="google_play", accounts=("Rival",))
    with db.read() as tx:
        assert previews.by_accounts(tx, [known], NOON - DAY, limit=9) == heard[2::-1]
        assert previews.by_accounts(tx, [], NOON - DAY, limit=9) == []
