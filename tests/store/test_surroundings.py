"""What stands around a mention is read from the store: what it answers, and what its author said before."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from connectors.contract import Mention, OwnReply
from monitor.domain.act import Dismiss
from monitor.domain.case import Dismissal
from monitor.domain.surroundings import Surroundings, Under
from monitor.store import cases, judgements, surroundings
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.tables import MentionRow, VerdictRow
from tests.store.seeds import NOON, Wanted, hear, mention, open_case

AGE = timedelta(hours=2)
ANSWER = OwnReply(native_id="a1", text="We are sorry.", posted_at=NOON)


def reply(native_id: str, to: str, *, author: str = "u9", thread: str = "r1") -> Mention:
    return replace(mention(native_id, "Same here", author=author), parent_id=to, thread_id=thread)


@pytest.fixture
def town(db: Database) -> Database:
    """A complaint of u1, which is answered, and an earlier one of u2 that was none."""
    open_case(db, Wanted(mention=mention("r1", author="u1", own_replies=(ANSWER,))))
    wrong = open_case(db, Wanted(mention=mention("r2", author="u2")))
    with db.write() as tx:
        cases.act(tx, wrong.id, Dismiss(reason=Dismissal.NOT_A_COMPLAINT), by="Mia", now=NOON)
        [calm] = hear(tx, mention("r3", "Lovely.", author="u3"))
        tx.execute(update(table(MentionRow)).values(judged=1))
        known = judgements_of_calm(calm)
        tx.execute(table(VerdictRow).insert().values(**known))
    return db


def judgements_of_calm(mention_id: int) -> dict[str, object]:
    return {
        "mention_id": mention_id, "brand": "Acme Air", "judge": "test", "decided_at": NOON, "about": "us",
        "speaker": "customer", "language": "en", "score": 0.05, "reasons": "[]",
    }  # fmt: skip


HEARD = {
    "complaint": (reply("n1", "r1"), Surroundings(under=Under.COMPLAINT)),
    "own": (reply("n2", "r1", author="u1"), Surroundings(under=Under.OWN, complained=1)),
    "our answer": (reply("n3", "a1"), Surroundings(under=Under.OURS)),
    "dismissed": (reply("n4", "r2", thread="r2"), Surroundings()),
    "unknown": (reply("n5", "gone", thread="gone"), Surroundings()),
    "was none": (mention("n6", author="u2"), Surroundings()),
    "content": (mention("n7", author="u3"), Surroundings(content=1)),
    "nobody": (mention("n8", author=None), Surroundings()),
}


def test_what_is_known_is_read_for_a_batch_at_once(town: Database) -> None:
    with town.write() as tx:
        numbers = hear(tx, *(heard for heard, _ in HEARD.values()), now=NOON + AGE)
        found = surroundings.around(tx, judgements.pending(tx, limit=50))
    named = {name: found[number] for name, number in zip(HEARD, numbers, strict=True)}
    assert named == {name: replace(known, age=AGE) for name, (_, known) in HEARD.items()}
