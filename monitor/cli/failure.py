"""How a command ends: its exit codes, and the error that says in one line why it could not do what it was asked."""

DONE, FAILED, WRONG = 0, 1, 2
"""Done; it ran and something failed or falls short; wrong usage or configuration."""


class CommandError(Exception):
    """Shown as it is. `code` is the exit code: `FAILED` where it ran, `WRONG` where it was asked wrongly."""

    def __init__(self, message: str, *, code: int = FAILED) -> None:
        super().__init__(message)
        self.code = code
