"""Looking once more at what Meta knows by an id: where a delivery only names it, and where an answer is waited for."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from connectors.contract import Mention, MentionKey, Page
from connectors.kit.graph.pushes import Delivered
from connectors.kit.together import told_once

Look = Callable[[MentionKey], Mention | bool | None]
"""Returns what stands there now: None where it is gone, true where it is not for us to tell of."""


def look_again(keys: Sequence[MentionKey], look: Look, check: Callable[[], object]) -> Page:
    """Return what stands at `keys` now. `check` raises if we see nothing because we may not: then nothing is gone."""
    found = {key: look(key) for key in keys}
    gone = tuple(key for key, mention in found.items() if mention is None)
    if gone:
        check()
    return Page(mentions=tuple(one for one in found.values() if isinstance(one, Mention)), deleted=gone)


def whole(told: Delivered, again: Callable[[Sequence[MentionKey]], Page]) -> Page:
    """Return what a delivery tells, with what stands where it only names something."""
    return replace(told.page, mentions=told_once((*told.page.mentions, *again(told.named).mentions)))
