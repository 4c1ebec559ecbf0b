"""A process that runs: what it loaded is looked through by the garbage collector no more."""

import gc
import weakref

from monitor.service import settle


class Node:
    """Something that refers to itself."""

    def __init__(self) -> None:
        self.me = self


def test_what_is_loaded_is_set_aside_and_garbage_is_not_kept_with_it() -> None:
    try:
        gc.freeze()
        lost, kept = weakref.ref(Node()), Node()
        settle()
        assert lost() is None
        assert gc.get_freeze_count() > 1_000
        assert not any(one is kept for one in gc.get_objects())
    finally:
        gc.unfreeze()
