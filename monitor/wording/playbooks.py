"""The playbooks that come with the monitor: for each topic a suggested reply in English, what to do, what to avoid."""

import tomllib
from functools import cache
from importlib.resources import files

from monitor.domain.playbook import Playbook
from monitor.domain.score import Topic


@cache
def shipped() -> tuple[Playbook, ...]:
    """Return one for each topic. None of them lets anything be offered."""
    written = tomllib.loads((files("monitor.wording") / "playbooks.toml").read_text("utf-8"))
    return tuple(
        Playbook(
            topic=Topic(topic),
            language="en",
            reply=told["reply"],
            do=tuple(told["do"]),
            avoid=tuple(told["avoid"]),
            approval=told.get("approval"),
        )
        for topic, told in written.items()
    )
