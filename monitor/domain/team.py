"""Team: those whom cases can belong to, by the names that timelines tell."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from monitor.domain.access import UNLIMITED, Limits
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

    def sees(self, name: str) -> Limits:
        """Return what `name` sees; whoever is not known to be limited sees everything."""
        return self.members.get(name, UNLIMITED)

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
        near = self._near(said[:_LONGEST].casefold())
        if near:
            return f"did you mean {' or '.join(near)}?"
        known = sorted(self.members, key=str.casefold)
        more = f" and {len(known) - _MOST} more" if len(known) > _MOST else ""
        return f"known are {', '.join(known[:_MOST])}{more}"

    def _near(self, said: str) -> list[str]:
        """Return the names most like `said`, as a whole or by one of their words."""
        forms: dict[str, list[str]] = {}
        for name in self.members:
            for form in {name.casefold(), *name.casefold().split()}:
                forms.setdefault(form, []).append(name)
        close = difflib.get_close_matches(said, forms, n=_MOST, cutoff=_LIKE)
        return list(dict.fromkeys(name for form in close for name in forms[form]))[:_MOST]


ANYBODY = Team()
"""Nobody is known: anybody may be meant."""
