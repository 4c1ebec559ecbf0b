"""The reference of `config.yaml` as Markdown, made of its JSON Schema, so that it cannot fall behind."""

import json
from collections.abc import Iterable
from typing import Any

from monitor.config.duration import PATTERN

Schema = dict[str, Any]

_HEAD = """\
# `config.yaml`

Written by `python -m monitor.cli.documents`; a test keeps it current. `config.yaml` at the project's root is a
commented example, `monitor init` writes one, and `monitor check` validates one. With the first line
`# yaml-language-server: $schema=docs/config.schema.json` many editors complete and check it while it is written.

- **Secrets** are written `${NAME}` and come from the environment, or from a file `.env` beside `config.yaml`; the
  environment wins. They may be part of a text. `$${` stands for a plain `${`. A secret in clear is an error.
- **Durations** are `30s`, `5m`, `2h`, `7d`, or several units from large to small: `1h30m`.
- **Unknown keys** are errors that name the nearest known one. A key without a value is as good as not there.
- **Text stays as it is written**: `007`, `no` and `12:30` need no quotes where text belongs.
- **Anchors and aliases** (`&name`, `*name`) work; tags (`!name`) and several documents in one file do not.
- Thresholds, routes and the like are first values: once they are changed in Slack or on the page, the store's hold.
"""

_TYPES = {"string": "text", "integer": "whole number", "number": "number", "boolean": "`true`, `false`", "null": ""}


def reference(schema: Schema) -> str:
    """Return the reference of all that `schema`, as `json_schema` made it, allows."""
    parts = schema["$defs"]
    order = [name for name in _referred(schema["properties"]) if name in parts]
    told = {name: parts[name].get("description", "") for name in parts}
    whole = schema | {"properties": {key: _described(item, told) for key, item in schema["properties"].items()}}
    sections = [_HEAD, _section("The whole", whole)]
    sections += [_section(name, parts[name]) for name in _with_inner(order, parts)]
    for key, noun in (("sources", "source"), ("channels", "channel")):
        sections += _kinds(noun, schema["properties"][key]["items"]["oneOf"])
    return "\n".join(sections)


def _described(schema: Schema, told: dict[str, str]) -> Schema:
    """A key that is described in the words of its part has them there only."""
    return {"description": told.get(schema.get("$ref", "").rpartition("/")[2], "")} | schema


def _with_inner(names: Iterable[str], parts: Schema) -> list[str]:
    found: list[str] = []
    for name in names:
        found += [name, *_with_inner(_referred(parts[name]), parts)]
    return list(dict.fromkeys(found))


def _referred(schema: Any) -> list[str]:
    """Return the names of the parts that `schema` refers to, in order."""
    if isinstance(schema, list):
        return [name for item in schema for name in _referred(item)]
    if not isinstance(schema, dict):
        return []
    own = [schema["$ref"].rpartition("/")[2]] if "$ref" in schema else []
    return [*own, *(name for item in schema.values() for name in _referred(item))]


def _section(title: str, schema: Schema) -> str:
    told = f"{schema['description']}\n\n" if "description" in schema else ""
    return f"## {title}\n\n{told}{_table(schema['properties'], schema.get('required', []))}"


def _kinds(noun: str, kinds: list[Schema]) -> list[str]:
    """Return what all kinds of source or channel know, and a section for each kind with its own."""
    shared = set.intersection(*(set(kind["properties"]) for kind in kinds))
    first = kinds[0]["properties"]
    every = {key: first[key] for key in first if key in shared and key != "kind"}
    names = ", ".join(f"`{kind['title']}`" for kind in kinds)
    kind = {"type": "string", "description": f"One of {names}."}
    table = _table({"name": every["name"], "kind": kind} | every, ["name", "kind"])
    sections = [f"## Every {noun}\n\n{table}"]
    for each in kinds:
        own = {key: item for key, item in each["properties"].items() if key not in shared}
        text = _table(own, each["required"]) if own else "Nothing more to set.\n"
        sections.append(f"### `kind: {each['title']}` ({noun})\n\n{text}")
    return sections


def _table(properties: Schema, required: list[str]) -> str:
    rows = ["| key | what | default | meaning |", "|---|---|---|---|"]
    for key, schema in properties.items():
        default = "required" if key in required else default_of(schema)
        rows.append(f"| `{key}` | {type_of(schema)} | {default} | {_cell(schema.get('description', ''))} |")
    return "\n".join(rows) + "\n"


def default_of(schema: Schema) -> str:
    """Return the default of the key that `schema` describes, as it is written; empty where there is none to show."""
    value = schema.get("default")
    if value in (None, [], {}, "") or isinstance(value, dict):
        return ""
    return f"`{value}`" if isinstance(value, str) else f"`{json.dumps(value)}`"


def type_of(schema: Schema) -> str:
    """Return what may stand at the key that `schema` describes, in Markdown."""
    several = schema.get("anyOf") or schema.get("oneOf") or []
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "const" in schema or "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema.get("enum", [schema.get("const")]) if value is not False)
    if several:
        return " or ".join(item for item in dict.fromkeys(type_of(one) for one in several) if item)
    return _plain_type(schema)


def _plain_type(schema: Schema) -> str:
    kind = schema.get("type", "")
    if kind == "array":
        inner = "" if "oneOf" in schema["items"] else type_of(schema["items"])
        return f"list of {inner}".removesuffix(" of ")
    if kind == "object":
        return f"keys with {type_of(schema.get('additionalProperties', {}))}".removesuffix(" with ")
    return "duration" if schema.get("pattern") == PATTERN else _TYPES.get(kind, "")


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
