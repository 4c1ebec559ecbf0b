"""Rules between the parts of the configuration: names that must be there, and things that exclude each other."""

from collections.abc import Iterable
from typing import Any

from monitor.config.digests import is_address
from monitor.config.nearest import suggestion
from monitor.config.problem import quoted
from monitor.config.reading import Path, Reading
from monitor.config.schema import POSTGRESQL
from monitor.config.telling import refuse_clear_secrets
from monitor.config.webhooks import Webhook

Written = dict[str, Any]
ROLES = ("owner", "on_duty", "channel", "lead")
"""Who an escalation can tell that is no channel."""


def check_rules(reading: Reading, written: Written) -> None:
    """Add to `reading` every rule that `written` breaks. Looks at what is written, right or wrong in itself."""
    _scorers_are_whole(reading, written)
    for key in (
        "brands",
        "sources",
        "departments",
        "people",
        "channels",
        "routes",
        "silences",
        "digests",
        "webhooks",
    ):
        _names_are_unique(reading, written, key)
    _names_are_known(reading, written)
    _topics_have_one_owner(reading, written)
    _some_brand_is_ours(reading, written)
    store = written.get("store")
    if written.get("engine") == "distributed" and not (isinstance(store, str) and store.startswith(POSTGRESQL)):
        remedy = "set `store: postgresql://...`, or `engine: embedded`"
        reading.add(("engine",), "the distributed engine needs a PostgreSQL store", remedy)


def names_of(written: Written, key: str) -> list[str]:
    """Return the names of the brands, sources, departments or channels that are written."""
    return [item["name"].strip() for _, item in _named(written, key)]


def _named(written: Written, key: str) -> list[tuple[Path, Written]]:
    return [(at, item) for at, item in _items(written, key) if isinstance(item.get("name"), str)]


def _items(written: Written, key: str) -> list[tuple[Path, Written]]:
    found = written.get(key)
    items = enumerate(found if isinstance(found, list) else [])
    return [((key, index), item) for index, item in items if isinstance(item, dict)]


def _names_are_unique(reading: Reading, written: Written, key: str) -> None:
    seen: set[str] = set()
    for at, item in _items(written, key):
        name = item.get("name")
        if isinstance(name, str) and name.strip() in seen:
            noun = "person" if key == "people" else key.removesuffix("s")
            reading.add((*at, "name"), f"another {noun} is called {quoted(name)} too", "give each a name of its own")
        elif isinstance(name, str):
            seen.add(name.strip())


def _names_are_known(reading: Reading, written: Written) -> None:
    for at, item in _items(written, "sources"):
        for key in ("brand", "brands"):
            _known(reading, (*at, key), item.get(key), "brand", names_of(written, "brands"))
        _known(reading, (*at, "department"), item.get("department"), "department", names_of(written, "departments"))
    for at, item in _items(written, "webhooks"):
        refuse_clear_secrets(reading, Webhook, item, at)
        _known(reading, (*at, "brands"), item.get("brands"), "brand", names_of(written, "brands"))
        _known(reading, (*at, "departments"), item.get("departments"), "department", names_of(written, "departments"))
    for at, item in _items(written, "people"):
        _known(reading, (*at, "department"), item.get("department"), "department", names_of(written, "departments"))
    channels = names_of(written, "channels")
    for key in ("playbooks", "speakers"):
        for at, item in _items(written, key):
            _known(reading, (*at, "brand"), item.get("brand"), "brand", names_of(written, "brands"))
    for at, item in _items(written, "departments"):
        _known(reading, (*at, "channel"), item.get("channel"), "channel", channels)
        _known(reading, (*at, "lead"), item.get("lead"), "channel", channels)
        _steps_lead_somewhere(reading, at, item, channels)
    _routes_are_known(reading, written, channels)
    _known(reading, ("operators",), written.get("operators"), "channel", channels)
    _known(reading, ("kudos",), written.get("kudos"), "channel", channels)
    _digests_are_known(reading, written, channels)


def _digests_are_known(reading: Reading, written: Written, channels: list[str]) -> None:
    """A digest can also go to an address of mail, where a channel of that kind has a server."""
    main = written.get("digest")
    ours = [brand["name"].strip() for _, brand in _named(written, "brands") if not _is_rival(brand)]
    mails = any(channel.get("kind") == "email" for _, channel in _items(written, "channels"))
    for at, digest in ((("digest",), main if isinstance(main, dict) else {}), *_items(written, "digests")):
        to = digest.get("to")
        names = [name.strip() for name in (to if isinstance(to, list) else [to]) if isinstance(name, str)]
        addresses = [name for name in names if mails and is_address(name)]
        _known(reading, (*at, "to"), to, "channel", [*channels, *addresses])
        for key, known in (("brands", ours), ("departments", names_of(written, "departments"))):
            if digest.get(key) != "all":
                _known(reading, (*at, key), digest.get(key), key.removesuffix("s"), known)


def _steps_lead_somewhere(reading: Reading, at: Path, department: Written, channels: list[str]) -> None:
    """Each step tells the owner, the case's channels, the lead where there is one, or a channel."""
    steps = department.get("escalation")
    for index, step in enumerate(steps if isinstance(steps, list) else []):
        to = step.get("to") if isinstance(step, dict) else None
        path = (*at, "escalation", index, "to")
        _known(reading, path, to, "channel", [*channels, *ROLES])
        if not department.get("lead") and (to == "lead" or (isinstance(to, list) and "lead" in to)):
            reading.add(path, "the department has no lead", "add `lead:` with the channel of whoever leads it")


def _routes_are_known(reading: Reading, written: Written, channels: list[str]) -> None:
    departments = names_of(written, "departments")
    for at, item in _items(written, "routes"):
        _known(reading, (*at, "channels"), item.get("channels"), "channel", channels)
        _known(reading, (*at, "department"), item.get("department"), "department", departments)
    for key in ("routes", "silences"):
        for at, item in _items(written, key):
            match = item.get("match")
            if isinstance(match, dict):
                _known(reading, (*at, "match", "brand"), match.get("brand"), "brand", names_of(written, "brands"))
                _known(reading, (*at, "match", "source"), match.get("source"), "source", names_of(written, "sources"))


def _known(reading: Reading, at: Path, value: object, noun: str, names: Iterable[str]) -> None:
    """Look up one name, or each of a list."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            _known(reading, (*at, index), item, noun, names)
    elif isinstance(value, str) and value.strip() not in names:
        remedy = suggestion(value, names, none=f"add it to `{noun}s`")
        reading.add(at, f"there is no {noun} called {quoted(value)}", remedy)


def _some_brand_is_ours(reading: Reading, written: Written) -> None:
    brands = _items(written, "brands")
    if brands and all(_is_rival(brand) for _, brand in brands):
        reading.add(("brands",), "every brand is a competitor", "add your own")


def _is_rival(brand: Written) -> bool:
    """What is written is text still, whatever it will be read as."""
    return str(brand.get("competitor")).lower() in {"true", "yes", "on"}


def _topics_have_one_owner(reading: Reading, written: Written) -> None:
    owners: dict[str, str] = {}
    for at, item in _items(written, "departments"):
        topics, name = item.get("topics") or [], str(item.get("name", ""))
        claimed = [("the rest", at)] if topics == [] else []
        if isinstance(topics, list):
            claimed += [(topic, (*at, "topics", index)) for index, topic in enumerate(topics) if isinstance(topic, str)]
        for topic, path in claimed:
            owner = owners.setdefault(topic, name)
            if owner != name:
                remedy = "leave it to one" if topics else "give one of the two its topics"
                reading.add(path, f"{quoted(topic)} already belongs to the department {quoted(owner)}", remedy)


def _scorers_are_whole(reading: Reading, written: Written) -> None:
    """Each has a name of its own, and one of `openai` names its model."""
    judgement = written.get("judgement")
    seen: set[str] = set()
    for at, item in _items(judgement, "scorers") if isinstance(judgement, dict) else []:
        path, name = ("judgement", *at), str(item.get("name", "")).strip()
        if name in seen:
            reading.add((*path, "name"), f"another scorer is called {quoted(name)} too", "give each a name of its own")
        seen.add(name)
        if item.get("kind") == "openai" and not item.get("model"):
            reading.add(path, "a scorer of the kind `openai` needs a `model`", "name the endpoint's model")
