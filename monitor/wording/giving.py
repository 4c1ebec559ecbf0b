"""What somebody is told, alone, who was given cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from alerts.contract import Button, Fact, Notice
from monitor.domain.case import JUDGE, CaseFile
from monitor.wording import names, notices, times
from monitor.wording.summaries import lines, rest, worst_first

BUTTONS = 5
"""How many cases a message of many has a button for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """A case, who gave it (`by`), whose it was, and what they noted about it."""

    file: CaseFile
    by: str
    was: str | None = None
    note: str = ""


def given(
    gifts: Sequence[Gift],
    quotes: Mapping[int, str],
    *,
    key: str,
    to: str,
    now: datetime,
    web_url: str | None,
    zone: tzinfo = UTC,
    show: str | None = None,
) -> Notice:
    """Tell whoever goes by the id `to` what is theirs now: one case with its words, or a list.

    `show` is the action that shows a case; None where nothing can be pressed.
    """
    named = worst_first([gift.file for gift in gifts])
    only = named[0] if len(gifts) == 1 else None
    said = [*dict.fromkeys(_said(gifts))]
    count = len(gifts)
    return Notice(
        key=key,
        to=to,
        tone=notices.tone(named[0].case),
        title=f"{only.case.public_id} is yours now" if only else f"{names.plural(count, 'case')} are yours now",
        quote=None if only is None or only.gone else quotes.get(only.case.id) or None,
        body="\n".join((*said, *(() if only is None else (_about(only),)), *rest(count, len(named)))),
        facts=_due(only, now=now, zone=zone) if only else lines(named, quotes),
        link=notices.link(only) if only else None,
        buttons=(*_show(named, show), *(notices.buttons(only.case, web_url) if only else notices.all_cases(web_url))),
    )


def _said(gifts: Sequence[Gift]) -> list[str]:
    """Who gave what, and what they noted, each once."""
    said: list[str] = []
    for by, was in dict.fromkeys((gift.by, gift.was) for gift in gifts):
        count = sum((gift.by, gift.was) == (by, was) for gift in gifts)
        said.append(_who(by, was, count))
        said += [f"{by} notes: {gift.note}" for gift in gifts if gift.note and (gift.by, gift.was) == (by, was)]
    return said


def _who(by: str, was: str | None, count: int) -> str:
    if by == JUDGE:
        return f"{was or 'Whoever had it'} is away, and you stand in."
    if count == 1:
        return f"{by} gave it to you."
    return f"{by} gave you {count:,} cases" + (f" of {was}'s." if was and was != by else ".")


def _about(file: CaseFile) -> str:
    return f"{names.capital(names.topic(file.case.topic))} · {notices.where(file)}"


def _due(file: CaseFile, *, now: datetime, zone: tzinfo) -> tuple[Fact, ...]:
    if file.case.due_at is None or file.case.responded_at is not None:
        return ()
    at = times.moment(file.case.due_at, now=now, zone=zone)
    return (Fact(label="Answer", value=f"Overdue since {at}" if file.case.due_at <= now else f"Due by {at}"),)


def _show(files: Sequence[CaseFile], action: str | None) -> tuple[Button, ...]:
    ids = [file.case.public_id for file in files[:BUTTONS]] if action else []
    return tuple(Button(label=f"Show {one}", action=action, value=one) for one in ids)
