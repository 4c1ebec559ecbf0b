"""`monitor sources kinds`: the kinds of sources, what each hears and needs, and its settings."""

import argparse
import re
from collections.abc import Mapping
from typing import Any

from connectors.kit.kind import Kind
from connectors.registry import kind, kinds
from monitor.cli.failure import DONE, FAILED, WRONG, CommandError
from monitor.cli.output import one_line, say, show_json
from monitor.config.duration import written
from monitor.config.fields import is_secret
from monitor.config.jsonschema import settings_schema
from monitor.config.nearest import suggestion
from monitor.config.problem import quoted
from monitor.config.reference import default_of, type_of

SKILLS: Mapping[str, str] = {
    "edits": "edits",
    "deletions": "deletions",
    "replies": "your answers there",
    "answers": "answers sent from here",
}
"""What a kind can besides hearing posts, as people call it."""
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")


def run(args: argparse.Namespace) -> int:
    """Show all kinds, or the one that is named. A kind that cannot be loaded says why and fails no other."""
    names = kinds()
    if args.kind is not None and args.kind not in names:
        remedy = suggestion(args.kind, names, none="none is installed")
        raise CommandError(f"{quoted(args.kind)} is not a kind of source; {remedy}", code=WRONG)
    told = [told_of(name) for name in ([args.kind] if args.kind else names)]
    if args.json:
        show_json({"kinds": told})
    else:
        say("\n\n".join(_text(each) for each in told))
    return FAILED if any("error" in each for each in told) else DONE


def told_of(name: str) -> dict[str, Any]:
    """Return all that there is to say of a kind; of one that cannot be loaded why."""
    try:
        found = kind(name)
    except (ImportError, TypeError) as error:
        return {"kind": name, "error": one_line(str(error))}
    skills = {skill: getattr(found, skill) for skill in SKILLS}
    head = {"kind": name, "hears": found.hears, "needs": found.needs, "steps": list(found.steps)}
    head |= {"limits": found.limits, "about": found.about, "every": written(found.every)}
    usual = {"first_run": found.first_run, "endless": found.endless}
    return head | usual | skills | {"settings": _settings(found)}


def _settings(found: Kind) -> list[dict[str, Any]]:
    schema = settings_schema(found.settings)
    required = schema.get("required", [])
    return [
        {
            "name": key,
            "type": _LINK.sub(r"\1", type_of(field)).replace("`", ""),
            "required": key in required,
            "default": field.get("default"),
            "secret": is_secret(found.settings.model_fields.get(key)),
            "description": one_line(field.get("description", "")),
        }
        for key, field in schema["properties"].items()
    ]


def _text(told: dict[str, Any]) -> str:
    if "error" in told:
        return f"{told['kind']}: cannot be loaded: {told['error']}"
    shows = ", ".join(SKILLS[skill] for skill in SKILLS if told[skill]) or "nothing more"
    about = "us alone" if told["about"] == "us" else "whatever has a brand's keyword"
    when = "listened to all the time, in a process of its own" if told["endless"] else f"usually every {told['every']}"
    lines = [
        f"{told['kind']}: {told['hears']}",
        f"  needs   {told['needs']}",
        *(f"          {number}. {step}" for number, step in enumerate(told["steps"], 1)),
        f"  limits  {told['limits']}",
        f"  {when}, about {about}; besides posts: {shows}",
        *(_line(setting) for setting in told["settings"]),
    ]
    return "\n".join(lines)


def _line(setting: dict[str, Any]) -> str:
    default = default_of(setting).replace("`", "")
    state = "required" if setting["required"] else f"default {default}" if default else "optional"
    kind_of = "secret, as ${NAME}" if setting["secret"] else setting["type"]
    return f"    {setting['name']}  ({kind_of}; {state})  {setting['description']}"
