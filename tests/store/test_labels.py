"""What the team says of mentions is kept, with what the judge thought of them then."""

from datetime import timedelta

from monitor.domain.act import Dismiss, Reopen, Respond
from monitor.domain.case import Dismissal
from monitor.domain.labels import How, What
from monitor.store import cases, labels
from monitor.store.database import Database
from monitor.store.erasure import erase_mention
from tests.store.seeds import NOON, Wanted, hear, mention, open_case, open_many

SOON = NOON + timedelta(minutes=5)
NO_COMPLAINT = Dismiss(reason=Dismissal.NOT_A_COMPLAINT)


def test_an_act_on_a_case_leaves_its_label(db: Database) -> None:
    case = open_case(db)
    with db.write() as tx:
        cases.act(tx, case.id, NO_COMPLAINT, by="ana", now=SOON)
        [label] = labels.labelled(tx, What.COMPLAINT)
    assert (label.mention_id, label.brand, label.source) == (case.mention_id, "Acme Air", "play")
    assert (label.yes, label.how, label.flagged) == (False, How.CLICK, True)
    assert label.score is not None


def test_the_latest_word_holds(db: Database) -> None:
    case = open_case(db)
    with db.write() as tx:
        cases.act(tx, case.id, NO_COMPLAINT, by="ana", now=SOON)
        cases.act(tx, case.id, Reopen(), by="bo", now=SOON)
        assert [label.yes for label in labels.labelled(tx, What.COMPLAINT)] == [True]
        assert labels.count(tx, What.COMPLAINT) == 1


def test_what_was_dismissed_at_the_deadline_is_kept_and_does_not_count(db: Database) -> None:
    case = open_case(db)
    with db.write() as tx:
        cases.act(tx, case.id, NO_COMPLAINT, by="ana", now=NOON + timedelta(hours=1, minutes=55))
        assert labels.count(tx, What.COMPLAINT) == 0
        assert labels.not_counted(tx, What.COMPLAINT, NOON) == 1


def test_lessons_are_the_words_that_were_labelled(db: Database) -> None:
    open_many(db, [Wanted(mention=mention("1")), Wanted(mention=mention("2", "Lost my bag"))])
    with db.write() as tx:
        for number, act in ((1, NO_COMPLAINT), (2, Respond())):
            cases.act(tx, number, act, by="ana", now=SOON)
        lessons = labels.lessons(tx, What.COMPLAINT, limit=10)
    assert [(lesson.mention.text, lesson.labelled.yes) for lesson in lessons] == [
        ("Still no refund after 3 weeks.", False),
        ("Lost my bag", True),
    ]


def test_what_was_edited_or_erased_since_teaches_nothing(db: Database) -> None:
    open_many(db, [Wanted(mention=mention("1")), Wanted(mention=mention("2", "Lost my bag"))])
    with db.write() as tx:
        for number in (1, 2):
            cases.act(tx, number, NO_COMPLAINT, by="ana", now=SOON)
        hear(tx, mention("1", "All is well now"), now=SOON)
    erase_mention(db, 2, by="ana", now=SOON)
    with db.read() as tx:
        assert labels.lessons(tx, What.COMPLAINT, limit=10) == []
