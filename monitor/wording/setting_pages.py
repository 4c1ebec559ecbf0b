"""What the pages of settings say: what holds, since when and by whom, and what follows from a change."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from monitor.domain.brand import KnownSpeaker
from monitor.domain.change import WRITTEN, Change, Setting
from monitor.domain.people import OnDuty
from monitor.domain.routing import Routing
from monitor.domain.settings import Fault, Settings
from monitor.domain.verdict import JudgingRules, OwnWords, Thresholds
from monitor.wording import names, times
from monitor.wording.settings import history_line
from monitor.wording.sheets import SPEAKERS

SETTINGS, HOLDS, SINCE, CHANGE_IT = "Settings", "What holds", "From", "Change"
INTRO = "What the monitor works by. A change is tried on the last 30 days before it is in force, and can be taken back."
AREAS: Mapping[str, tuple[Setting, ...]] = {
    "What is flagged": (Setting.THRESHOLD, Setting.SEVERITY, Setting.KEYWORDS, Setting.SPEAKERS),
    "Where it goes": (Setting.DEPARTMENTS, Setting.ROUTES, Setting.HOURS, Setting.HOLIDAYS),
    "What is answered": (Setting.PLAYBOOKS,),
}
TITLES: Mapping[Setting, str] = {
    Setting.THRESHOLD: "Thresholds",
    Setting.SEVERITY: "Severity",
    Setting.KEYWORDS: "Words of your trade",
    Setting.SPEAKERS: "Competitors and speakers",
    Setting.DEPARTMENTS: "Departments",
    Setting.ROUTES: "Routes",
    Setting.HOURS: "Business hours",
    Setting.HOLIDAYS: "Holidays",
    Setting.PLAYBOOKS: "Playbooks",
}
TELLS: Mapping[Setting, str] = {
    Setting.THRESHOLD: "A case leans to finding all, an alert to being right.",
    Setting.SEVERITY: "How bad a complaint is, beside what its words tell.",
    Setting.KEYWORDS: "Words that decide, whatever else a mention says. Whole words, in small letters or capitals.",
    Setting.SPEAKERS: "Accounts that are known, whatever their words sound like; a brand's own may stand in "
    "config.yaml as well. What we, resellers, competitors, news and bots say is never a complaint.",
    Setting.DEPARTMENTS: "Who owns which topic, where it is told and how soon it must be answered. Departments are "
    "added, renamed and removed in config.yaml.",
    Setting.ROUTES: "Where complaints go that do not go where their topic does. The first that fits decides.",
    Setting.HOURS: "When departments work that do not say it themselves: their clocks run then alone.",
    Setting.HOLIDAYS: "Days on which departments do not work that do not say it themselves.",
    Setting.PLAYBOOKS: "What to answer and what may be offered, laid over the playbooks that ship for each topic.",
}
OTHERS, HISTORY, INSTALLED = "Beside these", "History", "Sources, channels and secrets"
INSTALLED_TELLS = "They stay in config.yaml: what there is, and which secrets are set."
INSTALLED_BESIDE = "Mail is sent by channels. Tokens of programs are not here: each is on its owner's page, shown once."
TRY, AS_WRITTEN, FIRST = "Try it on the last 30 days", "As written in config.yaml", "Back to what config.yaml says"
WRITTEN_HINT = "The same as text, to be copied from one monitor to another."
WRONG = "This cannot be meant yet:"
ADD_ONE, REMOVE, POSITION, NONE_CHOSEN = "Add another {noun}", "Remove it", "Place in the order", "None"
TRIED, NOT_YET = "Tried on the last 30 days", "Nothing has changed yet."
TAKE, AGAIN, BACK_TO = "Put in force", "Change it again", "Back"
SAME_AS_NOW = "This says the same as what holds. There is nothing to put in force."
BOTH, THEIRS, YOURS = "What holds now beside what you wrote", "Holds now", "You wrote"
OVERTAKEN = "What you wrote is kept below. Look at both, change it if you must, and try it once more."
UNDO, CHANGES, NO_CHANGE = "Take it back", "Latest changes", "Nothing was ever changed here: config.yaml holds."
WHEN, DID = "When", "What"
SHOW_BOTH, BEFORE, AFTER, FROM_FILE = "Before and after", "Before", "After", "what config.yaml says"
IN_FORCE, TAKEN_BACK = "It is in force within seconds, everywhere.", "That change was taken back."
LOOKING = "A lead changes this."
A_DAY, PROPOSE = "How many alerts a day can your team take?", "Propose thresholds for that"
NO_A_DAY = "Write how many alerts a day as a whole number, such as 12."
TOO_MANY = "These are more than a form can hold: change them as they are written."
NAME, PLACE_KIND, OF_BRANDS, SECRETS, SET, NOT_SET = "Name", "Kind", "Brands", "Secrets", "set", "not set"
PAUSED, NO_SECRET = "paused", "needs none"
EVERY_BRAND = "all"
GROUPS: Mapping[str, str] = {
    "source": "Sources",
    "channel": "Channels",
    "webhook": "Webhooks: programs that are told",
    "scorer": "Plugged-in scorers",
    "login": "The organisation's login",
}
KINDS: Mapping[str, str] = {"webhook": "To", "login": "At"}
"""What stands above the kinds, where that is no kind."""
NOTHING = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherPage:
    """A page beside those of settings."""

    path: str
    title: str
    tells: str


def other_pages(silences: Sequence[str], live: str, duties: Sequence[OnDuty], away: int) -> tuple[OtherPage, ...]:
    """Return the pages beside those of settings, with how it stands: what is muted, alerts, who is on duty and away."""
    muted = f"Muted: {', '.join(silences)}" if silences else "Nothing is muted"
    on_duty = f"{', '.join(one.name for one in duties)} on duty" if duties else "Nobody on duty"
    people = f"{live} {on_duty}, {away or 'nobody'} away."
    return (
        OtherPage(path="/settings/silences", title="Silences", tells=f"{muted}."),
        OtherPage(path="/settings/duty", title="Alerts and people", tells=people),
        OtherPage(path="/settings/try", title="Try a text", tells="What would be decided about a text, and why."),
        OtherPage(path="/settings/history", title=HISTORY, tells="Every change, with who made it, and the way back."),
        OtherPage(path="/settings/sources", title=INSTALLED, tells=INSTALLED_TELLS),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingLine:
    """A setting as a row: its name in addresses, what holds, and where that comes from."""

    name: str
    title: str
    holds: str
    since: str
    changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """A change as a row. `latest`: it can be taken back; others only once those behind it were.

    `before` and `after` are what was written; empty for what is not: a switch, a silence.
    """

    id: int
    at: str
    told: str
    before: str
    after: str
    latest: bool


def line(setting: Setting, settings: Settings, change: Change | None, *, now: datetime, zone: tzinfo) -> SettingLine:
    """Return a setting as it holds; `change` is its latest."""
    return SettingLine(
        name=setting.value,
        title=TITLES[setting],
        holds=holds(setting, settings, now),
        since=since(change, now=now, zone=zone),
        changed=change is not None and change.after is not None,
    )


def since(change: Change | None, *, now: datetime, zone: tzinfo) -> str:
    """Say where what holds comes from."""
    if change is None:
        return "config.yaml"
    at = times.moment(change.at, now=now, zone=zone)
    if change.after is None:
        return f"config.yaml, again since {at} by {change.by}"
    return f"changed here by {change.by}, {at}"


def change_line(change: Change, *, latest: bool, now: datetime, zone: tzinfo) -> ChangeLine:
    """Return a change as a row of the history."""
    written = change.setting in WRITTEN
    return ChangeLine(
        id=change.id,
        at=times.moment(change.at, now=now, zone=zone),
        told=names.capital(history_line(change)),
        before=(change.before or FROM_FILE) if written else "",
        after=(change.after or FROM_FILE) if written else "",
        latest=latest,
    )


def fault_text(fault: Fault) -> str:
    """Return what is wrong with what was filled in, and what to do."""
    return names.capital(f"{fault.message}; {fault.remedy}.")


def fault_line(fault: Fault) -> str:
    """Return what is wrong with what was written, in which line, and what to do."""
    at = f"Line {fault.line}: " if fault.line else ""
    return f"{at}{fault.message}; {fault.remedy}."


def holds(setting: Setting, settings: Settings, now: datetime) -> str:
    """Return in a line what holds of a setting."""
    told: Mapping[Setting, Callable[[], str]] = {
        Setting.THRESHOLD: lambda: _thresholds(settings.thresholds),
        Setting.SEVERITY: lambda: _severity(settings.rules),
        Setting.KEYWORDS: lambda: _own_words(settings.own_words),
        Setting.SPEAKERS: lambda: _speakers(settings.speakers),
        Setting.DEPARTMENTS: lambda: _departments(settings.routing),
        Setting.ROUTES: lambda: _routes(settings.routing),
        Setting.HOURS: lambda: names.capital(settings.written[setting].partition(":")[2].strip()),
        Setting.HOLIDAYS: lambda: _holidays(settings, now),
        Setting.PLAYBOOKS: lambda: _playbooks(settings),
    }
    return told[setting]()


def _thresholds(thresholds: Thresholds) -> str:
    return f"A case from {thresholds.case:g} on, an alert from {thresholds.alert:g} on"


def _routes(routing: Routing) -> str:
    return ", ".join(rule.name for rule in routing.rules) or "None: complaints go where their topic does"


def _severity(rules: JudgingRules) -> str:
    least = [f"{names.topic(topic)} is {severity.value} at least" for topic, severity in rules.least.items()]
    public = rules.public_from
    return names.capital("; ".join((*least, f"one step worse from {public.followers:,} followers on")))


def _own_words(own: OwnWords) -> str:
    told = {"critical": own.critical, "a complaint": own.complaint, "ignored": own.ignore}
    return "; ".join(f"{names.capital(does)}: {', '.join(words)}" for does, words in told.items() if words) or "None"


def _speakers(speakers: Sequence[KnownSpeaker]) -> str:
    if not speakers:
        return "No account is known beside each brand's own"
    counts = Counter[str]()
    for one in speakers:
        counts[SPEAKERS[one.who.value]] += len(one.accounts)
    return "; ".join(f"{who}: {names.plural(count, 'account')}" for who, count in counts.items())


def _departments(routing: Routing) -> str:
    told = []
    for one in routing.departments:
        topics = ", ".join(sorted(names.topic(topic) for topic in one.topics))
        told.append(f"{one.name} ({topics or 'the rest'})")
    return ", ".join(told) or "None: whatever comes goes to the first channel"


def _holidays(settings: Settings, now: datetime) -> str:
    ahead = [day for day in sorted(settings.holidays) if day >= now.date()]
    if not ahead:
        return "None ahead"
    more = f" and {len(ahead) - 3} more" if len(ahead) > 3 else ""
    return ", ".join(f"{day.day} {day:%b %Y}" for day in ahead[:3]) + more


def _playbooks(settings: Settings) -> str:
    topics = {names.topic(one.topic) if one.topic else "every topic" for one in settings.playbooks}
    return f"Own ones for {', '.join(sorted(topics))}" if topics else "Those that ship"
