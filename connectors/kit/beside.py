"""A setting that names a file: relative to the configuration that names it, wherever the program was started."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import PlainSerializer, PlainValidator, ValidationInfo, WithJsonSchema

HOME = "home"
"""Where a validation's context holds the folder of the configuration. Without one, names begin where we are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A file by the name that was `written`, and where it is. `~` is the user's home."""

    written: str
    path: Path

    def __str__(self) -> str:
        return self.written


def _beside(value: Any, info: ValidationInfo) -> Beside:
    if isinstance(value, Beside):
        return value
    written = str(value)
    if not isinstance(value, (str, Path)) or not written.strip() or "\0" in written:
        raise ValueError("the name of a file belongs here")
    home = Path((info.context or {}).get(HOME, ""))
    return Beside(written=written, path=home / Path(written).expanduser())


BesideConfig = Annotated[
    Beside,
    PlainValidator(_beside),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "minLength": 1}),
]
"""A field that names a file, relative to the folder of the configuration."""
