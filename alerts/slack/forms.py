"""A form as a Slack modal, and what comes back with it. Pure; every limit of Block Kit's is kept by construction.

A customer's words stand in `rich_text` alone. A field's name is the `block_id` and `action_id` of its input.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from alerts.contract import Invalid, Receipt
from alerts.interactive import Field, FieldKind, Form
from alerts.slack.elements import Block, options, paragraphs, plain, quote, rich
from alerts.slack.text import cut
from alerts.text import clean, one_line

_TITLE, _LABEL, _HINT, _PLACEHOLDER, _TYPED, _MEMO, _ID = 24, 2000, 2000, 150, 3000, 3000, 255
_BODY, _QUOTE, _FIELDS = 6000, 2900, 90
_PERSON = re.compile(r"[UW][A-Z0-9]{2,20}", re.ASCII)
_MOMENT = re.compile(r"[1-9]\d{9}", re.ASCII)  # ten digits: what Slack's picker takes


@dataclass(frozen=True, slots=True, kw_only=True)
class Memo:
    """What a modal remembers unseen: the form's value, and where the message stands that it was opened from."""

    value: str
    channel: str = ""
    message: str = ""


def modal_for(form: Form, opened_from: Receipt | None = None) -> Block:
    """Return `form` as a view. Raises `Invalid` where Slack cannot carry it."""
    names = [field.name for field in form.fields]
    if len(set(names)) < len(names) or len(names) > _FIELDS or not all(0 < len(name) <= _ID for name in names):
        raise Invalid(f"the form {form.action!r} has too many fields, or fields without a name of their own")
    if not 0 < len(form.action) <= _ID:
        raise Invalid("a form's action has 1 to 255 characters")
    said = cut(clean(form.quote or ""), _QUOTE)
    blocks = paragraphs(cut(clean(form.body), _BODY)) + ([rich(quote(said))] if said else [])
    blocks += [_input(field) for field in form.fields]
    return {
        "type": "modal",
        "callback_id": form.action,
        "private_metadata": _remembered(form.value, opened_from),
        "title": plain(form.title, _TITLE),
        "submit": plain(form.submit or "OK", _TITLE),
        "close": plain("Cancel", _TITLE),
        "blocks": blocks or paragraphs("…"),
    }


def recall(private_metadata: str) -> Memo:
    """Read what `modal_for` had a modal remember. Raises `ValueError` where it is not ours."""
    kept = json.loads(private_metadata)
    if not isinstance(kept, list) or len(kept) != 3 or not all(isinstance(part, str) for part in kept):
        raise ValueError("not what a form of ours remembers")
    return Memo(value=kept[0], channel=kept[1], message=kept[2])


def _remembered(value: str, opened_from: Receipt | None) -> str:
    place = [opened_from.channel, opened_from.reference] if opened_from else ["", ""]
    memo = json.dumps([value, *place], separators=(",", ":"))
    if len(memo) > _MEMO:
        raise Invalid("a form's value is longer than Slack takes")
    return memo


def _input(field: Field) -> Block:
    block = {
        "type": "input",
        "block_id": field.name,
        "label": plain(field.label, _LABEL),
        "optional": field.optional,
        "element": {"action_id": field.name, **_ELEMENTS[field.kind](field)},
    }
    return {**block, "hint": plain(field.hint, _HINT)} if field.hint.strip() else block


def _typed(field: Field) -> Block:
    longest = min(max(field.longest or _TYPED, 1), _TYPED)
    element: Block = {
        "type": "plain_text_input",
        "multiline": field.kind is FieldKind.TEXT,
        "max_length": longest,
    }
    value = cut((clean if field.kind is FieldKind.TEXT else one_line)(field.value), longest)
    return {**element, "initial_value": value} if value else element


def _choice(field: Field) -> Block:
    given = options(field.choices)
    element: Block = {"type": "static_select", "placeholder": plain(field.label, _PLACEHOLDER), "options": given}
    chosen = next((option for option in given if option["value"] == field.value), None)
    return {**element, "initial_option": chosen} if chosen else element


def _person(field: Field) -> Block:
    element: Block = {"type": "users_select", "placeholder": plain(field.label, _PLACEHOLDER)}
    return {**element, "initial_user": field.value} if _PERSON.fullmatch(field.value) else element


def _moment(field: Field) -> Block:
    element: Block = {"type": "datetimepicker"}
    return {**element, "initial_date_time": int(field.value)} if _MOMENT.fullmatch(field.value) else element


_ELEMENTS: dict[FieldKind, Callable[[Field], Block]] = {
    FieldKind.LINE: _typed,
    FieldKind.TEXT: _typed,
    FieldKind.CHOICE: _choice,
    FieldKind.PERSON: _person,
    FieldKind.MOMENT: _moment,
}
