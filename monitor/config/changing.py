"""Changing: the parts of the configuration that a lead sets in the store, read and written as in `config.yaml`."""

from collections.abc import Mapping
from typing import Any

import yaml
from pydantic import Field, ValidationError

from monitor.config.fields import without_nulls
from monitor.config.hours import Day, WeekHours, parse_hours
from monitor.config.judgement import Keywords, SeverityRules, Threshold
from monitor.config.load import department_with_defaults
from monitor.config.part import Part
from monitor.config.playbooks import Playbook
from monitor.config.problem import ConfigError, Problem, quoted
from monitor.config.reading import Reading
from monitor.config.routes import Route
from monitor.config.routing import Department
from monitor.config.rules import check_rules
from monitor.config.schema import Config
from monitor.config.speakers import Speaker
from monitor.config.telling import tell
from monitor.config.tree import Mapping as Tree
from monitor.config.tree import TreeError, read_tree

ALWAYS = parse_hours("always")


class Changeable(Part):
    """What can be changed without a server, by the key that it is written under."""

    threshold: Threshold = Field(default=Threshold(), description="From which score on.")
    severity: SeverityRules = Field(default=SeverityRules(), description="How bad a complaint is.")
    keywords: Keywords = Field(default=Keywords(), description="Words of your own trade.")
    speakers: tuple[Speaker, ...] = Field(default=(), description="Accounts that are known, and who speaks by them.")
    departments: tuple[Department, ...] = Field(default=(), description="Who owns which topic, and how fast.")
    routes: tuple[Route, ...] = Field(default=(), description="Where complaints go.")
    hours: WeekHours = Field(default=ALWAYS, description="When departments work that do not say it themselves.")
    holidays: tuple[Day, ...] = Field(default=(), description="Days on which departments do not work.")
    playbooks: tuple[Playbook, ...] = Field(default=(), description="What to answer and what may be offered.")


KEYS = tuple(Changeable.model_fields)
_OF_JUDGING = ("threshold", "severity", "keywords")
_WHOLE = frozenset({*_OF_JUDGING, "hours"})
"""Those that are written with what they leave to a default, too."""
_OF_THE_TOP = ("hours", "holidays", "timezone")
"""What departments keep from the top, where they do not say it themselves."""
_IN_THE_FILE = "departments are named, added and removed in config.yaml; all else of them is changed here"


def text_of(config: Config, key: str) -> str:
    """Return what `config` says of one key of `Changeable`, as it is written in the file."""
    found = _part_of(config).model_dump(mode="json", include={key}, exclude_defaults=key not in _WHOLE)
    for written, department in zip(found.get("departments", ()), config.departments, strict=False):
        written["sla"] = department.sla.model_dump(mode="json")
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
    if key == "departments":
        _departments_stay(reading, config, found)
    if reading.problems:
        raise ConfigError(tuple(sorted(reading.problems, key=lambda one: (one.line or 0, one.column or 0))))
    return found


def _validated(reading: Reading, written: dict[str, object]) -> Changeable:
    try:
        return Changeable.model_validate(written)
    except ValidationError as error:
        tell(reading, error, model=Changeable, at=())
        return Changeable()


def _departments_stay(reading: Reading, config: Config, found: Changeable) -> None:
    """Sources, people and access name departments: which there are is said where those are."""
    known, told = [one.name for one in config.departments], [one.name for one in found.departments]
    for index, name in enumerate(told):
        if name not in known:
            reading.add(("departments", index, "name"), f"there is no department called {quoted(name)}", _IN_THE_FILE)
    for name in known:
        if name not in told and not reading.problems:
            reading.add(("departments",), f"the department {quoted(name)} is missing", _IN_THE_FILE)


def _names(config: Config) -> dict[str, object]:
    """What may be named."""
    return {
        "brands": [{"name": one.name} for one in config.brands],
        "sources": [{"name": one.name} for one in config.sources],
        "channels": [{"name": one.name} for one in config.channels],
        "departments": [{"name": one.name, "topics": list(one.topics)} for one in config.departments],
    }


def _as_written(config: Config, department: Department) -> Department:
    """What a department keeps from the top is left out, so that it goes on keeping it."""
    kept = {name: None for name in _OF_THE_TOP if getattr(department, name) == getattr(config, name)}
    return department.model_copy(update=kept)


def _part_of(config: Config) -> Changeable:
    return Changeable.model_construct(
        threshold=config.judgement.threshold,
        severity=config.judgement.severity,
        keywords=config.judgement.keywords,
        speakers=config.speakers,
        departments=tuple(_as_written(config, one) for one in config.departments),
        routes=config.routes,
        hours=config.hours or ALWAYS,
        holidays=config.holidays,
        playbooks=config.playbooks,
    )


def _with(config: Config, key: str, value: Any) -> Config:
    if key in _OF_JUDGING:
        return config.model_copy(update={"judgement": config.judgement.model_copy(update={key: value})})
    if key == "departments":
        written = (department_with_defaults(config, one) for one in value)
        return config.model_copy(update={"departments": tuple(written)})
    if key in ("hours", "holidays"):
        return _with_top(config, key, value)
    return config.model_copy(update={key: value})


def _with_top(config: Config, key: str, value: object) -> Config:
    """Departments that keep what the top says keep the new."""
    held = getattr(config, key)
    if key == "hours" and value == (held or ALWAYS):
        return config
    departments = tuple(
        one.model_copy(update={key: value}) if getattr(one, key) in (None, held) else one for one in config.departments
    )
    return config.model_copy(update={key: value, "departments": departments})
