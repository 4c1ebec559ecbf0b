"""What is said and asked in the first week, beside the day's list."""

from collections.abc import Mapping, Sequence

from alerts.contract import Button, Choice, Notice, Tone
from alerts.interactive import Field, FieldKind, Form
from monitor.domain.case import CaseFile, Dismissal
from monitor.wording import names
from monitor.wording.notices import title
from monitor.wording.quotes import in_line

LIST, PROPOSE, LIVE = "shadow.list", "shadow.propose", "shadow.live"
PAGE = 15
"""Cases of one form."""
RIGHT, TOO_SEVERE, A_DAY = "right", "too_severe", "a_day"
_LABEL, _HINT = 140, 300
_CHOICES = (
    Choice(label="Right: I want such alerts", value=RIGHT),
    Choice(label="Not a complaint", value=Dismissal.NOT_A_COMPLAINT.value),
    Choice(label="Not about us", value=Dismissal.NOT_OURS.value),
    Choice(label="A complaint, but not that bad", value=TOO_SEVERE),
)


def buttons(delivery_id: int, *, live: bool) -> tuple[Button, ...]:
    """Return what can be pressed on a day's list; going live while alerts are held."""
    through = Button(label="Go through them", action=LIST, value=str(delivery_id), primary=True)
    propose = Button(label="Propose thresholds", action=PROPOSE)
    return (through, propose) if live else (through, propose, Button(label="Go live now", action=LIVE))


def page(value: str, files: Sequence[CaseFile], quotes: Mapping[int, str]) -> Form:
    """Return a part of a list: one choice for each case."""
    fields = tuple(
        Field(
            name=f"c{file.case.id}",
            label=_cut(f"{file.case.public_id} · {title(file)}", _LABEL),
            kind=FieldKind.CHOICE,
            hint=_cut(in_line(quotes.get(file.case.id, "")), _HINT),
            choices=_CHOICES,
            optional=True,
        )
        for file in files
    )
    body = "Would you have wanted these alerts? Leave out what you are not sure of. The monitor learns from it."
    return Form(action=LIST, value=value, title="I would have sent", submit="Save", body=body, fields=fields)


def answered(key: str, done: int, more: str | None) -> Notice:
    """Say how many were answered, and offer the rest."""
    buttons = () if more is None else (Button(label="Go on", action=LIST, value=more, primary=True),)
    body = "There are more in this list." if more else "That was all of this list."
    return Notice(key=key, tone=Tone.DONE, title=f"{names.plural(done, 'answer')} kept", body=body, buttons=buttons)


def how_many() -> Form:
    """Ask for how many alerts a day there are people."""
    asked = Field(name=A_DAY, label="How many alerts a day can your team take?", value="12", longest=6)
    body = "You see the threshold for that, and what it would have meant, before anything changes."
    return Form(action=PROPOSE, value="", title="Propose thresholds", submit="Propose", body=body, fields=(asked,))


def _cut(words: str, longest: int) -> str:
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"
