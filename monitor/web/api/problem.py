"""Problems: what is answered below `/api/` where something is not done, in the form of RFC 9457."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.routing import Match

from monitor.domain.act import NotAllowed as DoesNotFit
from monitor.store.cases import NoSuchCase
from monitor.store.database import StoreError
from monitor.store.incidents import NoSuchIncident
from monitor.store.mention_files import NoSuchMention
from monitor.web.api.faults import told
from monitor.web.filters import Unknown
from monitor.web.forms import LARGEST, TooLarge
from monitor.web.gate import NotAllowed, NotSignedIn, StrangeForm
from monitor.wording import api as words

API = "/api"
"""Where the interface for programs is."""
MEDIA = "application/problem+json"
URN = "urn:complaint-monitor:problem:"


class Kind(StrEnum):
    """What kind of problem it is: the end of its `type`."""

    NOT_SIGNED_IN = "not-signed-in"
    NOT_ALLOWED = "not-allowed"
    STRANGE_FORM = "strange-form"
    NOT_FOUND = "not-found"
    WRONG_METHOD = "wrong-method"
    NOT_ACCEPTABLE = "not-acceptable"
    CONFLICT = "conflict"
    IN_PROGRESS = "in-progress"
    ANSWER_ERASED = "answer-erased"
    STALE = "stale"
    TOO_LARGE = "too-large"
    WRONG_HOST = "wrong-host"
    NOT_JSON = "not-json"
    UNFIT = "unfit"
    OTHER_REQUEST = "other-request"
    TOO_MANY = "too-many"
    BUG = "bug"
    NO_ANSWER = "no-answer"
    OTHER = "other"


STATUS: Mapping[Kind, int] = {
    Kind.NOT_SIGNED_IN: 401,
    Kind.NOT_ALLOWED: 403,
    Kind.STRANGE_FORM: 403,
    Kind.NOT_FOUND: 404,
    Kind.WRONG_METHOD: 405,
    Kind.NOT_ACCEPTABLE: 406,
    Kind.CONFLICT: 409,
    Kind.IN_PROGRESS: 409,
    Kind.ANSWER_ERASED: 409,
    Kind.STALE: 412,
    Kind.TOO_LARGE: 413,
    Kind.NOT_JSON: 415,
    Kind.WRONG_HOST: 421,
    Kind.UNFIT: 422,
    Kind.OTHER_REQUEST: 422,
    Kind.TOO_MANY: 429,
    Kind.BUG: 500,
    Kind.NO_ANSWER: 503,
    Kind.OTHER: 400,
}


_EXPECTED: Mapping[type[Exception], tuple[Kind, str, Mapping[str, str]]] = {
    NotSignedIn: (Kind.NOT_SIGNED_IN, words.NOT_SIGNED_IN, {"WWW-Authenticate": "Bearer"}),
    NotAllowed: (Kind.NOT_ALLOWED, "", {}),
    StrangeForm: (Kind.STRANGE_FORM, words.STRANGE, {}),
    TooLarge: (Kind.TOO_LARGE, words.too_large(LARGEST), {}),
    NoSuchCase: (Kind.NOT_FOUND, "", {}),
    NoSuchIncident: (Kind.NOT_FOUND, "", {}),
    NoSuchMention: (Kind.NOT_FOUND, "", {}),
    Unknown: (Kind.NOT_FOUND, "", {}),
    DoesNotFit: (Kind.CONFLICT, "", {}),
    StoreError: (Kind.NO_ANSWER, words.NO_ANSWER, {"Retry-After": "60"}),
}
"""How what is raised below is told, with the headers that go with it; with no words here, in its own."""


class Fault(BaseModel):
    """One thing that does not belong where it stands: in the body (`pointer`) or in the address (`parameter`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    detail: str = Field(description="What is wrong there, and what belongs there.")
    pointer: str | None = Field(description="Where in the body, as a JSON Pointer (RFC 6901) behind `#`.")
    parameter: str | None = Field(description="Which parameter or header.")


class Problem(BaseModel):
    """Why something was not done (RFC 9457)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: str = Field(description=f"`{URN}` and the kind, which programs can rely on.", examples=[URN + "not-found"])
    title: str = Field(description="The kind in words.")
    status: int = Field(description="The status of HTTP.", ge=400, le=599)
    detail: str = Field(description="What happened here, and what to do about it.")
    errors: tuple[Fault, ...] = Field(default=(), description="What does not belong, and where.")


class Refusal(Exception):
    """Why something is not done, as it is told. `headers` go with it."""

    def __init__(
        self, kind: Kind, detail: str, *, faults: Sequence[Fault] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.faults = tuple(faults)
        self.headers = headers

    def told(self, status: int | None = None) -> Response:
        """Return what is answered."""
        code = status or STATUS[self.kind]
        title = words.TITLES[self.kind]
        problem = Problem(type=URN + self.kind, title=title, status=code, detail=self.detail, errors=self.faults)
        return Response(problem.model_dump_json(), code, self.headers, MEDIA)


EXPECTED: tuple[type[Exception], ...] = (Refusal, *_EXPECTED)
"""All that is raised where something is refused, and nothing is broken."""


def parameter(name: str, detail: str) -> Refusal:
    """Return that a parameter of the address, or a header, is not what belongs there."""
    return Refusal(Kind.UNFIT, words.UNFIT, faults=[Fault(detail=detail, pointer=None, parameter=name)])


def body(faults: Iterable[tuple[Sequence[str | int], str]]) -> Refusal:
    """Return that a body is not what belongs there: each place in it, and what belongs there."""
    unfit = [Fault(detail=detail, pointer=_pointer(place), parameter=None) for place, detail in faults]
    return Refusal(Kind.UNFIT, words.UNFIT, faults=unfit)


def refusal_of(error: Exception) -> Refusal:
    """Return how something that was raised on the way is told; a bug where it is none of what is expected."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, RequestValidationError):
        return _unfit(error)
    detail = words.not_allowed(error.permission) if isinstance(error, NotAllowed) else str(error)
    for expected, (kind, fixed, headers) in _EXPECTED.items():
        if isinstance(error, expected):
            return Refusal(kind, fixed or detail, headers=headers)
    return Refusal(Kind.BUG, words.BUG)


def add_problems(api: FastAPI) -> None:
    """Let `api` tell every error as a problem."""
    for error in (Refusal, RequestValidationError, Exception, *_EXPECTED):
        api.add_exception_handler(error, _told)
    api.add_exception_handler(HTTPException, _of_http)


def _told(_: Request, error: Exception) -> Response:
    return refusal_of(error).told()


def _of_http(request: Request, error: Exception) -> Response:
    """Tell that there is no such address, or no such method of it."""
    status = error.status_code if isinstance(error, HTTPException) else STATUS[Kind.BUG]
    if status == STATUS[Kind.NOT_FOUND]:
        return Refusal(Kind.NOT_FOUND, words.NO_SUCH_ADDRESS).told()
    if status == STATUS[Kind.WRONG_METHOD]:
        allowed = ", ".join(sorted(_methods(request)))
        return Refusal(Kind.WRONG_METHOD, words.wrong_method(allowed), headers={"Allow": allowed}).told()
    return Refusal(Kind.OTHER, str(getattr(error, "detail", ""))).told(status)


def _methods(request: Request) -> set[str]:
    """Return all methods that the address of a request answers to."""
    here = [route for route in request.app.routes if route.matches(request.scope)[0] is not Match.NONE]
    return {method for route in here for method in getattr(route, "methods", None) or ()}


def _unfit(error: RequestValidationError) -> Refusal:
    """What is wrong in the path itself is not there; what is wrong behind it, or in a header, is told."""
    faults = error.errors()
    if any(one["loc"][0] == "path" for one in faults):
        return Refusal(Kind.NOT_FOUND, words.NO_SUCH_ADDRESS)
    named = ((str(one["loc"][1] if len(one["loc"]) > 1 else one["loc"][0]), told(one)) for one in faults)
    unfit = [Fault(detail=detail, pointer=None, parameter=name) for name, detail in dict.fromkeys(named)]
    return Refusal(Kind.UNFIT, words.UNFIT, faults=unfit)


def _pointer(place: Sequence[str | int]) -> str:
    return "#" + "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in place)
