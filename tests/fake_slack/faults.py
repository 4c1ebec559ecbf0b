"""What can go wrong with one call. `accepted` faults happen after Slack has done what was asked."""

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    RESET = "the connection is reset"
    HANG = "nothing comes back for `seconds`, then the connection is reset"
    STATUS = "an HTTP status with `body`"
    CUT_JSON = "half of the answer"
    EMPTY = "an empty body"
    DRIP = "one byte every `seconds`"
    ERROR = "ok false with the error `code`"
    RATE_LIMITED = "429 with `retry_after`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Made by the functions below: `Fault.reset(accepted=True)`."""

    kind: Kind
    accepted: bool = False
    seconds: float = 0.0
    status: int = 200
    body: str = ""
    code: str = ""
    documented: bool = True
    retry_after: str | None = None

    @classmethod
    def reset(cls, *, accepted: bool) -> "Fault":
        """The connection is reset before or after the call was accepted."""
        return cls(kind=Kind.RESET, accepted=accepted)

    @classmethod
    def hang(cls, *, accepted: bool = True, seconds: float = 60.0) -> "Fault":
        """Silence."""
        return cls(kind=Kind.HANG, accepted=accepted, seconds=seconds)

    @classmethod
    def server_error(cls, *, accepted: bool, status: int = 500) -> "Fault":
        """A 5xx with a plain body."""
        return cls(kind=Kind.STATUS, accepted=accepted, status=status, body="Internal Server Error")

    @classmethod
    def html(cls, *, status: int = 502, accepted: bool = False) -> "Fault":
        """A page of a proxy where JSON belongs."""
        return cls(kind=Kind.STATUS, accepted=accepted, status=status, body=f"<html><h1>{status}</h1></html>")

    @classmethod
    def cut_json(cls, *, accepted: bool = True) -> "Fault":
        """Half of the answer's JSON."""
        return cls(kind=Kind.CUT_JSON, accepted=accepted)

    @classmethod
    def empty(cls, *, accepted: bool = True) -> "Fault":
        """200 with nothing in it."""
        return cls(kind=Kind.EMPTY, accepted=accepted)

    @classmethod
    def drip(cls, *, accepted: bool = True, seconds: float = 1.0) -> "Fault":
        """The answer, a byte at a time, headers included."""
        return cls(kind=Kind.DRIP, accepted=accepted, seconds=seconds)

    @classmethod
    def error(cls, code: str, *, documented: bool = True, accepted: bool = False) -> "Fault":
        """An error of Slack's. One that the reference does not know for the method must be said to be undocumented."""
        return cls(kind=Kind.ERROR, code=code, documented=documented, accepted=accepted)

    @classmethod
    def rate_limited(cls, retry_after: str | None = "1") -> "Fault":
        """429, with whatever stands in its `Retry-After`; None leaves the header out."""
        return cls(kind=Kind.RATE_LIMITED, retry_after=retry_after)
