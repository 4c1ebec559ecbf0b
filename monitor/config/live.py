"""LiveCheck: what one harmless request to a configured source or channel showed."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveCheck:
    """`told` says what came back, or why nothing did and what to do; it never holds a secret.

    `seconds` is how long the request took. What cannot be asked (`asked` is false) is heard of when it speaks, or when
    it is spoken to.
    """

    part: Literal["source", "channel"]
    name: str
    kind: str
    ok: bool
    told: str
    seconds: float
    asked: bool = True
