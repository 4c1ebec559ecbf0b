"""The JSON Schema of `config.yaml`, for editors: made of the same models that read it."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from monitor.config.alarms import WrittenAhead
from monitor.config.calendar import Weekly
from monitor.config.duration import written
from monitor.config.kinds import ChannelKind, Kinds, SourceKind
from monitor.config.schema import Config
from monitor.config.secrets import REFERENCE

Schema = dict[str, Any]


class _AsWritten(GenerateJsonSchema):
    """Shows defaults as they are written in the file, not in a notation of JSON's."""

    def encode_default(self, dft: Any) -> Any:
        if isinstance(dft, timedelta):
            return written(dft)
        if isinstance(dft, tuple):
            return [self.encode_default(item) for item in dft]
        return str(dft) if isinstance(dft, Weekly | ZoneInfo | WrittenAhead) else super().encode_default(dft)


def json_schema(source_kinds: Kinds[SourceKind], channel_kinds: Kinds[ChannelKind]) -> Schema:
    """Return the schema of a whole configuration with each of these kinds."""
    sources = {name: source_kinds.get(name).settings for name in source_kinds.names}
    channels = {name: channel_kinds.get(name).settings for name in channel_kinds.names}
    models: list[type[BaseModel]] = list(dict.fromkeys([Config, *sources.values(), *channels.values()]))
    refs, whole = models_json_schema([(model, "validation") for model in models], schema_generator=_AsWritten)
    parts: Schema = whole["$defs"]
    root = parts[_named(refs, Config)]
    brand = {"type": "string", "description": "The brand it may speak of, where it is one."}
    shared = {"brand": brand, **parts["Source"]["properties"]}
    root["properties"]["sources"]["items"] = _one_of(parts, refs, sources, shared)
    root["properties"]["channels"]["items"] = _one_of(parts, refs, channels, parts["Channel"]["properties"])
    off = [{"const": "off"}, {"const": False}]  # what YAML 1.1, and so many an editor, makes of `off`
    shadow = {"description": parts["Shadow"]["description"], "anyOf": [*off, {"$ref": "#/$defs/Shadow"}]}
    root["properties"]["shadow"] = shadow
    gone = {_named(refs, model) for model in models} | {"Source", "Channel", "BaseModel"}
    kept = {name: part for name, part in parts.items() if name not in gone}
    title = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "config.yaml of the complaint monitor"}
    plain: Schema = _plain(title | {key: root[key] for key in root if key != "title"} | {"$defs": kept})
    return plain


def settings_schema(model: type[BaseModel]) -> Schema:
    """Return the schema of one kind's settings alone."""
    plain: Schema = _plain(model.model_json_schema(schema_generator=_AsWritten))
    return {"properties": {}} | plain


def _one_of(parts: Schema, refs: Any, kinds: dict[str, type[BaseModel]], shared: Schema) -> Schema:
    return {"oneOf": [_kind(name, parts[_named(refs, model)], shared) for name, model in kinds.items()]}


def _kind(name: str, settings: Schema, shared: Schema) -> Schema:
    properties = {key: shared[key] for key in shared if key != "settings"} | {"kind": {"const": name}}
    return {
        "title": name,
        "type": "object",
        "additionalProperties": False,
        "required": ["name", "kind", *settings.get("required", [])],
        "properties": properties | settings.get("properties", {}),
    }


def _named(refs: Any, model: type[BaseModel]) -> str:
    return str(refs[(model, "validation")]["$ref"]).rpartition("/")[2]


def _plain(schema: Any) -> Any:
    """Drop the titles that only repeat a key, and say of secrets how they are written."""
    if isinstance(schema, list):
        return [_plain(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("format") == "password":
        schema = {key: schema[key] for key in schema if key not in {"format", "writeOnly"}} | {"pattern": REFERENCE}
    is_field = isinstance(schema.get("title"), str) and "properties" not in schema
    return {key: _plain(item) for key, item in schema.items() if not (is_field and key == "title")}
