"""Team: those whom cases can belong to, by the names that timelines tell."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from monitor.domain.access import Limits
from monitor.domain.act import NotAllowed
from monitor.domain.case import Case

_LIKE, _MOST, _LONGEST = 0.6, 3, 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Everybody who works on cases, each with what they see. Where nobody is known, anybody may be meant."""

    members: Mapping[str, Limits] = field(default_factory=dict)

    def works(self, name: str) -> bool:
        """Return whether cases can belong to `name`."""
        return not self.members or name in self.members

    def beside(self, limits: Limits) -> tuple[str, ...]:
        """Return the names of those who see some of what `limits` let see, in order."""
        both = ((name, theirs.both(limits)) for name, theirs in self.members.items())
        meeting = (name for name, one in both if one.brands != frozenset() and one.departments != frozenset())
        return tuple(sorted(meeting, key=str.casefold))

    def named(self, said: str, among: Sequence[Case] = (), *, by: str | None = None) -> str:
        """Return the name that is meant by `said`, in whatever capitals; they must see the cases `among` which it is.

        Whoever acts, `by`, may name themselves. Raises `NotAllowed`, with the names that are most like it.
        """
        said = said.strip()
        if not self.members or said == by:
            return said
        by_fold = {name.casefold(): name for name in self.members}
        name = said if said in self.members else by_fold.get(said.casefold())
        if name is None:
            raise NotAllowed(f'nobody who works on cases is called "{said[:_LONGEST]}": {self._remedy(said)}')
        for case in among:
            if not self.members[name].allow(case.brand, case.department):
                raise NotAllowed(f"{name} does not see {case.public_id}: choose somebody who does")
        return name

    def _remedy(self, said: str) -> str:
        by_fold = {name.casefold(): name for name in self.members}
        near = difflib.get_close_matches(said[:_LONGEST].casefold(), by_fold, n=_MOST, cutoff=_LIKE)
        near = near or [fold for fold in by_fold if said and said.casefold() in fold][:_MOST]
        if near:
            return f"did you mean {' or '.join(by_fold[fold] for fold in near)}?"
        known = sorted(self.members, key=str.casefold)
        more = f" and {len(known) - _MOST} more" if len(known) > _MOST else ""
        return f"there are {', '.join(known[:_MOST])}{more}"


ANYBODY = Team()
"""Nobody is known: anybody may be meant."""
