"""What one round of a stage did."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class StageReport:
    """`done` counts the stage's own unit; `failed` says in words what did not work; `figures` are further counts."""

    stage: str
    done: int = 0
    failed: tuple[str, ...] = ()
    figures: Mapping[str, int] = field(default_factory=dict)
