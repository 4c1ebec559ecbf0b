"""The description of the interface, as OpenAPI 3.1: made of the endpoints and of the types that they give and take."""

from collections.abc import Iterable, Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import TypeAdapter
from starlette.routing import BaseRoute

from monitor.domain.access import SCOPES
from monitor.web.api.asking import JSON
from monitor.web.api.endpoint import Endpoint
from monitor.web.api.problem import MEDIA, STATUS, URN, Kind, Problem
from monitor.wording import access as access_words
from monitor.wording import api as words

_EVERYWHERE = (Kind.NOT_SIGNED_IN, Kind.NOT_ALLOWED, Kind.NOT_ACCEPTABLE, Kind.TOO_MANY, Kind.BUG, Kind.NO_ANSWER)
_OF_POST = (Kind.STRANGE_FORM, Kind.IN_PROGRESS, Kind.ANSWER_ERASED, Kind.TOO_LARGE, Kind.NOT_JSON, Kind.UNFIT)
_REF = "#/components/schemas/{model}"
_UNUSED = ("HTTPValidationError", "ValidationError")


def described(endpoints: Sequence[Endpoint], *, server: str, cookie: str) -> dict[str, Any]:
    """Return the description; `server` is where the paths begin, `cookie` the name of a browser's session."""
    found = get_openapi(
        title=words.TITLE,
        version="1",
        openapi_version="3.1.0",
        description=words.ABOUT,
        routes=_routes(endpoints),
        servers=[{"url": server}],
    )
    schemas: dict[str, Any] = found.setdefault("components", {}).setdefault("schemas", {})
    for one in endpoints:
        _complete(found["paths"][one.path][one.method.lower()], one, schemas)
    _schema(Problem, schemas)
    for name in _UNUSED:
        schemas.pop(name, None)
    kinds = {kind for one in endpoints for kind in _refused(one)}
    found["components"] |= {
        "schemas": dict(sorted(schemas.items())),
        "responses": {str(status): _problems(status, kinds) for status in sorted({STATUS[kind] for kind in kinds})},
        "parameters": _PARAMETERS,
        "headers": _HEADERS,
        "securitySchemes": _ways_in(cookie),
    }
    return found


def _routes(endpoints: Iterable[Endpoint]) -> Sequence[BaseRoute]:
    """Return routes that are described and serve nothing: those that serve need none of this."""
    told = FastAPI()
    for one in endpoints:
        told.add_api_route(
            one.path,
            one.answer,
            methods=[one.method],
            operation_id=one.name,
            tags=[one.tag],
            summary=one.summary,
            description=one.description,
            response_model=one.gives,
            response_class=JSONResponse,
        )
    return [route for route in told.routes if isinstance(route, APIRoute)]


def _complete(operation: dict[str, Any], one: Endpoint, schemas: dict[str, Any]) -> None:
    """Add what the framework does not know: the body, the headers, every problem, and who may ask."""
    if not one.description:  # else the framework repeats what sums it up
        operation.pop("description", None)
    operation["security"] = [{"token": [one.needs.value]}, {"session": []}]
    parameters = operation.setdefault("parameters", [])
    for each in parameters:
        each["schema"] = _without_null(each["schema"])
    answers, good = operation["responses"], operation["responses"]["200"]
    answers.pop("422", None)
    answers |= {str(STATUS[kind]): {"$ref": f"#/components/responses/{STATUS[kind]}"} for kind in _refused(one)}
    if one.gives is None:
        good["content"] = {media: {"schema": {"type": "string"}} for media in (one.media, *one.also)}
    if one.tagged:
        good["headers"] = {"ETag": {"$ref": "#/components/headers/ETag"}}
    if one.tagged and one.method == "GET":
        answers["304"] = {"description": "It is as `If-None-Match` says."}
        parameters.append({"$ref": "#/components/parameters/IfNoneMatch"})
    if one.method == "POST":
        parameters.append({"$ref": "#/components/parameters/IdempotencyKey"})
    if Kind.STALE in one.refuses:
        parameters.append({"$ref": "#/components/parameters/IfMatch"})
    if one.takes is not None:
        body = {"schema": _schema(one.takes, schemas), "example": one.example}
        operation["requestBody"] = {"required": True, "content": {JSON: body}}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a parameter: one that is left out has no value, and `null` is none."""
    some = [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]
    rest = {name: value for name, value in schema.items() if name != "anyOf"}
    return rest | (some[0] if len(some) == 1 else {"anyOf": some}) if some else schema


def _schema(kind: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a type, and put what it is made of into `schemas`."""
    found = TypeAdapter(kind).json_schema(ref_template=_REF)
    schemas |= found.pop("$defs", {})
    if "title" in found and found.get("type") == "object":
        schemas[found["title"]] = found
        return {"$ref": _REF.format(model=found["title"])}
    return found


def _refused(one: Endpoint) -> Iterable[Kind]:
    yield from (*_EVERYWHERE, *one.refuses)
    if "{" in one.path:
        yield Kind.NOT_FOUND
    if one.method == "GET":
        yield Kind.UNFIT
    else:
        yield from (*_OF_POST, Kind.OTHER_REQUEST)


def _problems(status: int, kinds: Iterable[Kind]) -> dict[str, Any]:
    """Return what is answered with a status, by the kinds of problems that have it."""
    mine = [kind for kind in Kind if STATUS[kind] == status and kind in set(kinds)]
    told = "; ".join(f"{words.TITLES[kind]} (`{kind.value}`)" for kind in mine)
    headers = {Kind.TOO_MANY: "RetryAfter", Kind.NO_ANSWER: "RetryAfter", Kind.NOT_SIGNED_IN: "Challenge"}
    named = {"RetryAfter": "Retry-After", "Challenge": "WWW-Authenticate"}
    more = {named[headers[kind]]: {"$ref": f"#/components/headers/{headers[kind]}"} for kind in mine if kind in headers}
    examples = {kind.value: {"value": _example(kind)} for kind in mine}
    problem = {"content": {MEDIA: {"schema": {"$ref": _REF.format(model="Problem")}, "examples": examples}}}
    return {"description": told} | ({"headers": more} if more else {}) | problem


def _example(kind: Kind) -> dict[str, Any]:
    title = words.TITLES[kind]
    return Problem(type=URN + kind, title=title, status=STATUS[kind], detail=title).model_dump(mode="json")


_PARAMETERS: dict[str, Any] = {
    "IfNoneMatch": {
        "name": "If-None-Match",
        "in": "header",
        "description": "ETags that are known: where it is still one of these, 304 is answered, without a body.",
        "schema": {"type": "string"},
    },
    "IfMatch": {
        "name": "If-Match",
        "in": "header",
        "description": "The ETag with which it was read: where it has changed since, nothing is done (412).",
        "schema": {"type": "string"},
    },
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "A name of this request, new for each: sent again within 24 hours, it is answered as "
        "before, and done once.",
        "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
    },
}
_HEADERS: dict[str, Any] = {
    "ETag": {"description": "Changes whenever the answer does.", "required": True, "schema": {"type": "string"}},
    "RetryAfter": {"description": "After how many seconds to come again.", "schema": {"type": "string"}},
    "Challenge": {"description": "That a token is wanted.", "schema": {"type": "string"}},
}


def _ways_in(cookie: str) -> dict[str, Any]:
    scopes = "; ".join(map(access_words.scope, SCOPES))
    token = f"A token for programs: made on the page of one's account, or by `monitor tokens add`. Scopes: {scopes}."
    session = "A browser's session, for pages: a POST needs the key of its forms in `X-Form-Key`, too."
    return {
        "token": {"type": "http", "scheme": "bearer", "description": token},
        "session": {"type": "apiKey", "in": "cookie", "name": cookie, "description": session},
    }
