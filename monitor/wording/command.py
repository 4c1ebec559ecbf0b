"""What `/complaints` answers, to whoever typed it alone."""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from alerts.contract import Button, Fact, Notice, Tone
from monitor.domain.case import CaseFile, State
from monitor.domain.muting import Silence
from monitor.domain.people import OnDuty
from monitor.wording import home, names, notices, times
from monitor.wording.home import Listing
from monitor.wording.quotes import in_line
from monitor.wording.summaries import LINE_LENGTH

WORDS: Mapping[str, str] = {
    "mine": "what you have",
    "overdue": "what is late, everybody's",
    "search WORDS": "the newest cases in which they are said",
    "C-1042": "one case, with all that can be done about it",
    "status": "how many cases are live, who is on duty, and what is in trouble",
    "on-duty [me | @somebody | nobody] [DEPARTMENT] [18:00 | 8h]": "who looks after what comes in",
    "mute [C-1042]": "mute what is known of already",
    "silences": "what is muted, and ending it",
    "unmute NAME": "end a silence now",
    "settings": "thresholds, routes, playbooks and holidays, and changing them",
    "crisis": "crisis mode: how it stands, and its switch",
    "hand-over": "give all your cases to somebody",
    "shift [mine | all | DEPARTMENT]": "what the next shift takes over, and handing it over",
    "away": "let somebody stand in for you",
    "back": "you are here again",
    "digest": "this week so far",
    "help": "these lines",
}
"""What can be typed behind the command, and what it shows."""
BUTTONS = 5
HANDED: Mapping[str, str] = {
    "settings": "settings.show",
    "silences": "silence.list",
    "unmute": "silence.end",
    "crisis": "crisis.status",
    "hand-over": "handover.give",
    "shift": "shift.show",
    "away": "people.away",
    "back": "people.back",
}
"""Words that do what the button of an action does."""


def helped(key: str, listing: Listing, *, now: datetime, zone: tzinfo, show: str | None) -> Notice:
    """Return the help, and below it what the person has."""
    below = listed(key, listing, now=now, zone=zone, web_url=None, show=show)
    return Notice(
        key=key,
        tone=Tone.INFO,
        title="What you can type behind /complaints",
        body=f"{_help()}\n\n{below.title}. {below.body}".strip(),
        facts=below.facts,
        buttons=below.buttons,
    )


def unknown(key: str, typed: str, nearest: str | None) -> Notice:
    """Say that what was typed is not known, what was probably meant, and what can be typed."""
    meant = f"Did you mean “{nearest}”?" if nearest else ""
    return Notice(key=key, tone=Tone.INFO, title="I do not know that", quote=typed, body=f"{meant}\n{_help()}".strip())


def explained(key: str, why: str) -> Notice:
    """Say how something is typed."""
    return Notice(key=key, tone=Tone.INFO, title="That is typed otherwise", body=why)


def listed(key: str, listing: Listing, *, now: datetime, zone: tzinfo, web_url: str | None, show: str | None) -> Notice:
    """Return cases as lines; the first ones can be opened here by the action `show`, where there is one."""
    left = listing.total - len(listing.files)
    opens = (
        Button(label=f"Show {one.case.public_id}", action=show, value=one.case.public_id)
        for one in listing.files[:BUTTONS]
    )
    return Notice(
        key=key,
        tone=Tone.INFO,
        title=f"{listing.title}: {names.plural(listing.total, 'case')}" if listing.total else listing.title,
        body=f"{left:,} more are in the list of cases." if left > 0 else "" if listing.total else listing.empty,
        facts=tuple(_fact(file, listing, now=now, zone=zone) for file in listing.files),
        buttons=(*(opens if show else ()), *notices.all_cases(web_url)),
    )


def found(title: str, typed: str) -> str:
    """Return the title of what was looked for."""
    return f"{title} “{typed if len(typed) <= 60 else typed[:59].rstrip() + '…'}”"


def status(
    key: str,
    states: Mapping[State, int],
    *,
    overdue: int,
    on_duty: Sequence[OnDuty],
    silences: Sequence[Silence],
    troubles: Sequence[str],
    sources: int,
    now: datetime,
    zone: tzinfo,
    web_url: str | None,
) -> Notice:
    """Return how it stands: cases, duty, silences, sources and channels."""
    live = ", ".join(f"{count:,} {state.value}" for state, count in states.items() if count)
    muted = (f"{one.name} until {times.moment(one.ends_at, now=now, zone=zone)}" for one in silences)
    facts = (
        ("Live cases", live or "none"),
        ("Overdue", f"{overdue:,}" if overdue else "none"),
        ("On duty", "; ".join(home.duty(one, now=now, zone=zone) for one in on_duty) or "nobody is named"),
        ("Muted", "; ".join(muted) or "nothing"),
        ("Sources", f"{sources:,} listened to"),
    )
    return Notice(
        key=key,
        tone=Tone.TROUBLE if troubles else Tone.INFO,
        title="In trouble" if troubles else f"{names.plural(overdue, 'case')} overdue" if overdue else "All is well",
        body="\n".join(names.capital(trouble) for trouble in troubles),
        facts=tuple(Fact(label=label, value=value) for label, value in facts),
        buttons=notices.all_cases(web_url),
    )


def duties(key: str, on_duty: Sequence[OnDuty], *, now: datetime, zone: tzinfo, changed: bool = False) -> Notice:
    """Return who is on duty."""
    lines = [names.capital(home.duty(one, now=now, zone=zone)) for one in on_duty]
    tone = Tone.DONE if changed else Tone.INFO
    return Notice(key=key, tone=tone, title="On duty", body="\n".join(lines) or home.IDLE)


ON_DUTY_USAGE = (
    "Name who (me, @somebody, nobody), maybe a department, and maybe until when: "
    "on-duty me, on-duty @maria app 18:00, on-duty nobody app."
)


def _help() -> str:
    return "\n".join(f"{word}: {what}" for word, what in WORDS.items())


def _fact(file: CaseFile, listing: Listing, *, now: datetime, zone: tzinfo) -> Fact:
    said = in_line(listing.quotes.get(file.case.id, ""))
    short = said if len(said) <= LINE_LENGTH else f"{said[: LINE_LENGTH - 1].rstrip()}…"
    return Fact(label=home.line(file, now=now, zone=zone), value=short or "(no words to show)")
