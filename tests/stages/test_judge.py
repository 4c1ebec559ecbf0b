"""What follows from a judgement, also where the store changes while the judge thinks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

from sqlalchemy import select

from connectors.contract import Mention, OwnReply, Page
from monitor.domain.case import Case, EventKind, State
from monitor.domain.lane import Line
from monitor.domain.listening import Listening
from monitor.domain.match import Match
from monitor.domain.muting import Silence
from monitor.domain.relevance import About, Speaker
from monitor.domain.routing import Routing, Rule
from monitor.domain.score import Severity, Topic
from monitor.domain.surroundings import Surroundings
from monitor.domain.verdict import Verdict
from monitor.stages.consequences import follow_page
from monitor.stages.judge import JudgeStage, Rules
from monitor.store import case_files, case_search, judgements, pages
from monitor.store.case_search import CaseQuery
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.outbox_tables import DeliveryRow
from monitor.store.tables import MentionRow
from tests.domain.routes import department
from tests.store.seeds import LATER, NOON, add_source, mention

OLD = NOON - timedelta(days=9)
ANYWHERE = Routing(fallback="cx")
PRAISE = "Lovely seats, thank you."


@dataclass(slots=True)
class Listener:
    """A judge to whom "refund" is a complaint, a soft one a case only, and what is not English unreadable.

    Before it first answers, `meanwhile` happens.
    """

    meanwhile: Callable[[], object] = lambda: None
    version: str = "test"

    def prepare(self, mentions: Sequence[Mention]) -> None:
        pass

    def judge(
        self, mention: Mention, brands: Sequence[tuple[str, Literal["us", "brand"]]], surroundings: Surroundings
    ) -> Mapping[str, Verdict]:
        self.meanwhile()
        self.meanwhile = lambda: None
        complaint, unread, danger = "refund" in mention.text, mention.language == "xx", "Danger" in mention.text
        verdict = Verdict(
            about=About.US,
            speaker=Speaker.CUSTOMER,
            language=mention.language or "en",
            scored=not unread,
            vader=0.0,
            score=None if unread else 0.9,
            complaint=complaint,
            alert=complaint and "soft" not in mention.text,
            needs_eyes=unread,
            severity=(Severity.CRITICAL if danger else Severity.HIGH) if complaint else None,
            critical=complaint and danger,
            topic=Topic.BILLING if complaint else None,
            need=None,
        )
        return {brand: verdict for brand, _ in brands}


def hear(
    db: Database, *mentions: Mention, source: str = "play", baseline: bool = False, deleted: tuple[Mention, ...] = ()
) -> None:
    """Save a page as a poll does."""
    page = Page(mentions=mentions, deleted=tuple(one.key for one in deleted))
    with db.write() as tx:
        until = NOON if baseline else None
        hearing = pages.Hearing(source_id=add_source(tx, source), source=source, now=LATER, history_until=until)
        follow_page(tx, pages.add_page(tx, page, hearing), LATER)


def judge(
    db: Database,
    meanwhile: Callable[[], object] = lambda: None,
    *,
    routing: Routing = ANYWHERE,
    silences: tuple[Silence, ...] = (),
    **brands: str,
) -> None:
    """Judge all that waits; `brands` names those of other sources than `play`, which listens for Acme Air."""
    with db.write() as tx:
        listening = {
            add_source(tx, source): Listening(source=source, brands=(brand,), about="us")
            for source, brand in {"play": "Acme Air", **brands}.items()
        }
    rules = Rules(listening=listening, routing=routing, silences=silences)
    JudgeStage(db, Listener(meanwhile), rules, stopping=lambda: False).run_once(LATER)


def opened(db: Database) -> list[Case]:
    with db.read() as tx:
        return sorted(case_search.search(tx, CaseQuery()), key=lambda case: case.brand)


def alerts(db: Database) -> list[int]:
    with db.read() as tx:
        return list(tx.execute(select(table(DeliveryRow).c.case_id).order_by("case_id")).scalars())


def counted(db: Database, measure: str) -> int:
    with db.read() as tx:
        rows = tx.exec_driver_sql("SELECT count FROM deltas WHERE measure = '" + measure + "'")
        return sum(rows.scalars())


class TestWhatWasThereBefore:
    """First polls open no case; what happens after them is news."""

    def test_it_opens_no_case(self, db: Database) -> None:
        hear(db, mention(posted_at=OLD), baseline=True)
        judge(db)
        assert opened(db) == []

    def test_an_edit_that_complains_is_news(self, db: Database) -> None:
        hear(db, mention(text=PRAISE, posted_at=OLD), baseline=True)
        judge(db)
        hear(db, mention(posted_at=OLD))
        judge(db)
        [case] = opened(db)
        assert (case.alert, alerts(db)) == (True, [case.id])

    def test_the_words_before_the_edit_are_no_news(self, db: Database) -> None:
        hear(db, mention(posted_at=OLD), baseline=True)
        hear(db, mention(text=PRAISE, posted_at=OLD))
        judge(db)
        assert opened(db) == []

    def test_an_edit_during_the_first_poll_is_none(self, db: Database) -> None:
        hear(db, mention(text=PRAISE, posted_at=OLD), baseline=True)
        hear(db, mention(posted_at=OLD), baseline=True)
        judge(db)
        assert opened(db) == []

    def test_what_another_brand_finds_there_opens_no_case_of_it(self, db: Database) -> None:
        hear(db, mention())
        judge(db)
        hear(db, mention(), source="other", baseline=True)
        judge(db, other="Bodo Air")
        assert [case.brand for case in opened(db)] == ["Acme Air"]

    def test_what_is_news_to_an_older_source_opens_its_case(self, db: Database) -> None:
        hear(db, mention(), source="new", baseline=True)
        judge(db, new="Acme Air")
        hear(db, mention())
        judge(db, new="Acme Air")
        hear(db, mention())
        judge(db, new="Acme Air")
        [case] = opened(db)
        assert alerts(db) == [case.id]
        assert counted(db, "complaint") == 1


class TestWhileTheJudgeThinks:
    """What is committed between reading a mention and writing its verdict is not lost."""

    def test_an_answer_of_ours_responds(self, db: Database) -> None:
        hear(db, mention())
        reply = OwnReply(native_id="o1", text="Sorry!", posted_at=LATER)
        judge(db, lambda: hear(db, mention(own_replies=(reply,))))
        [case] = opened(db)
        assert (case.state, case.responded_at) == (State.RESPONDED, LATER)

    def test_another_brand_has_its_case(self, db: Database) -> None:
        hear(db, mention())
        judge(db, lambda: hear(db, mention(), source="other"), other="Bodo Air")
        cases = opened(db)
        assert [case.brand for case in cases] == ["Acme Air", "Bodo Air"]
        assert alerts(db) == sorted(case.id for case in cases)

    def test_an_edit_is_judged_after_the_words_before_it(self, db: Database) -> None:
        hear(db, mention())
        judge(db, lambda: hear(db, mention(text=PRAISE)))
        [case] = opened(db)
        assert case.version > 1
        assert alerts(db) == [case.id]

    def test_a_deletion_leaves_nothing_to_tell(self, db: Database) -> None:
        hear(db, mention())
        judge(db, lambda: hear(db, deleted=(mention(),)))
        assert opened(db) == []


def test_what_was_deleted_before_it_was_judged_opens_no_case(db: Database) -> None:
    hear(db, mention(text="refund"))
    hear(db, deleted=(mention(),))
    judge(db)
    assert opened(db) == []


def test_a_deletion_takes_the_words_off_the_reasons(db: Database) -> None:
    hear(db, mention())
    judge(db)
    with db.write() as tx:
        tx.exec_driver_sql("""UPDATE verdicts SET reasons = '[["refund", ["no refund"], 0.5]]'""")
    hear(db, deleted=(mention(),))
    with db.read() as tx:
        assert tx.exec_driver_sql("SELECT reasons FROM verdicts").scalar_one() == "[]"


def test_what_needs_eyes_needs_them_also_after_another_source_heard_it(db: Database) -> None:
    hear(db, mention(language="xx", text="?"))
    judge(db)
    hear(db, mention(language="xx", text="?"), source="other")
    judge(db, other="Acme Air")
    with db.read() as tx:
        assert tx.execute(select(table(MentionRow).c.needs_eyes)).scalar_one() is True


def test_a_case_that_was_not_sure_enough_is_alerted_once_an_edit_makes_it_so(db: Database) -> None:
    hear(db, mention(text="A soft refund."))
    judge(db)
    [case] = opened(db)
    assert (case.alert, alerts(db)) == (False, [])
    hear(db, mention(text="Where is my refund?"))
    judge(db)
    [case] = opened(db)
    assert (case.alert, alerts(db)) == (True, [case.id])


def test_pending_tells_of_each_revision_in_turn(db: Database) -> None:
    hear(db, mention())
    hear(db, replace(mention(), text=PRAISE))
    with db.read() as tx:
        [waiting] = judgements.pending(tx, limit=9)
    assert (waiting.revision, waiting.current, waiting.mention.text) == (1, 2, mention().text)


class TestThePast:
    """What was there before anyone listened waits in a line of its own."""

    def test_it_delays_nothing_that_is_live(self, db: Database) -> None:
        hear(db, mention("old", posted_at=OLD), baseline=True)
        hear(db, mention("new"))
        rules = Rules(listening={}, routing=ANYWHERE)
        stage = JudgeStage(db, Listener(lambda: None), rules, stopping=lambda: False)
        assert [stage.due(line, LATER) for line in Line] == [["0/1"], ["0/1"]]
        stage.judge_part(Line.LIVE, "0/1", LATER)
        assert [stage.due(line, LATER) for line in Line] == [[], ["0/1"]]
        stage.judge_part(Line.BACKFILL, "0/1", LATER)
        assert [stage.due(line, LATER) for line in Line] == [[], []]


class TestRouting:
    """A case is told in each channel of its route, and an edit that makes it worse in those that are new then."""

    care = department("care", channel="cx")
    legal = Rule(name="legal", match=Match(severity=Severity.CRITICAL), channels=("legal",), go_on=True)
    mute = Silence(name="bank", match=Match(topic=(Topic.BILLING,)), ends_at=LATER + timedelta(hours=1), reason="Known")

    def judge(self, db: Database, *rules: Rule, silences: tuple[Silence, ...] = ()) -> None:
        routing = Routing(fallback="cx", departments=(self.care,), rules=rules)
        judge(db, routing=routing, silences=silences)

    def told(self, db: Database) -> list[tuple[str, str]]:
        rows = table(DeliveryRow)
        with db.read() as tx:
            found = tx.execute(select(rows.c.channel, rows.c.state).where(rows.c.kind == "alert").order_by(rows.c.id))
            return [(row.channel, row.state) for row in found]

    def test_each_channel_has_a_message_of_its_own(self, db: Database) -> None:
        hear(db, mention())
        self.judge(db, Rule(name="both", match=Match(), channels=("cx", "leads")))
        assert self.told(db) == [("cx", "waiting"), ("leads", "waiting")]
        assert [(case.department, case.due_at) for case in opened(db)] == [("care", LATER + timedelta(hours=2))]

    def test_what_becomes_critical_is_told_where_critical_ones_are(self, db: Database) -> None:
        hear(db, mention())
        self.judge(db, self.legal)
        hear(db, mention(text="No refund, and my hand is burnt. Danger."))
        self.judge(db, self.legal)
        assert self.told(db) == [("cx", "waiting"), ("legal", "waiting")]

    def test_what_was_muted_and_becomes_critical_is_told_after_all(self, db: Database) -> None:
        hear(db, mention())
        self.judge(db, silences=(self.mute,))
        assert self.told(db) == [("cx", "held")]
        with db.read() as tx:
            assert [e.became for e in case_files.file(tx, 1).events if e.kind is EventKind.MUTED] == ["bank"]
        hear(db, mention(text="No refund, and my hand is burnt. Danger."))
        self.judge(db, silences=(self.mute,))
        assert self.told(db) == [("cx", "waiting")]

    def test_alarms_are_for_what_is_told(self, db: Database) -> None:
        hear(db, mention(), mention("r2", text="A soft refund."))
        self.judge(db)
        with db.read() as tx:
            assert tx.exec_driver_sql("SELECT case_id FROM alarms").scalars().all() == alerts(db)
