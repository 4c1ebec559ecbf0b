"""What each kind of source must have, in three grades. Its test module says so in `CHECKLIST`: done, or why not.

`test_checklists.py` holds each word of it against the code, so that none can be said that is not so.
"""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """It is there. `test` is what shows it, in the kind's own test modules or in `module`, where no rule can tell."""

    test: str | None = None
    module: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exempt:
    """It cannot be there, and why."""

    reason: str


Mark = Done | Exempt
DONE = Done()


def shown_by(test: str, *, module: str | None = None) -> Done:
    """Return that it is there, as a test of that name shows; `module` where it is no test of this kind alone."""
    return Done(test=test, module=module)


def exempt(reason: str) -> Exempt:
    """Return that it cannot be there."""
    return Exempt(reason=reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """One mark for each thing.

    Bronze: the suite of every source (`contract`), and what the place itself once answered (`recorded`). Silver:
    `edits` and `deletions` are seen, the past is read (`backfill`), and no more is asked than is allowed (`budget`).
    Gold: what was said belongs to its thread (`threads`), the brand's answers there are seen (`own_replies`), answers
    are posted from here (`answers`), and all of it is one `story` through the whole service, with `check --live`.
    """

    contract: Mark = DONE
    recorded: Mark
    edits: Mark = DONE
    deletions: Mark = DONE
    backfill: Mark
    budget: Mark
    threads: Mark
    own_replies: Mark = DONE
    answers: Mark = DONE
    story: Mark = DONE

    @property
    def marks(self) -> dict[str, Mark]:
        """All of them, by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}
