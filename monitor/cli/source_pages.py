"""The pages of docs/sources, one for each kind, made of what `monitor sources kinds` says."""

import json
from collections.abc import Iterator
from typing import Any

from connectors.registry import kinds
from monitor.cli.source_kinds import SKILLS, told_of

FOLDER = "docs/sources"
_NEXT = (
    "All sources have [further keys](../reference/config.md). [Connect a source](../how-to/connect-a-source.md) leads",
    "from here to the first case; `monitor sources try NAME` shows what this one finds.",
)
_MADE = "Written by `python -m monitor.cli.documents`; a test keeps it current."


def pages() -> dict[str, str]:
    """Return each page's text by its path below the project's root; the first lists all kinds."""
    told = [told_of(name) for name in kinds()]
    own = {f"{FOLDER}/{one['kind']}.md": "\n".join(_page(one)) + "\n" for one in told}
    return {f"{FOLDER}/README.md": "\n".join(_index(told)) + "\n"} | own


def _index(told: list[dict[str, Any]]) -> Iterator[str]:
    yield from ("# Kinds of sources", "", _MADE, "")
    yield from ("What each hears, and what it sees besides posts.", "")
    yield "| kind | hears | " + " | ".join(SKILLS.values()) + " |"
    yield "|---|---|" + "---|" * len(SKILLS)
    for one in told:
        yield f"| [`{one['kind']}`]({one['kind']}.md) | {one['hears']} | " + " | ".join(_marks(one)) + " |"


def _marks(told: dict[str, Any]) -> list[str]:
    return ["yes" if told[skill] else "-" for skill in SKILLS]


def _page(told: dict[str, Any]) -> Iterator[str]:
    yield from (f"# `{told['kind']}`", "", _MADE, "", told["hears"], "", "## What it needs", "", told["needs"], "")
    yield from (f"{number}. {step}" for number, step in enumerate(told["steps"], 1))
    if told["steps"]:
        yield ""
    yield from ("## What it sees", "", "| " + " | ".join(SKILLS.values()) + " |", "|" + "---|" * len(SKILLS))
    yield from ("| " + " | ".join(_marks(told)) + " |", "", told["limits"], "")
    yield from ("## How it is set", "", _usual(told), "")
    yield from ("| key | what belongs there | default | |", "|---|---|---|---|")
    for setting in told["settings"]:
        yield f"| `{setting['name']}` | {_belongs(setting)} | {_default(setting)} | {setting['description']} |"
    yield from ("", *_NEXT)


def _usual(told: dict[str, Any]) -> str:
    is_ours = told["about"] == "us"
    about = "All that it hears is about you" if is_ours else "What it hears must have a keyword of a brand"
    first = "opens no case" if told["first_run"] == "baseline" else "opens cases, too"
    when = "It is listened to all the time" if told["endless"] else f"It is asked every {told['every']}"
    return f"{about}. {when}. What is there at first {first}."


def _belongs(setting: dict[str, Any]) -> str:
    if setting["secret"]:
        return "secret, as `${NAME}`"
    kind = str(setting["type"])
    is_own = kind.endswith("Settings")
    return f"[its own keys](../reference/config.md#{kind.lower()})" if is_own else kind.replace("|", "\\|")


def _default(setting: dict[str, Any]) -> str:
    if setting["required"]:
        return "required"
    value = setting["default"]
    return "" if value in (None, "", [], {}) else f"`{json.dumps(value)}`"
