"""What the Graph API means by its errors: one status stands for many, their codes tell them apart.

Facts: https://developers.facebook.com/docs/graph-api/guides/error-handling
"""

import re
from datetime import datetime

import msgspec

from connectors.contract import Refused, SourceError, Unavailable, Uncertain
from connectors.kit.answer import Answer
from connectors.kit.graph.usage import usage_of
from connectors.kit.status import LONGEST_WAIT, error_for, retry_after

_PASSING = {1, 2}
_TOO_MANY = {4, 17, 32, 341, 613} | set(range(80000, 80015))
_TOKEN_ENDED = {102, 190}
_FORBIDDEN = {3, 10, *range(200, 300)}
_BLOCKED = 368
_DUPLICATE = 506
_OLD_VERSION = {12, 2635}
_MISSING = {(100, 33), (803, None)}
_WHY_ENDED = {
    458: "the app was removed from the account",
    459: "the account must first log in to Facebook and clear something up",
    460: "the account's password was changed",
    463: "it has expired",
    464: "the account is not confirmed",
    467: "it was withdrawn",
    492: "its user has no role on the page any more",
}
_PROOF = re.compile(r"app_?\s?secret[ _]proof", re.IGNORECASE)
_PERMISSION = re.compile(r"\b(?:pages|instagram|business)_[a-z_]{3,40}")


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """An error as the Graph API tells it. Its message may quote a token, so nothing but names is taken from it."""

    code: int = 0
    error_subcode: int | None = None
    message: str = ""

    @property
    def is_missing(self) -> bool:
        """Whether what was asked for is not there, or not for our eyes: Meta does not tell which."""
        return (self.code, self.error_subcode) in _MISSING or (self.code, None) in _MISSING

    @property
    def permissions(self) -> str:
        """Return the permissions that it names."""
        return ", ".join(dict.fromkeys(_PERMISSION.findall(self.message)))


class _Told(msgspec.Struct, frozen=True, kw_only=True):
    error: Problem


def problem_of(answer: Answer) -> Problem | None:
    """Return the error in an answer; None where it holds none that Meta made."""
    try:
        return msgspec.json.decode(answer.body, type=_Told).error
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def error_of(place: str, answer: Answer, now: datetime) -> SourceError:
    """Return what an answer means that is none, with what to do about it."""
    problem = problem_of(answer)
    if problem is None:
        return error_for(place, answer, now)
    if problem.code in _TOO_MANY or problem.code == _BLOCKED:
        return Unavailable(
            f"{place}: too much was asked for now (error {problem.code})", retry_after=_wait(answer, now)
        )
    if problem.code in _PASSING:
        return Unavailable(f"{place}: it stumbled (error {problem.code})", retry_after=retry_after(answer.headers, now))
    advice = _advice(problem)
    return Refused(f"{place}: {advice}") if advice else error_for(place, answer, now)


def _advice(problem: Problem) -> str | None:
    if problem.code in _TOKEN_ENDED:
        why = _WHY_ENDED.get(problem.error_subcode or 0, "it ended or is none")
        return f"the token is not accepted ({why}): make a new one, best of a system user"
    if _PROOF.search(problem.message):
        return "this app wants each request signed: say `app_secret`"
    if problem.code in _FORBIDDEN or problem.permissions:
        return f"the token lacks {problem.permissions or 'a permission'}: grant it to the app, and make a new token"
    if problem.code in _OLD_VERSION:
        return "this version of the Graph API is no longer served: say a newer `version`"
    return "it is not there, or the token may not see it" if problem.is_missing else None


def not_posted(place: str, answer: Answer, now: datetime) -> SourceError:
    """Return why something was not posted."""
    problem = problem_of(answer)
    if problem is None:
        return Refused(f"{place}: it was not taken ({answer.status}): is it still there, and may it be commented on?")
    if problem.code in _PASSING:
        return Uncertain(f"{place}: it stumbled (error {problem.code})")
    if problem.code == _BLOCKED:
        return Refused(f"{place}: Meta blocks the account from commenting for a while: see its support inbox")
    if problem.code == _DUPLICATE:
        return Refused(f"{place}: Meta does not take the same words twice in a row")
    error = error_of(place, answer, now)
    return error if isinstance(error, (Refused, Unavailable)) else Refused(f"{error}: it was not taken")


def _wait(answer: Answer, now: datetime) -> float | None:
    told = usage_of(answer.headers).regained_in
    return min(told.total_seconds(), LONGEST_WAIT) if told else retry_after(answer.headers, now)
