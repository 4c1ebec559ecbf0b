"""Which kinds of channel there are. A module's name is its kind: `alerts/console.py` serves `kind: console`."""

import importlib
import pkgutil
from functools import cache
from importlib.metadata import EntryPoint, entry_points

import alerts
from alerts.kind import Kind

GROUP = "complaint_monitor.alerts"
_NOT_KINDS = {"contract", "http", "interactive", "kind", "plain", "registry", "text"}


def kinds() -> tuple[str, ...]:
    """Return the names of all kinds, built in and installed by others, sorted. Imports none of them."""
    return tuple(sorted(_built_in() | {point.name for point in _installed()}))


def kind(name: str) -> Kind:
    """Return the kind called `name`. Raises `KeyError` where there is none."""
    if name in _built_in():
        found = importlib.import_module(f"alerts.{name}").KIND
    else:
        points = [point for point in _installed() if point.name == name]
        if not points:
            raise KeyError(name)
        found = points[0].load()
    if not isinstance(found, Kind):
        given = type(found).__name__
        raise TypeError(f"the channel kind {name!r} gives {given} where an alerts.kind.Kind belongs")
    return found


@cache
def _built_in() -> frozenset[str]:
    return frozenset(module.name for module in pkgutil.iter_modules(alerts.__path__)) - _NOT_KINDS


@cache
def _installed() -> list[EntryPoint]:
    """Kinds of third parties; one that takes a built-in's name is ignored, so that no package can replace ours."""
    return [point for point in entry_points(group=GROUP) if point.name not in _built_in()]
