"""Sheets: a setting's text as fields to fill in, what was filled in as text again, and faults beside their fields."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import yaml

from monitor.domain.change import Setting
from monitor.domain.settings import Fault
from monitor.web.forms import Form
from monitor.wording.setting_pages import fault_text
from monitor.wording.sheets import OFFERED, SHEETS, TOPICS, Field, Kind, Names, Sheet

MOST = 60
"""Things that a list can have on a page; longer ones are changed as text."""
_AT = re.compile(r"\[(\d+)\]")
_Path = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A field as it is shown: its name in the form, what stands in it (one, or several), and what is wrong with it."""

    name: str
    field: Field
    values: tuple[str, ...]
    options: tuple[tuple[str, str], ...] = ()
    wrong: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """By what a page leads to it."""
        return f"f-{self.name}"

    @property
    def idle(self) -> bool:
        """Whether there is nothing to choose: one name alone, and it need not be said."""
        return self.field.names in (Names.BRANDS, Names.SOURCES) and len(self.options) < 2 and not any(self.values)

    @property
    def value(self) -> str:
        """What stands in it, where that is one."""
        return next(iter(self.values), "")

    @property
    def told(self) -> str:
        """What stands in it, to be read."""
        labels = dict(self.options)
        return ", ".join(labels.get(value, value) for value in self.values if value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing of a setting: its number in the form, what it is called, and its fields. `added` is a new one."""

    number: int
    called: str
    fields: tuple[Filled, ...]
    added: bool = False

    @property
    def groups(self) -> list[tuple[str, list[Filled]]]:
        """Its fields with what stands above them; empty where nothing does."""
        shown = (one for one in self.fields if not one.idle)
        return [(group, list(those)) for group, those in groupby(shown, key=lambda one: one.field.group)]

    @property
    def wrong(self) -> bool:
        """Whether something in it is."""
        return any(field.wrong for field in self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was filled in: as text, and which number in the form each thing of that has."""

    text: str
    numbers: tuple[int, ...]


def items(
    setting: Setting, text: str, offered: Mapping[Names, Sequence[str]], faults: Sequence[Fault] = ()
) -> list[Item]:
    """Return what `text` says as things to fill in, with a new one at the end where one can be added.

    Nothing where these are more than anybody fills in.
    """
    sheet = SHEETS[setting]
    found = _things(setting, text)
    if len(found) > MOST:
        return []
    made = [_item(sheet, number, thing, offered) for number, thing in enumerate(found)]
    if sheet.noun and not sheet.fixed:
        made.append(_item(sheet, len(made), None, offered))
    return list(_with_faults(setting, made, tuple(range(len(made))), faults))


def refilled(
    setting: Setting,
    form: Form,
    numbers: Sequence[int],
    offered: Mapping[Names, Sequence[str]],
    faults: Sequence[Fault],
) -> list[Item]:
    """Return the things as they were filled in, nothing lost, with what is wrong beside its field."""
    sheet = SHEETS[setting]
    made = []
    for number in _numbers(form):
        fields = tuple(_asked(field, number, _typed(field, form, number), offered) for field in sheet.fields)
        new = number >= _count(form) and bool(sheet.noun) and not sheet.fixed
        made.append(Item(number=number, called=form.text(f"{number}.called"), fields=fields, added=new))
    return list(_with_faults(setting, made, tuple(numbers), faults))


def written(setting: Setting, form: Form, held: str) -> Written:
    """Return what was filled in as text; what the sheet has no fields for is as in `held`."""
    sheet, known = SHEETS[setting], _things(setting, held)
    if not sheet.noun:
        thing = _filled(sheet, form, 0, None)
        return Written(text=_text(setting, thing), numbers=(0,))
    found = []
    for number in _numbers(form):
        if form.text(f"{number}.remove"):
            continue
        kept = next((one for one in known if one.get("name") == form.text(f"{number}.called")), None)
        thing = _filled(sheet, form, number, kept if sheet.fixed else None)
        if sheet.fixed or any(_has(sheet, thing)):
            found.append((_position(form, number), number, thing))
    found.sort(key=lambda one: one[:2])
    return Written(text=_text(setting, [thing for *_, thing in found]), numbers=tuple(number for _, number, _ in found))


def _things(setting: Setting, text: str) -> list[Any]:
    """Return the things that a text tells; one that is no list is one thing."""
    found = (yaml.safe_load(text) or {}).get(setting.value)
    if SHEETS[setting].noun:
        return list(found or [])
    return [found]


def _text(setting: Setting, value: object) -> str:
    return yaml.safe_dump({setting.value: value}, sort_keys=False, allow_unicode=True, width=100)


def _item(sheet: Sheet, number: int, thing: Any, offered: Mapping[Names, Sequence[str]]) -> Item:
    new = thing is None and bool(sheet.noun)
    fields = (_asked(field, number, (field.first,) if new else _read(field, thing), offered) for field in sheet.fields)
    return Item(number=number, called=_called(thing), fields=tuple(fields), added=new)


def _called(thing: Any) -> str:
    """Return what something is called: by its name, else by what it is for."""
    told = thing if isinstance(thing, dict) else {}
    accounts = ", ".join(str(one) for one in told.get("accounts", ())[:3])
    return str(told.get("name") or TOPICS.get(told.get("topic", "")) or accounts or "")


def _asked(field: Field, number: int, values: Sequence[str], offered: Mapping[Names, Sequence[str]]) -> Filled:
    known = OFFERED.get(field.names) or {name: name for name in offered.get(field.names, ())}
    strange = {value: value for value in values if value and field.names and value not in known}
    options = (*known.items(), *strange.items()) if field.names else ()
    return Filled(name=f"{number}.{field.path}", field=field, values=tuple(values), options=options)


def _read(field: Field, thing: Any) -> tuple[str, ...]:
    """Return what stands in a field of something that is written."""
    value = thing
    for key in _keys(field):
        value = value.get(key) if isinstance(value, dict) else None
    if field.kind is Kind.FLAG:
        return ("true" if value is None or value is True else "",) if field.first else ("true" if value else "",)
    if value is None:
        return (field.first,) if field.kind is Kind.CHOICE and field.first else ()
    several = value if isinstance(value, list | tuple) else [value]
    return tuple(_plain(one) for one in several)


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _typed(field: Field, form: Form, number: int) -> tuple[str, ...]:
    name = f"{number}.{field.path}"
    if field.kind is Kind.CHOICES:
        return form.all(name)
    typed = form.exact(name).replace("\r\n", "\n")
    if field.kind is Kind.LINES:
        return tuple(line.strip() for line in typed.split("\n") if line.strip())
    if field.kind is Kind.WORDS:
        return tuple(word.strip() for word in typed.replace("\n", ",").split(",") if word.strip())
    return (typed if field.kind is Kind.AREA else typed.strip(),)


def _filled(sheet: Sheet, form: Form, number: int, kept: Mapping[str, Any] | None) -> Any:
    """Return one thing as it was filled in, laid over what is kept."""
    thing: dict[str, Any] = dict(kept or {})
    for field in sheet.fields:
        value = _value(field, _typed(field, form, number))
        if not field.path:
            return value if value is not None else ""
        _put(thing, _keys(field), value)
    return thing


def _value(field: Field, typed: tuple[str, ...]) -> Any:
    """Return what was typed as it is written; None for nothing."""
    if field.kind in (Kind.CHOICES, Kind.LINES, Kind.WORDS):
        return list(typed) or (None if field.path else [])
    said = next(iter(typed), "")
    if field.kind is Kind.FLAG:
        return None if bool(said) == bool(field.first) else bool(said)
    if field.names is Names.APPROVALS:
        return None if said in ("", "department") else said == "true"
    return (_number(said) if field.kind is Kind.NUMBER else said.rstrip()) if said else None


def _number(said: str) -> float | int | str:
    """A number, or what was typed instead: to be refused by whoever knows what belongs there."""
    if re.fullmatch(r"[0-9]{1,15}", said):
        return int(said)
    return float(said) if re.fullmatch(r"[0-9]{0,9}\.[0-9]{1,9}", said) else said


def _put(thing: dict[str, Any], keys: _Path, value: Any) -> None:
    """Write a value at its keys; nothing takes away what stood there."""
    *outer, last = keys
    inside = thing
    for key in outer:
        inside[key] = dict(inside.get(key) or {})
        inside = inside[key]
    if value is None:
        inside.pop(last, None)
    else:
        inside[last] = value
    if outer and not inside:
        thing.pop(outer[0], None)


def _has(sheet: Sheet, thing: Any) -> Iterator[bool]:
    """Whether somebody filled anything in: what a new one begins with is not that."""
    for field in sheet.fields:
        read = _read(field, thing)
        yield bool(read) and read != (field.first,) and any(read)


def _keys(field: Field) -> _Path:
    return tuple(field.path.split(".")) if field.path else ()


def _count(form: Form) -> int:
    told = form.text("count")
    return min(int(told), MOST) if told.isascii() and told.isdigit() and len(told) < 4 else 0


def _numbers(form: Form) -> range:
    """The numbers of all things in a form: those that were there, and a new one."""
    return range(_count(form) + 1 if form.text("more") else max(_count(form), 1))


def _position(form: Form, number: int) -> float:
    told = form.text(f"{number}.position")
    return float(told) if re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,3})?", told) else number + 1


def _with_faults(
    setting: Setting, made: Sequence[Item], numbers: Sequence[int], faults: Sequence[Fault]
) -> Iterator[Item]:
    """Put what is wrong beside the field that it is about."""
    told: dict[tuple[int, str], list[str]] = {}
    for fault in faults:
        number, path = _meant(setting, fault.key, numbers)
        told.setdefault((number, path), []).append(fault_text(fault))
    for item in made:
        wrong = (tuple(told.get((item.number, one.field.path), ())) for one in item.fields)
        fields = (replace(one, wrong=those) for one, those in zip(item.fields, wrong, strict=True))
        yield replace(item, fields=tuple(fields))


def _meant(setting: Setting, key: str, numbers: Sequence[int]) -> tuple[int, str]:
    """Return the number and the path of the field that a key (`routes[0].match.topic[1]`) is of."""
    rest = key.removeprefix(setting.value)
    number = 0
    if SHEETS[setting].noun and (at := _AT.match(rest)):
        index = int(at[1])
        number, rest = numbers[index] if index < len(numbers) else -1, rest[at.end() :]
    return number, _AT.sub("", rest).strip(".")
