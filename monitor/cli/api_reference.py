"""The reference of the interface for programs as Markdown, made of its own description."""

from collections.abc import Iterator
from typing import Any

from monitor.config.reference import default_of

Schema = dict[str, Any]

_FORMATS = {"date-time": "time", "date": "day"}
_TYPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "`true`, `false`",
    "null": "`null`",
}

_HEAD = """\
# The interface for programs

Written by `python -m monitor.cli.documents`; a test keeps it current. A running monitor describes the same at
`/api/v1/openapi.json` (OpenAPI 3.1). [Use the interface](../how-to/use-the-api.md) shows it with examples.

- **Paths** are below `/api/v1` of `web: base_url`. Everything is JSON. Times are RFC 3339 in UTC; ids are those that
  people use.
- **Who asks** shows a token (`Authorization: Bearer cmt_...`) or is a browser with its session; a browser's POST needs
  the key of its forms in `X-Form-Key`, too. Each address names the scope that it needs. What is beyond somebody's
  limits is not there.
- **Words** of customers are masked as on the pages.
- **Lists** come in pages of `limit` rows; `next` is the `cursor` of the page behind, and the header `Link` has it, too.
  A cursor means nothing to a program, and fits only the list that it came from.
- **ETag** changes whenever an answer does. Sent again in `If-None-Match`, what is as it was is answered by 304. Sent in
  `If-Match` with an act, nothing is done where the case or incident has changed since (412): also where its time is
  over, or its mention was edited.
- **Idempotency-Key** names a request that does something. Sent again within 24 hours it is answered as before (with
  `Idempotency-Replayed: true`) and done once. Another request under the same key is refused (422). One that was cut off
  is refused too (409), for nobody knows whether it was done: look, then use another key.
- **So many requests** a minute are answered for each token by each process that serves the pages: 600, or what
  `web: requests_a_minute` says. 429 says in `Retry-After` when to come again.
- **What is refused** is a [Problem](#problem) (RFC 9457, `application/problem+json`), below `/api/` always.
"""


def api_reference(description: Schema) -> str:
    """Return the reference of what `description` describes."""
    schemas = description["components"]["schemas"]
    lines = [_HEAD, *_addresses(description), *_kinds(description), "## What is sent and answered", ""]
    for name, schema in schemas.items():
        lines += _part(name, schema)
    return "\n".join(lines).rstrip() + "\n"


def _addresses(description: Schema) -> Iterator[str]:
    tags = dict.fromkeys(each["tags"][0] for path in description["paths"].values() for each in path.values())
    for tag in tags:
        yield from (f"## {tag.capitalize()}", "")
        for path, methods in description["paths"].items():
            for method, operation in methods.items():
                if operation["tags"][0] == tag:
                    yield from _address(f"{method.upper()} {path}", operation)


def _address(title: str, operation: Schema) -> Iterator[str]:
    yield from (f"### `{title}`", "", f"{operation['summary']}.")
    if more := " ".join(operation.get("description", "").split()):
        yield from ("", more)
    scope = operation["security"][0]["token"][0]
    yield from ("", f"Scope `{scope}`. Answers {_answer(operation)}. Problems: {', '.join(_refused(operation))}.", "")
    named = [one for one in operation["parameters"] if "name" in one]
    if named:
        yield from ("| parameter | what | default | meaning |", "|---|---|---|---|")
        yield from (_row(one["name"], one["schema"], needed=one["in"] == "path") for one in named)
        yield ""
    if "requestBody" in operation:
        [body] = operation["requestBody"]["content"].values()
        yield from (f"The body is {_what(body['schema'])}.", "")


def _answer(operation: Schema) -> str:
    content = operation["responses"]["200"]["content"]
    schema = next(iter(content.values()))["schema"]
    return _what(schema) if "$ref" in schema else " or ".join(f"`{media}`" for media in content)


def _refused(operation: Schema) -> list[str]:
    return sorted(status for status in operation["responses"] if status >= "400")


def _kinds(description: Schema) -> Iterator[str]:
    yield from ("## What may be refused", "", "| status | because |", "|---|---|")
    for status, told in description["components"]["responses"].items():
        yield f"| {status} | {told['description']} |"
    yield ""


def _part(name: str, schema: Schema) -> Iterator[str]:
    yield from (f"### {name}", "")
    if told := schema.get("description"):
        yield from (_cell(told), "")
    if "properties" in schema:
        yield from ("| field | what | meaning |", "|---|---|---|")
        needed = schema.get("required", ())
        for field, item in schema["properties"].items():
            left_out = "" if field in needed else " May be left out."
            meaning = f"{item.get('description', '')}{left_out}".strip()
            yield f"| `{field}` | {_what(item)} | {_cell(meaning)} |"
        yield ""
    else:
        yield from (f"{_what(schema)}", "")


def _row(name: str, schema: Schema, *, needed: bool) -> str:
    default = "required" if needed else default_of(schema)
    meaning = _cell(schema.get("description", ""))
    return f"| `{name}` | {_what(schema)} | {default} | {meaning} |"


def _what(schema: Schema) -> str:
    """Return what stands there, in Markdown."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if several := schema.get("anyOf") or schema.get("oneOf"):
        return " or ".join(dict.fromkeys(map(_what, several)))
    if "enum" in schema or "const" in schema:
        return ", ".join(f"`{value}`" for value in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        return f"list of {_what(schema['items'])}" if "items" in schema else "list"
    if "additionalProperties" in schema and schema["additionalProperties"] is not False:
        return "object"
    return _FORMATS.get(schema.get("format", ""), "") or _TYPES.get(schema.get("type", ""), "anything")


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
