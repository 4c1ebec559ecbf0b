"""How the tests read a configuration: text in, what it says or what is wrong with it out."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from monitor.config.load import load
from monitor.config.problem import ConfigError, Problem
from monitor.config.schema import Config
from tests.config.kinds import channel_kinds, source_kinds

SMALLEST = """\
brands: [{name: Acme Air}]
sources: [{name: feed, kind: rss, url: "https://feeds.test/a.xml"}]
channels: [{name: terminal, kind: console}]
"""


def read(directory: Path, text: str | bytes, environ: Mapping[str, str] | None = None) -> Config:
    path = directory / "config.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return load(path, source_kinds=source_kinds(), channel_kinds=channel_kinds(), environ=environ or {})


def problems(directory: Path, text: str | bytes, environ: Mapping[str, str] | None = None) -> tuple[Problem, ...]:
    with pytest.raises(ConfigError) as caught:
        read(directory, text, environ)
    return caught.value.problems


def told(directory: Path, text: str | bytes, environ: Mapping[str, str] | None = None) -> list[str]:
    """Each problem as `line: key: message; remedy`, without the file's name."""
    return [str(found).removeprefix(f"{found.file}:") for found in problems(directory, text, environ)]
