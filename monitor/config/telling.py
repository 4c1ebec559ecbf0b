"""What pydantic found, told in words that name the key and what to do."""

import re
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from monitor.config.fields import field_at, is_secret, keys_at
from monitor.config.nearest import suggestion
from monitor.config.problem import quoted
from monitor.config.reading import Path, Reading
from monitor.config.secrets import names_in
from monitor.config.tree import Scalar, Sequence

_ONE_OF = {"literal_error", "enum", "union_tag_invalid"}
_HOST = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:\d+)?(/\S*)?", re.ASCII)
_WANTED = {
    "string_type": "text belongs here",
    "string_too_short": "is empty",
    "string_pattern_mismatch": "this form is not understood here",
    "too_short": "the list is too short",
    "int_parsing": "a whole number belongs here",
    "int_type": "a whole number belongs here",
    "int_from_float": "a whole number belongs here",
    "float_parsing": "a number belongs here",
    "float_type": "a number belongs here",
    "bool_parsing": "true or false belongs here",
    "bool_type": "true or false belongs here",
    "tuple_type": "a list belongs here",
    "list_type": "a list belongs here",
    "dict_type": "keys with values belong here",
    "model_type": "keys with values belong here",
    "model_attributes_type": "keys with values belong here",
}


def tell(
    reading: Reading,
    error: ValidationError,
    *,
    model: type[BaseModel],
    at: Path,
    known: Iterable[str] = (),
) -> None:
    """Add to `reading` what `error` of `model`, which stands at `at`, found.

    `known` are further keys that are allowed there. A list that is only short because its items are wrong is not told.
    """
    for details in error.errors(include_url=False, include_input=False):
        path = _path(reading, at, details)
        if details["type"] == "too_short" and _is_written_longer(reading, path, details):
            continue
        field = field_at(model, path[len(at) :])
        if details["type"] == "extra_forbidden":
            names = {*keys_at(model, path[len(at) : -1]), *(known if len(path) == len(at) + 1 else ())}
            reading.add(path, "unknown key", suggestion(str(path[-1]), names, none="remove it"))
        elif path not in reading.unfilled and not (is_secret(field) and _is_clear(reading, path)):
            reading.add(path, _message(reading, path, details), _remedy(reading, path, details, field))


def refuse_clear_secrets(reading: Reading, model: type[BaseModel], written: dict[str, Any], at: Path) -> None:
    """Add a problem for each secret of `model` that is written in clear at `at`, and keep it out of all others."""
    secret = {key: value for key, value in written.items() if is_secret(model.model_fields.get(key))}
    clear = [path for key, value in secret.items() for path in _texts(value, (*at, key)) if _is_clear(reading, path)]
    for path in clear:
        reading.hide(_written(reading, path))
    for path in clear:
        name = re.sub(r"\W", "_", str(path[len(at)])).upper()
        remedy = f"write ${{{name}}} here and set {name} in the environment or in .env beside this file"
        reading.add(path, "a secret is written in clear", remedy)


def _is_written_longer(reading: Reading, path: Path, details: ErrorDetails) -> bool:
    node = reading.node(path)
    return isinstance(node, Sequence) and len(node.items) > details.get("ctx", {}).get("actual_length", 0)


def _is_clear(reading: Reading, path: Path) -> bool:
    written = _written(reading, path)
    return bool(written) and "${" not in written


def _written(reading: Reading, path: Path) -> str:
    """Return the single value at `path` as it is written, with references for secrets; empty where there is none."""
    node = reading.node(path)
    return node.text or "" if isinstance(node, Scalar) else ""


def _texts(value: object, path: Path) -> list[Path]:
    if isinstance(value, dict):
        return [found for key, inner in value.items() for found in _texts(inner, (*path, key))]
    if isinstance(value, list):
        return [found for index, inner in enumerate(value) for found in _texts(inner, (*path, index))]
    return [path]


def _path(reading: Reading, at: Path, details: ErrorDetails) -> Path:
    """Return the path as it is in the file: without what pydantic adds for unions, and `brand` if that is written."""
    path = at
    for part in details["loc"]:
        if reading.node((*path, part)) is not None:
            path = (*path, part)
        elif part == "brands" and reading.node((*path, "brand")) is not None:
            return (*path, "brand")
    if details["type"] == "union_tag_invalid":
        return (*path, details["ctx"]["discriminator"].strip("'"))
    missing = details["type"] == "missing"
    return (*path, details["loc"][-1]) if missing else path


def _message(reading: Reading, path: Path, details: ErrorDetails) -> str:
    if details["type"] == "missing":
        return "is missing"
    written = _written(reading, path)
    secret = names_in(written)
    if secret:
        return f"what ${{{secret[0]}}} stands for does not fit"
    if details["type"] in _ONE_OF:
        return f"{quoted(written)} is not known here" if written else "not one of the known values"
    if _is_address(details):
        return f"{quoted(written)} is no address" if written else "an address belongs here"
    wanted = _WANTED.get(details["type"])
    if wanted:
        return f"{wanted}, not {quoted(written)}" if written else wanted
    return _uncapitalised(re.sub(r"^(Value error|Assertion failed), |^Input ", "", details["msg"]))


def _remedy(reading: Reading, path: Path, details: ErrorDetails, field: FieldInfo | None) -> str:
    context = details.get("ctx", {})
    if "remedy" in context:
        return str(context["remedy"])
    written = _written(reading, path)
    if details["type"] in _ONE_OF:
        known = str(context.get("expected", context.get("expected_tags", "")))
        return suggestion(written, re.findall(r"'([^']*)'", known), none="remove it")
    if details["type"] in {"tuple_type", "list_type"} and written:
        return f"write it as [{written}]"
    described = field.description if field else None
    if _is_address(details):
        example = f"https://{written}" if _HOST.fullmatch(written) else "https://www.example.org/page"
        return f"write it whole, such as {example}" + (f": {_uncapitalised(described)}" if described else "")
    verb = "add it" if details["type"] == "missing" else "change it"
    return f"{verb}: {_uncapitalised(described)}" if described else "docs/reference/config.md describes each key"


def _is_address(details: ErrorDetails) -> bool:
    pattern = str(details.get("ctx", {}).get("pattern", ""))
    return pattern.startswith("^https?") or details["type"] in {"url_parsing", "url_scheme", "url_syntax_violation"}


def _uncapitalised(text: str | None) -> str:
    text = (text or "").rstrip(".")
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
