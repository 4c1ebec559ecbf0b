"""What one round of a stage did."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class StageReport:
    """`done` counts the stage's own unit (pages, mentions, messages); `failed` names what did not work, in words."""

    stage: str
    done: int = 0
    failed: tuple[str, ...] = ()
