"""Sheet: what lies on the desk of whoever answers one case."""

from dataclasses import dataclass

from monitor.domain.answer import Answer
from monitor.domain.case import Case, CaseFile
from monitor.domain.playbook import Playbook
from monitor.domain.reply import Bounds, Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What is needed to answer a case. `source` sends its answers; None where they are not sent from here.

    `pending` is an answer that is on its way, `kept` the one whose words are gone on with (a draft, one that failed or
    was rejected), `text` what to begin with: those words, or what is `suggested`. `said` is what other customers of the
    brand were told lately.
    """

    file: CaseFile
    playbook: Playbook
    bounds: Bounds
    source: str | None
    approval: bool
    pending: Answer | None
    text: str
    kept: Answer | None = None
    suggested: str = ""
    said: tuple[Said, ...] = ()

    @property
    def case(self) -> Case:
        """The case that is answered."""
        return self.file.case
