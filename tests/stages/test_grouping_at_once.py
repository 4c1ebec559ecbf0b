"""Two judges that hear of one trouble in the same moment open one incident."""

import threading
from collections.abc import Callable

from monitor.stages import grouping
from monitor.stages.grouping import NewCase
from monitor.store import incident_figures, incidents
from monitor.store.database import Database
from tests.store.seeds import NOON, Wanted, mention, open_many

COPIED = "They took the money for my basket twice and nobody at the bank can say when it comes back."


def test_one_incident_whoever_is_first(a_store: Callable[[str], Database]) -> None:
    db = a_store("postgresql")
    wanted = [Wanted(mention=mention(f"n{one}", COPIED, author=f"u{one}"), posted=False) for one in range(6)]
    cases = open_many(db, wanted)
    start = threading.Barrier(2)

    def judge(mine: slice) -> None:
        start.wait()
        with db.write() as tx:
            pairs = zip(cases[mine], wanted[mine], strict=True)
            grouping.gather(tx, [NewCase(case=case, mention=one.mention, live=True) for case, one in pairs], NOON)

    judges = [threading.Thread(target=judge, args=(mine,)) for mine in (slice(0, 3), slice(3, 6))]
    for one in judges:
        one.start()
    for one in judges:
        one.join()
    with db.read() as tx:
        [incident] = incidents.newest(tx)
        assert incident_figures.members(tx, incident) == [case.id for case in cases]
