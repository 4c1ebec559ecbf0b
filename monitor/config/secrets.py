"""Secrets: `${NAME}` in the configuration stands for a value that is kept outside of it."""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

from monitor.config.problem import Problem
from monitor.config.text import read_text

REFERENCE = r"\$\{[A-Za-z_][A-Za-z0-9_]*\}"
_PART = re.compile(r"\$\$\{|\$\{([^}\n]*)(\}?)")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A text with its secrets put in. `names` are those it asked for; `wrong` says what is wrong, and what to do."""

    text: str
    names: tuple[str, ...] = ()
    wrong: tuple[tuple[str, str], ...] = ()


def read_secrets(directory: Path, environ: Mapping[str, str]) -> dict[str, str] | Problem:
    """Return what `${NAME}` may stand for: what `.env` in `directory` says, and above it the environment."""
    path = directory / ".env"
    if not path.exists():
        return dict(environ)
    text = read_text(path)
    if isinstance(text, Problem):
        return text
    kept = dotenv_values(stream=io.StringIO(text), interpolate=False)
    return {name: value for name, value in kept.items() if value is not None} | dict(environ)


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """Put the secrets into `text`. `$${` stands for a plain `${`."""
    if "${" not in text:
        return Filled(text=text)
    names: list[str] = []
    wrong: list[tuple[str, str]] = []

    def put(found: re.Match[str]) -> str:
        if found[1] is None:
            return "${"
        if not found[2] or not _NAME.fullmatch(found[1]):
            wrong.append(("not a reference to a secret", "write ${NAME}, of letters, digits and _; $${ for a plain ${"))
            return ""
        names.append(found[1])
        if not values.get(found[1]):
            state = "empty" if found[1] in values else "not set"
            wrong.append(
                (f"the secret {found[1]} is {state}", f"set {found[1]} in the environment or in .env beside this file")
            )
        return values.get(found[1], "")

    return Filled(text=_PART.sub(put, text), names=tuple(names), wrong=tuple(wrong))


def names_in(text: str) -> tuple[str, ...]:
    """Return the names of the secrets that `text` asks for, each once, in order."""
    found = (match[1] for match in _PART.finditer(text) if match[1] and match[2] and _NAME.fullmatch(match[1]))
    return tuple(dict.fromkeys(found))


def secret_values(config: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the values of all secrets that the file at `config` names, by name; none where it cannot be read."""
    text, values = read_text(config), read_secrets(config.parent, environ)
    if isinstance(text, Problem) or isinstance(values, Problem):
        return {}
    return {name: values[name] for name in names_in(text) if values.get(name)}


def without_secrets(text: str, *, config: Path, environ: Mapping[str, str]) -> str:
    """Return `text` with `${NAME}` for the value of each secret that the file at `config` names."""
    found = secret_values(config, environ)
    for name in sorted(found, key=lambda name: len(found[name]), reverse=True):
        text = text.replace(found[name], f"${{{name}}}")
    return text
