"""Changing: the parts of the configuration that a lead sets in the store, read and written as in `config.yaml`."""

from collections.abc import Mapping

import yaml
from pydantic import Field, ValidationError

from monitor.config.fields import without_nulls
from monitor.config.hours import Day
from monitor.config.judgement import Threshold
from monitor.config.part import Part
from monitor.config.playbooks import Playbook
from monitor.config.problem import ConfigError, Problem
from monitor.config.reading import Reading
from monitor.config.routes import Route
from monitor.config.rules import check_rules
from monitor.config.schema import Config
from monitor.config.telling import tell
from monitor.config.tree import Mapping as Tree
from monitor.config.tree import TreeError, read_tree


class Changeable(Part):
    """What can be changed without a server, by the key that it is written under."""

    threshold: Threshold = Field(default=Threshold(), description="From which score on.")
    routes: tuple[Route, ...] = Field(default=(), description="Where complaints go.")
    playbooks: tuple[Playbook, ...] = Field(default=(), description="What to answer and what may be offered.")
    holidays: tuple[Day, ...] = Field(default=(), description="Days on which departments do not work.")


KEYS = tuple(Changeable.model_fields)


def text_of(config: Config, key: str) -> str:
    """Return what `config` says of one key of `Changeable`, as it is written in the file."""
    found = _part_of(config).model_dump(mode="json", include={key}, exclude_defaults=key != "threshold")
    return yaml.safe_dump({key: found.get(key, [])}, sort_keys=False, allow_unicode=True, width=100)


def changed(config: Config, texts: Mapping[str, str]) -> Config:
    """Return `config` with `texts` in the place of what it says of their keys. Raises `ConfigError`."""
    for key, text in texts.items():
        config = _with(config, key, getattr(_read(config, key, text), key))
    return config


def different(config: Config, texts: Mapping[str, str]) -> list[str]:
    """Name the keys of which the file and `texts` say something else; what cannot be read any more is one."""
    return [key for key, text in texts.items() if not _same(config, key, text)]


def _same(config: Config, key: str, text: str) -> bool:
    try:
        return changed(config, {key: text}) == config
    except ConfigError:
        return False


def _read(config: Config, key: str, text: str) -> Changeable:
    """Validate `text`, which begins with `key:`, as if it stood in the file."""
    try:
        root = read_tree(text)
    except TreeError as error:
        line, column = (error.mark.line, error.mark.column) if error.mark else (None, None)
        problem = Problem(file=key, line=line, column=column, message=str(error), remedy=error.remedy)
        raise ConfigError((problem,)) from error
    reading = Reading(file=key, root=root, secrets={})
    written = reading.values()
    if not isinstance(root, Tree) or not isinstance(written, dict) or key not in written:
        reading.add((), f"`{key}:` belongs here first", f"begin with `{key}:`, as in config.yaml")
        raise ConfigError(tuple(reading.problems))
    for other in written.keys() - {key}:
        reading.add((other,), f"does not belong to `{key}`", "change one thing at a time")
    found = _validated(reading, without_nulls({key: written[key]}, Changeable))
    check_rules(reading, _names(config) | {key: written[key]})
    if reading.problems:
        raise ConfigError(tuple(sorted(reading.problems, key=lambda one: (one.line or 0, one.column or 0))))
    return found


def _validated(reading: Reading, written: dict[str, object]) -> Changeable:
    try:
        return Changeable.model_validate(written)
    except ValidationError as error:
        tell(reading, error, model=Changeable, at=())
        return Changeable()


def _names(config: Config) -> dict[str, object]:
    """What may be named."""
    return {
        "brands": [{"name": one.name} for one in config.brands],
        "sources": [{"name": one.name} for one in config.sources],
        "channels": [{"name": one.name} for one in config.channels],
        "departments": [{"name": one.name, "topics": list(one.topics)} for one in config.departments],
    }


def _part_of(config: Config) -> Changeable:
    return Changeable.model_construct(
        threshold=config.judgement.threshold,
        routes=config.routes,
        playbooks=config.playbooks,
        holidays=config.holidays,
    )


def _with(config: Config, key: str, value: object) -> Config:
    if key == "threshold":
        return config.model_copy(update={"judgement": config.judgement.model_copy(update={"threshold": value})})
    if key == "holidays":  # departments that keep the top's holidays keep the new ones
        departments = tuple(
            one.model_copy(update={"holidays": value}) if one.holidays in (None, config.holidays) else one
            for one in config.departments
        )
        return config.model_copy(update={"holidays": value, "departments": departments})
    return config.model_copy(update={key: value})
