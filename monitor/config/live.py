"""LiveCheck: what one harmless request to a configured source, channel or webhook showed."""

from dataclasses import dataclass
from typing import Literal

Part = Literal["source", "channel", "webhook"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveCheck:
    """`told` says what came back, or why nothing did and what to do; it never holds a secret.

    `seconds` is how long the request took. What cannot be asked (`asked` is false) is heard of when it speaks, or when
    it is spoken to.
    """

    part: Part
    name: str
    kind: str
    ok: bool
    told: str
    seconds: float
    asked: bool = True
