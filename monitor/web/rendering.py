"""Rendering: a template, who looks at it, and where the pages begin."""

from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket

from monitor.domain.access import Permission
from monitor.web.forms import KEY
from monitor.web.gate import Asked
from monitor.web.navigation import links
from monitor.wording import (
    access,
    conversations,
    crisis_page,
    duty_pages,
    eyes,
    inbox,
    incident_page,
    mentions,
    pages,
    replying,
    setting_pages,
    silence_pages,
    trial_pages,
    views,
)

_TEMPLATES = Path(__file__).parent / "templates"


class _Compiled(BytecodeCache):
    """Templates are compiled once a process, however often the site is put together."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was compiled of the same source."""
        if kept := self._kept.get(bucket.key):
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


class Renderer:
    """Renders pages below `root`, which is empty or the path at which a proxy shows them (`/monitor`).

    In templates `at("/cases")` is an address of ours, `asked` who looks (or None), `form_key` what their forms carry.
    """

    def __init__(self, root: str = "") -> None:
        self._root = root
        self._templates = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            bytecode_cache=_COMPILED,
        )
        sentences = {"words": pages, "access": access, "inbox": inbox, "mentions": mentions, "eyes": eyes}
        sentences |= {"reply_words": replying, "talk": conversations, "settings": setting_pages}
        sentences |= {"silence_words": silence_pages, "duty_words": duty_pages, "trial_words": trial_pages}
        sentences |= {"crisis_words": crisis_page}
        sentences |= {"views": views, "crowd_words": incident_page}
        self._templates.globals |= sentences | {"may": Permission, "at": self.at, "KEY": KEY}

    def at(self, path: str) -> str:
        """Return the address of one of our paths."""
        return self._root + path

    def page(
        self, request: Request, template: str, status: int = 200, *, form_key: str | None = None, **values: Any
    ) -> Response:
        """Return a page as whoever asks sees it. `form_key` is for those who are not signed in."""
        asked: Asked | None = getattr(request.state, "asked", None)
        key = form_key or (asked.form_key if asked else "")
        here = links(asked.viewer, request.scope["path"]) if asked else ()
        shown = self._templates.get_template(template).render(values, asked=asked, form_key=key, links=here)
        return HTMLResponse(shown, status)
