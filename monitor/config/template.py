"""The configuration that `monitor init` writes: the commented sample, or the same with one's own answers in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

import yaml

from monitor.config.secrets import names_in

_TERMINAL = "terminal"
_OWN_WORDS = """\
# `monitor check` says what is wrong, line by line; `monitor sources kinds` lists what can be listened to."""
_SLACK = {"name": "cx", "kind": "slack", "token": "${SLACK_BOT_TOKEN}", "app_token": "${SLACK_APP_TOKEN}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A source to begin with: its name, its kind, and the settings that its kind cannot do without."""

    name: str
    kind: str
    settings: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What was asked. `brand` is None for the sample's; `slack_channel` is a Slack channel's id, None for the terminal.

    Without a brand there are no sources but the sample.
    """

    brand: str | None
    sources: tuple[Chosen, ...]
    slack_channel: str | None


def sample_text() -> str:
    """Return the commented sample: valid as it is, and the same as the project's own `config.yaml`."""
    return (files("monitor.config") / "template.yaml").read_text("utf-8")


def config_text(answers: Answers) -> str:
    """Return the commented sample with `answers` in the place of its brand, sources and channel."""
    text = sample_text()
    if answers.brand is not None:
        brand = {"name": answers.brand, "keywords": [answers.brand.lower()]}
        text = _replaced(text, "brands", [brand])
        text = _replaced(text, "sources", [_source(source, answers.brand) for source in answers.sources])
        text = _own(text, answers.brand)
    if answers.slack_channel is None:
        return text
    slack = _SLACK | {"channel": answers.slack_channel}
    text = _replaced(text, "channels", [slack, {"name": _TERMINAL, "kind": "console"}])
    return text.replace(f"channel: {_TERMINAL}", "channel: cx").replace(f"to: [{_TERMINAL}]", "to: [cx]")


def env_text(config: str) -> str:
    """Return a `.env.example` with the names of the secrets in the text of `config`; a comment's are commented out."""
    used = names_in("\n".join(line.partition("#")[0] for line in config.splitlines()))
    offered = [name for name in names_in(config) if name not in (*used, "NAME")]
    lines = [*(f"{name}=" for name in used), *(f"# {name}=" for name in offered)]
    head = "# Copy this file to .env and fill it in. Keep .env to yourself: it holds secrets.\n"
    return head + "".join(f"{line}\n" for line in lines)


def _own(text: str, brand: str) -> str:
    """Say nothing of the sample any more: neither in the head, whose second paragraph it has, nor in the examples."""
    head, _, rest = text.split("\n#\n", maxsplit=2)
    written = yaml.safe_dump({"brand": brand}, default_flow_style=True, allow_unicode=True, width=10**6).strip()[1:-1]
    return "\n#\n".join([head, _OWN_WORDS, rest]).replace("brand: Sorrel", written)


def _source(source: Chosen, brand: str) -> dict[str, object]:
    return {"name": source.name, "kind": source.kind, "brand": brand, **source.settings}


def _item(values: Mapping[str, object]) -> str:
    written = yaml.safe_dump(dict(values), default_flow_style=True, sort_keys=False, allow_unicode=True, width=10**6)
    return f"  - {written.strip()}"


def _replaced(text: str, key: str, items: Sequence[Mapping[str, object]]) -> str:
    """Put `items` in the place of those that stand under the top-level `key`; comments stay."""
    lines = text.splitlines()
    begin = lines.index(f"{key}:") + 1
    end = next(at for at in range(begin, len(lines)) if not lines[at].startswith(" "))
    comments = [line for line in lines[begin:end] if line.startswith("  #")]
    return "\n".join([*lines[:begin], *map(_item, items), *comments, *lines[end:]]) + "\n"
