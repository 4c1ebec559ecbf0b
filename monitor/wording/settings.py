"""What a lead is told and asks for when settings change: forms, what a change would have meant, and the way back."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from alerts.contract import Button, Notice, Tone
from alerts.interactive import Field, FieldKind, Form
from monitor.domain.change import WRITTEN, Change, Setting
from monitor.domain.muting_json import from_json
from monitor.domain.preview import Finding
from monitor.domain.verdict import Thresholds
from monitor.wording import names, times
from monitor.wording.previews import SAME

SHOW, EDIT, TRY, TAKE, UNDO, RESET = (
    "settings.show", "settings.edit", "settings.try", "settings.take", "settings.undo", "settings.reset",
)  # fmt: skip
CASE, ALERT, TEXT = "case", "alert", "text"
LONGEST = 3000
"""Characters that a form can hold; what is longer is changed from the command line."""
NOUNS: Mapping[Setting, str] = {
    Setting.THRESHOLD: "the thresholds",
    Setting.SEVERITY: "what makes a complaint severe",
    Setting.KEYWORDS: "the words of the trade",
    Setting.SPEAKERS: "who is known to speak",
    Setting.DEPARTMENTS: "the departments",
    Setting.ROUTES: "the routes",
    Setting.HOURS: "the business hours",
    Setting.HOLIDAYS: "the holidays",
    Setting.PLAYBOOKS: "the playbooks",
    Setting.SHADOW: "whether alerts are live",
    Setting.CRISIS: "crisis mode",
    Setting.SILENCE: "a silence",
}


def form(setting: Setting, text: str, thresholds: Thresholds) -> Form:
    """Ask for a setting, filled in with what holds."""
    fields: tuple[Field, ...]
    if setting is Setting.THRESHOLD:
        fields = (
            Field(name=CASE, label="A case from this score on", value=f"{thresholds.case:g}", hint="0 to 1: find all."),
            Field(
                name=ALERT, label="An alert from this score on", value=f"{thresholds.alert:g}", hint="0 to 1: be sure."
            ),
        )
    else:
        hint = "Written as in config.yaml; names must be those of its departments and channels."
        label = names.capital(setting.value)
        fields = (Field(name=TEXT, label=label, kind=FieldKind.TEXT, value=text, hint=hint, longest=LONGEST),)
    body = "First you see what it would have meant in the last 30 days; nothing changes before you say so."
    title = f"Change {setting.value}"
    return Form(action=TRY, value=setting.value, title=title, submit="Try", body=body, fields=fields)


def written(fields: Mapping[str, str]) -> str:
    """Return the thresholds that were filled in, as in the file."""
    return f"threshold:\n  case: {fields.get(CASE, '').strip()}\n  alert: {fields.get(ALERT, '').strip()}\n"


def tried(key: str, setting: Setting, draft: int, lines: Sequence[Finding]) -> Notice:
    """Tell what a change would have meant, and offer to make it."""
    again = Button(label="Change it again", action=EDIT, value=setting.value)
    take = Button(label="Put in force", action=TAKE, value=str(draft), primary=True)
    same, told = tuple(lines) == (SAME,), [one.whole for one in lines]
    title = f"Tried on the last 30 days: {NOUNS[setting]}"
    return Notice(
        key=key,
        tone=Tone.INFO,
        title=title,
        body="\n".join((*told, *(() if same else ("Nothing has changed yet.",)))),
        buttons=(again,) if same else (take, again),
    )


def changed(key: str, change: Change) -> Notice:
    """Tell that something is in force, with the way back."""
    return Notice(
        key=key,
        tone=Tone.DONE,
        title=f"{names.capital(NOUNS[change.setting])} changed",
        body=f"{history_line(change)}. It is in force within seconds, everywhere.",
        buttons=(Button(label="Undo", action=UNDO, value=str(change.id)),),
    )


def shown(key: str, held: Mapping[Setting, Change], *, now: datetime) -> Notice:
    """Tell what differs from the file, with what can be changed."""
    lines = []
    for setting in WRITTEN:
        change = held.get(setting)
        noun = names.capital(NOUNS[setting])
        if change is None or change.after is None:
            lines.append(f"{noun}: as config.yaml says.")
        else:
            lines.append(f"{noun}: changed here by {change.by}, {times.span(now - change.at)} ago.")
    edits = (Button(label=f"Change {one.value}", action=EDIT, value=one.value) for one in WRITTEN)
    resets = (
        Button(label=f"As config.yaml: {one.value}", action=RESET, value=one.value)
        for one in WRITTEN
        if one in held and held[one].after is not None
    )
    silences = Button(label="Silences", action="silence.list")
    buttons = (*edits, silences, *resets)
    return Notice(key=key, tone=Tone.INFO, title="Settings", body="\n".join(lines), buttons=buttons)


def history_line(change: Change) -> str:
    """Return one change in words: `Ann changed the routes (change 7)`."""
    noun = f"the silence {change.part}" if change.setting is Setting.SILENCE else NOUNS[change.setting]
    if change.undoes is not None:
        return f"{change.by} took back change {change.undoes} of {noun} (change {change.id})"
    if change.setting is Setting.SILENCE and change.after is not None:
        over = from_json(change.after).ends_at <= change.at
        return f"{change.by} {'ended' if over else 'set'} {noun} (change {change.id})"
    if change.setting is Setting.CRISIS:
        did = "ended" if change.after is None else "changed the statement of" if change.before else "began"
        return f"{change.by} {did} {noun} (change {change.id})"
    did = "set back to config.yaml" if change.after is None else "changed"
    if change.setting is Setting.SHADOW:
        return f"{change.by} made alerts live (change {change.id})"
    return f"{change.by} {did} {NOUNS[change.setting]} (change {change.id})"
