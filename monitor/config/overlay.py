"""Overlay: rules to be tried: a whole configuration, or the parts of one that differ."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from monitor.config.judgement import Judgement
from monitor.config.nearest import suggestion
from monitor.config.problem import ConfigError, Problem, quoted
from monitor.config.routing import Brand
from monitor.config.schema import Config

_PARTS: Mapping[str, TypeAdapter[Any]] = {
    "judgement": TypeAdapter(Judgement),
    "brands": TypeAdapter(tuple[Brand, ...]),
}


def is_whole(file: Path) -> bool:
    """Return whether `file` is a configuration of its own. Raises `ConfigError` where it cannot be read."""
    return "sources" in _written(file)


def overlaid(config: Config, file: Path) -> Config:
    """Return `config` with the parts that `file` has (`judgement`, `brands`). Raises `ConfigError`.

    Thresholds that it does not name are those of `config`.
    """
    written = _written(file)
    unknown = [key for key in written if key not in _PARTS]
    if unknown:
        remedy = suggestion(str(unknown[0]), _PARTS, none=f"rules are {' and '.join(_PARTS)}, or a whole configuration")
        raise ConfigError((_problem(file, f"{quoted(str(unknown[0]))} is no part of the rules", remedy),))
    try:
        parts = {key: _PARTS[key].validate_python(value) for key, value in written.items()}
    except ValidationError as error:
        raise ConfigError(tuple(_wrong(file, one) for one in error.errors())) from error
    if "judgement" in parts and "threshold" not in (written["judgement"] or {}):
        parts["judgement"] = parts["judgement"].model_copy(update={"threshold": config.judgement.threshold})
    return config.model_copy(update=parts)


def _written(file: Path) -> dict[str, Any]:
    try:
        found = yaml.safe_load(file.read_text("utf-8"))
    except OSError as error:
        raise ConfigError((_problem(file, f"cannot be read: {error.strerror}", "name a file of rules"),)) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError((_problem(file, "is not YAML", "write it as `config.yaml` is written"),)) from error
    if not isinstance(found, dict):
        raise ConfigError((_problem(file, "holds no rules", "begin with `judgement:`"),))
    return found


def _wrong(file: Path, error: Any) -> Problem:
    key = ".".join(str(part) for part in error["loc"])
    return Problem(file=str(file), key=key, message=str(error["msg"]), remedy="see docs/reference/config.md")


def _problem(file: Path, message: str, remedy: str) -> Problem:
    return Problem(file=str(file), message=message, remedy=remedy)
