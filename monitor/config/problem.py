"""Problem: one thing that is wrong with the configuration, told so that a person can mend it."""

from dataclasses import dataclass

_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong, where, and what to do.

    `line` and `column` count from 1 and are None where the file as a whole is meant. `key` is the path of the key
    (`sources[2].url`), empty for the file as a whole. No text ever holds a secret's value.
    """

    file: str
    line: int | None = None
    column: int | None = None
    key: str = ""
    message: str
    remedy: str

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return ": ".join(part for part in (where, self.key, f"{self.message}; {self.remedy}") if part)


class ConfigError(Exception):
    """The configuration cannot be used. `problems` are all that were found, in the order of the file."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def quoted(text: str) -> str:
    """Return `text` in double quotes for a message: cut short, and with nothing in it that a terminal would obey."""
    short = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    return '"' + "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in short) + '"'
