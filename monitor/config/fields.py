"""What a model tells about its fields, however deep inside it they are."""

from typing import Any, get_args

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from monitor.config.reading import Path

Model = type[BaseModel]


def field_at(model: Model, path: Path) -> FieldInfo | None:
    """Return the innermost field of `model` that `path` leads into."""
    field: FieldInfo | None = None
    inside: Model | None = model
    for part in path:
        if inside is not None and part in inside.model_fields:
            field = inside.model_fields[str(part)]
            inside = _model_in(field)
    return field


def keys_at(model: Model, path: Path) -> tuple[str, ...]:
    """Return the keys that may be written at `path` inside `model`."""
    inside = _model_in(field_at(model, path)) if path else model
    return tuple(inside.model_fields) if inside else ()


def is_secret(field: FieldInfo | None) -> bool:
    """Tell whether `field` holds a secret, or several."""
    return field is not None and SecretStr in types_in(field.annotation)


def without_nulls(value: Any, model: Model | None) -> Any:
    """Return `value` without the known keys that have no value: they are not set. Unknown ones stay, to be refused."""
    if isinstance(value, list):
        return [without_nulls(item, model) for item in value]
    if not isinstance(value, dict):
        return value
    known = model.model_fields if model else {}
    kept = {key: item for key, item in value.items() if item is not None or (model and key not in known)}
    return {key: without_nulls(item, _model_in(known.get(key))) for key, item in kept.items()}


def types_in(annotation: Any) -> list[Any]:
    """Return `annotation` and all that it is made of."""
    inner = [found for argument in get_args(annotation) for found in types_in(argument)]
    return [annotation, *inner]


def _model_in(field: FieldInfo | None) -> Model | None:
    found = types_in(field.annotation) if field else []
    return next((each for each in found if isinstance(each, type) and issubclass(each, BaseModel)), None)
