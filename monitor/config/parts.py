"""Sources and channels: the keys that all of them know, and the settings of their kind."""

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from monitor.config.fields import without_nulls
from monitor.config.kinds import ChannelKind, Kinds, SourceKind
from monitor.config.looking import Brands
from monitor.config.nearest import suggestion
from monitor.config.part import Part
from monitor.config.problem import quoted
from monitor.config.reading import Path, Reading
from monitor.config.routing import Channel, Source
from monitor.config.telling import refuse_clear_secrets, tell

Written = dict[str, Any]
P = TypeVar("P", Source, Channel)
K = TypeVar("K", bound=ChannelKind)

SOURCE_KEYS = frozenset(Source.model_fields) - {"settings"} | {"brand"}
CHANNEL_KEYS = frozenset(Channel.model_fields) - {"settings"}


def read_sources(reading: Reading, written: Written, kinds: Kinds[SourceKind], brands: Brands) -> list[Source]:
    """Return the sources that are right, and add to `reading` what is wrong with the others.

    What a source asks its place for is narrowed by what its brands are looked for with.
    """

    def source(item: Written, at: Path) -> Source | None:
        kind = _kind(reading, item, at, kinds, "source")
        keys = _with_brands(reading, _shared(item, SOURCE_KEYS, Source), at, list(brands.names))
        asked = _narrowed(item, kind, keys.get("brands"), brands)
        settings = _settings(reading, asked, at, kind, SOURCE_KEYS)
        if kind is not None:
            keys = {"every": kind.every, "about": kind.about, "first_run": kind.first_run} | keys
        found = _part(reading, Source, keys, settings, at)
        if found is not None and found.replies and kind is not None and not kind.answers:
            remedy = "leave `replies` out, and answer on the platform: it is noticed where the platform shows it"
            reading.add(
                (*at, "replies"), f"answers cannot be sent by a source of the kind {quoted(found.kind)}", remedy
            )
        return found

    return _each(reading, written, "sources", source)


def read_channels(reading: Reading, written: Written, kinds: Kinds[ChannelKind]) -> list[Channel]:
    """Return the channels that are right, and add to `reading` what is wrong with the others."""

    def channel(item: Written, at: Path) -> Channel | None:
        settings = _settings(reading, item, at, _kind(reading, item, at, kinds, "channel"), CHANNEL_KEYS)
        return _part(reading, Channel, _shared(item, CHANNEL_KEYS, Channel), settings, at)

    return _each(reading, written, "channels", channel)


def _each(reading: Reading, written: Written, key: str, read: Callable[[Written, Path], P | None]) -> list[P]:
    found: list[P] = []
    items = written.get(key)
    for index, item in enumerate(items if isinstance(items, list) else []):
        if isinstance(item, dict):
            part = read(item, (key, index))
            found += [part] if part is not None else []
        else:
            reading.add((key, index), "keys with values belong here", "write {name: ..., kind: ..., ...}")
    return found


def _kind(reading: Reading, item: Written, at: Path, kinds: Kinds[K], noun: str) -> K | None:
    name = item.get("kind")
    if not isinstance(name, str):
        return None
    if name not in kinds.names:
        remedy = suggestion(name, kinds.names, none=f"install a package that has this kind of {noun}")
        reading.add((*at, "kind"), f"{quoted(name)} is not a kind of {noun}", remedy)
        return None
    try:
        return kinds.get(name)
    except (ImportError, TypeError) as error:
        remedy = "install what it needs, or mend or remove its package"
        reading.add((*at, "kind"), f"the kind {quoted(name)} cannot be loaded: {error}", remedy)
        return None


def _settings(
    reading: Reading, item: Written, at: Path, kind: ChannelKind | None, shared: frozenset[str]
) -> BaseModel | None:
    """Return the kind's settings. A shared key that the kind knows too is given to both."""
    if kind is None:
        return None
    model = kind.settings
    own = {key: value for key, value in item.items() if key not in shared or key in model.model_fields}
    refuse_clear_secrets(reading, model, own, at)
    try:
        return model.model_validate(without_nulls(own, model), context={"home": reading.folder})
    except ValidationError as error:
        tell(reading, error, model=model, at=at, known=shared)
        return None


def _narrowed(item: Written, kind: SourceKind | None, named: Any, brands: Brands) -> Written:
    """Return `item` with a query that looks for what its brands want, too, where it looks for anything."""
    query = kind.settings.model_fields.get("query") if kind else None
    wanted = brands.wanted_of(named)
    if query is None or wanted is None or (item.get("query") is None and not query.is_required()):
        return item
    return item | {"query": brands.narrowed(item.get("query"), wanted)}


def _shared(item: Written, keys: frozenset[str], model: type[BaseModel]) -> Written:
    found: Written = without_nulls({key: item[key] for key in item if key in keys}, model)
    return found


def _with_brands(reading: Reading, keys: Written, at: Path, brands: list[str]) -> Written:
    """Return `keys` with `brands` for what was written as `brand`, or as nothing where there is one brand only."""
    if "brand" in keys and "brands" in keys:
        reading.add((*at, "brand"), "is written beside `brands`", "keep one of the two")
    if "brand" in keys:
        one = keys.pop("brand")
        return {"brands": [one]} | keys
    return ({"brands": brands} if len(brands) == 1 else {}) | keys


def _part(reading: Reading, model: type[P], keys: Written, settings: BaseModel | None, at: Path) -> P | None:
    """Validate the shared keys; without settings only to tell what else is wrong."""
    fill: Written = {"settings": settings or Part()}
    if settings is None and model is Source:
        fill |= {"every": "1h", "about": "us", "first_run": "baseline"}
    try:
        part = model.model_validate(fill | keys)
    except ValidationError as error:
        tell(reading, error, model=model, at=at)
        return None
    return part if settings is not None else None
