"""The team's answers are asked for, learned from, put to use where better, and taken back."""

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from alerts.contract import Notice
from alerts.interactive import Press, PressKind
from monitor.domain.act import Dismiss, NotAllowed, Respond
from monitor.domain.case import Dismissal
from monitor.domain.change import Setting
from monitor.domain.labels import What
from monitor.domain.people import Role
from monitor.domain.score import Score
from monitor.scoring.stage import measure
from monitor.scoring.team import TeamModel
from monitor.scoring.team_check import Checked
from monitor.scoring.team_fit import Example
from monitor.stages import assess
from monitor.stages.audit import AuditStage
from monitor.stages.learn import LearnStage, fitted_aside
from monitor.stages.reactions import audit
from monitor.stages.reactions.contract import Actor, Pressed
from monitor.stages.taught import Taught
from monitor.stages.wordings import Wordings
from monitor.store import audits, cases, changes, labels, models, outbox
from monitor.store.database import Database, Transaction
from monitor.store.labels import Lesson
from tests.stages.test_judge import hear as heard
from tests.stages.test_judge import judge
from tests.store.seeds import NOON, Wanted, mention, open_many

SOON = NOON + timedelta(minutes=5)
A_WEEK_ON = NOON + timedelta(days=7)
UTC_ZONE = ZoneInfo("UTC")
MODEL = TeamModel(version="", bias=-20.0)


def ships(lesson: Lesson) -> Score:
    return measure(lesson.mention.text)


def fits(better: bool) -> object:
    def fit(examples: Sequence[Example], _v: str, _case: float, _now: TeamModel | None, _least: int) -> Checked:
        if len({one.yes for one in examples}) < 2:
            raise ValueError
        return Checked(model=MODEL, better=better, labels=len(examples), held_out=5, f1=0.9, f1_before=0.8)

    return fit


def answer(db: Database, count: int = 20) -> None:
    """Half of the cases are answered, half dismissed."""
    open_many(
        db, [Wanted(mention=mention(f"r{place}", f"the pump number {place} is flooded")) for place in range(count)]
    )
    with db.write() as tx:
        for number in range(1, count + 1):
            act = Respond() if number % 2 else Dismiss(reason=Dismissal.NOT_A_COMPLAINT)
            cases.act(tx, number, act, by="ana", now=SOON)


def half(_tx: Transaction) -> float:
    """The threshold as it holds."""
    return 0.5


def learns(db: Database, *, better: bool = True, least: int = 20) -> LearnStage:
    return LearnStage(db, ships, case=half, fit=fits(better), least=least)  # type: ignore[arg-type]


def test_it_serves_the_threshold_as_it_holds_then(sqlite_db: Database) -> None:
    answer(sqlite_db)
    served: list[float] = []

    def fit(_examples: object, _version: str, case: float, _now: object, _least: int) -> Checked:
        served.append(case)
        raise ValueError

    def held(tx: Transaction) -> float:
        change = changes.value(tx, Setting.THRESHOLD)
        return float(change.after or 0) if change else 0.5

    stage = LearnStage(sqlite_db, ships, case=held, fit=fit, least=20)
    stage.learn(What.COMPLAINT, NOON)
    with sqlite_db.write() as tx:
        changes.make(tx, Setting.THRESHOLD, "0.7", by="ana", now=NOON)
    stage.learn(What.COMPLAINT, NOON)
    assert served == [0.5, 0.7]


def test_what_is_better_is_put_to_use_and_judges_at_once(db: Database) -> None:
    answer(db)
    taught, one = Taught(db), mention(text="Lost my bag, worst airline ever")
    taught.prepare([one])
    before = taught.scored(one, measure(one.text))
    assert learns(db).run_once(NOON).done == 1
    taught.prepare([one])
    assert taught.version == "team-1"
    assert (taught.scored(one, measure(one.text)).complaint or 0) < (before.complaint or 0)


def test_what_is_no_better_is_kept_and_not_used(db: Database) -> None:
    answer(db)
    assert learns(db, better=False).run_once(NOON).done == 0
    with db.read() as tx:
        [kept] = models.history(tx, What.COMPLAINT)
        assert (kept.used, kept.labels, kept.report["f1"]) == (False, 20, 0.9)


def test_too_few_answers_teach_nothing(db: Database) -> None:
    answer(db)
    assert learns(db, least=21).run_once(NOON).done == 0


def test_it_learns_again_only_when_there_is_more(db: Database) -> None:
    answer(db)
    stage = learns(db)
    assert stage.run_once(NOON).done == 1
    assert stage.run_once(NOON + timedelta(minutes=10)).done == 0
    assert stage.run_once(NOON + timedelta(hours=2)).done == 0


def test_a_model_is_rolled_back_to_what_judged_before(db: Database) -> None:
    answer(db)
    stage = learns(db)
    stage.learn(What.COMPLAINT, NOON)
    stage.learn(What.COMPLAINT, NOON, anyway=True)
    with db.write() as tx:
        assert models.roll_back(tx, What.COMPLAINT, by="ana", now=NOON) == 1
        assert models.roll_back(tx, What.COMPLAINT, by="ana", now=NOON) is None
        with pytest.raises(ValueError, match="nothing to go back from"):
            models.roll_back(tx, What.COMPLAINT, by="ana", now=NOON)


def test_it_fits_in_a_process_of_its_own(sqlite_db: Database) -> None:
    answer(sqlite_db)
    stage = LearnStage(sqlite_db, ships, case=half, fit=fitted_aside, least=20)
    stage.learn(What.COMPLAINT, NOON)
    with sqlite_db.read() as tx:
        assert models.latest(tx, What.COMPLAINT) is not None


def unflagged(db: Database, count: int = 30) -> None:
    heard(db, *(mention(f"u{place}", f"A fine day number {place}") for place in range(count)))
    judge(db)


def draws(db: Database, channel: str | None = "ops") -> int:
    return AuditStage(db, case=half, zone=UTC_ZONE, channel=channel).run_once(A_WEEK_ON).done


def test_a_sample_of_what_was_not_flagged_is_drawn_once_a_week(db: Database) -> None:
    unflagged(db)
    assert draws(db) == 20
    assert draws(db) == 0


def asked(db: Database) -> Notice:
    with db.write() as tx:
        claimed = outbox.claim(tx, "ops", A_WEEK_ON)
        assert claimed is not None
        notice = Wordings(mask=lambda words: words, web_url=None, zone=UTC_ZONE)(tx, claimed, A_WEEK_ON)
        outbox.put_back(tx, claimed, due_at=A_WEEK_ON)
    assert notice is not None
    return notice


def press(db: Database, action: str, value: str) -> None:
    pressed = Press(
        id="1", kind=PressKind.BUTTON, workspace="T", person="U", action=action, value=value, pressed_at=A_WEEK_ON
    )
    actor = Actor(name="ana", role=Role.AGENT, person="U", workspace="T")
    with db.write() as tx:
        audit.reactions()[action].react(tx, Pressed(press=pressed, actor=actor, channel="ops", now=A_WEEK_ON))


def test_the_sample_is_read_blind_one_mention_after_the_other(db: Database) -> None:
    unflagged(db)
    draws(db)
    first = asked(db)
    assert first.title == "Is this a complaint about Acme Air? (1 of 20)"
    assert "A fine day" in (first.quote or "")
    assert first.facts == ()
    press(db, "audit.complaint", first.buttons[0].value or "")
    second = asked(db)
    assert second.title.endswith("(2 of 20)")
    with pytest.raises(NotAllowed, match="answered"):
        press(db, "audit.fine", first.buttons[0].value or "")


def test_its_answers_are_labels_that_stand_for_many(db: Database) -> None:
    unflagged(db)
    draws(db)
    with db.write() as tx:
        question = audits.next_question(tx)
        assert question is not None
        audits.answer(tx, question.id, complaint=True, ours=True, by="ana", now=A_WEEK_ON)
        [label] = labels.labelled(tx, What.COMPLAINT)
    assert (label.yes, label.how, label.weight > 1, label.flagged) == (True, "audit", True, False)


def test_the_report_estimates_what_was_missed_and_says_how_sure_it_is(db: Database) -> None:
    unflagged(db)
    answer(db, 8)
    draws(db)
    with db.write() as tx:
        for place in range(20):
            question = audits.next_question(tx)
            assert question is not None
            audits.answer(tx, question.id, complaint=place == 0, ours=True, by="ana", now=A_WEEK_ON)
    told = assess.quality(db, A_WEEK_ON + timedelta(minutes=1))
    assert (told.precision.count, told.precision.of) == (4, 8)
    assert told.missed is not None
    assert told.missed.low < told.missed.number < told.missed.high <= 30
    assert told.read_blind == 20
    assert [one.name for one in told.sources] == ["play"]
