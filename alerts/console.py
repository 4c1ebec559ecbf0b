"""The terminal: a notice as a panel on stdout. Whatever a customer wrote, it steers nothing."""

import io
import itertools
import os
import shutil
import sys
from collections.abc import Callable
from datetime import datetime

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from alerts.contract import Fact, Notice, Receipt, Refused, Tone
from alerts.kind import ChannelSettings, Kind, Tools
from alerts.text import clean, one_line

_WIDEST = 100
_LONGEST_QUOTE = 1500
_STYLES = {
    Tone.CRITICAL: "bold red",
    Tone.HIGH: "dark_orange",
    Tone.MEDIUM: "yellow",
    Tone.LOW: "blue",
    Tone.DONE: "green",
    Tone.INFO: "cyan",
    Tone.TROUBLE: "magenta",
}


class ConsoleSettings(ChannelSettings):
    """Nothing to set: colours follow the terminal and `NO_COLOR`."""


class ConsoleChannel:
    """`kind: console`. Its receipts count up from 1 behind the moment of the first post, so none comes twice."""

    def __init__(self, name: str, now: Callable[[], datetime]) -> None:
        self._name = name
        self._now = now
        self._numbers = itertools.count(1)
        self._run = ""

    def post(self, notice: Notice) -> Receipt:
        """Print a panel. Raises `Refused` where stdout is closed."""
        now = self._now()
        self._run = self._run or f"{now:%Y%m%dT%H%M%S}.{os.getpid()}"
        _print(_panel(notice))
        reference = f"{self._run}.{next(self._numbers)}"
        return Receipt(channel=self._name, workspace="", reference=reference, posted_at=now)

    def revise(self, receipt: Receipt, notice: Notice) -> None:
        """Print one line that says how it stands now, since what is printed stays printed."""
        standing = one_line(clean(notice.body).partition("\n")[0])
        _print(Text.assemble(("↻ ", _STYLES[notice.tone]), (one_line(notice.title), "bold"), f"  {standing}"))

    def probe(self) -> tuple[str, ...]:
        """Say whether stdout is open."""
        _write("")
        return ()


def _panel(notice: Notice) -> Panel:
    style = _STYLES[notice.tone]
    parts: list[RenderableType] = []
    if quote := clean(notice.quote or ""):
        shown = quote if len(quote) <= _LONGEST_QUOTE else quote[:_LONGEST_QUOTE] + "…"
        parts.append(Text(f"“{shown}”", style="italic"))
    if notice.facts:
        parts.append(_table(notice.facts))
    if body := clean(notice.body):
        parts.append(Text(body))
    if notice.link:
        parts.append(Text(one_line(notice.link), style="underline", overflow="fold"))
    return Panel(Group(*parts), title=_headline(notice), title_align="left", border_style=style, padding=(0, 1))


def _headline(notice: Notice) -> Text:
    """The title behind its tone. A title that begins with the tone's own word does not say it twice."""
    badge, told = notice.tone.value.upper(), one_line(notice.title)
    first, _, rest = told.partition(" · ")
    shown = rest if first.upper() == badge else told
    return Text.assemble((f" {badge} ", f"reverse {_STYLES[notice.tone]}"), f" {shown} ")


def _table(facts: tuple[Fact, ...]) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for fact in facts:
        grid.add_row(Text(one_line(fact.label)), Text(one_line(fact.value)))
    return grid


def _print(what: RenderableType) -> None:
    """Render in memory first: rich ends the process at a broken pipe, and we must not."""
    drawn = io.StringIO()
    try:
        is_terminal = sys.stdout.isatty()
    except (AttributeError, ValueError) as error:  # a process that was started without one has None there
        raise Refused("stdout is closed") from error
    width = min(shutil.get_terminal_size((_WIDEST, 24)).columns, _WIDEST)
    Console(file=drawn, force_terminal=is_terminal, width=width, highlight=False, emoji=False, markup=False).print(what)
    _write(drawn.getvalue())


def _write(text: str) -> None:
    try:
        if sys.stdout is None:
            raise Refused("stdout is closed")
        encoding = sys.stdout.encoding or "utf-8"
        sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
        sys.stdout.flush()
    except (OSError, ValueError) as error:
        raise Refused(f"stdout takes nothing ({type(error).__name__})") from error


def _build(settings: ConsoleSettings, tools: Tools) -> ConsoleChannel:
    return ConsoleChannel(tools.name, tools.now)


KIND = Kind(
    settings=ConsoleSettings,
    build=_build,
    shows="panels on the terminal that the service runs in",
    needs="nothing",
)
