"""The questions of `monitor init`, on a terminal. An empty answer is the sample, on the terminal."""

from pydantic import SecretStr

from connectors.registry import kind, kinds
from monitor.cli.output import say
from monitor.config.fields import types_in
from monitor.config.nearest import suggestion
from monitor.config.template import Answers, Chosen

_SAMPLE = "sample"


def ask() -> Answers | None:
    """Ask for sources, the brand and a Slack channel. None where the sample alone is wanted."""
    names = kinds()
    say(f"Which sources? Of: {', '.join(names)}.")
    chosen = _ask_kinds(names)
    brand = _ask_until_told("Which brand is it about? ") if chosen else None
    sources = tuple(_ask_source(name, at, chosen) for at, name in enumerate(chosen))
    slack = input("Slack channel's id, C... (nothing: alerts on this terminal): ").strip() or None
    if brand is None and slack is None:
        return None
    return Answers(brand=brand, sources=sources, slack_channel=slack)


def _ask_kinds(names: tuple[str, ...]) -> list[str]:
    """Ask until all names are known; repeated ones make several sources of a kind."""
    while True:
        chosen = input("Several with commas (nothing: the bundled sample): ").replace(",", " ").split()
        unknown = [name for name in chosen if name not in names]
        if not unknown:
            return [] if chosen == [_SAMPLE] else chosen
        say(f"{unknown[0]} is not a kind of source; {suggestion(unknown[0], names, none='')}")


def _ask_source(name: str, at: int, chosen: list[str]) -> Chosen:
    """Ask for what the kind cannot do without; a secret is only named, and asked for nowhere."""
    settings: dict[str, str] = {}
    for key, field in kind(name).settings.model_fields.items():
        if field.is_required() and SecretStr in types_in(field.annotation):
            settings[key] = f"${{{name}_{key}}}".upper()
        elif field.is_required():
            settings[key] = _ask_until_told(f"{name}: {key} ({(field.description or key).rstrip('.')}): ")
    number = chosen[: at + 1].count(name)
    return Chosen(name=name.replace("_", "-") + (f"-{number}" if number > 1 else ""), kind=name, settings=settings)


def _ask_until_told(question: str) -> str:
    """Return an answer as it must be written: what looks like a secret's name in it is meant as it is."""
    while True:
        answer = input(question).strip()
        if answer:
            return answer.replace("${", "$${")
