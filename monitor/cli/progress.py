"""How far a long command has come: a bar on a terminal, nothing elsewhere."""

import sys
from types import TracebackType


class Progress:
    """Counts items on stderr while inside; `total` is in the unit of `advance`, or None where it is not known."""

    def __init__(self, tells: str, total: int | None = None) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        console = Console(stderr=True)
        self._bar = Bar(*columns, console=console, transient=True, disable=not sys.stderr.isatty())
        self._task = self._bar.add_task(tells, total=total)

    def __enter__(self) -> "Progress":
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def advance(self, count: int) -> None:
        """Count `count` more."""
        self._bar.advance(self._task, count)
