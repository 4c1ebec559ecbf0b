"""What a change of a setting would have meant, in lines with examples."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from connectors.contract import Mention
from monitor.domain.case import CaseFile
from monitor.domain.muting import Silence
from monitor.domain.playbook import Playbook
from monitor.domain.preview import Counted, Example, Finding, Moved, Muted, Rejudged, Turn
from monitor.domain.score import Topic
from monitor.domain.verdict import Verdict
from monitor.wording import names, times
from monitor.wording.quotes import in_line

SAME = Finding(text="Nothing would be different from what it is now.")
ANSWERED_ALIKE = Finding(text="No topic would be answered otherwise.")
NONE_OTHERWISE = Finding(text="Nothing would be missed, and nothing flagged or alerted as well.")
_TURNS: Mapping[Turn, str] = {
    Turn.MISSED: "Missed, no case any more",
    Turn.FLAGGED: "Flagged as well",
    Turn.QUIET: "Not alerted any more, still a case",
    Turn.LOUD: "Alerted as well",
}
_ALERTED: Mapping[Turn, str] = {Turn.MISSED: "are alerted as it is", Turn.FLAGGED: "would be alerted"}
_LINE, _MOST, _EXAMPLES = 120, 8, 3
Quote = Callable[[CaseFile], str]
Said = Callable[[Mention], str]


def counted(found: Counted, days: float, said: Said) -> Iterator[Finding]:
    """Yield what other thresholds would have meant."""
    difference, each = found.difference, days * found.share
    if found.share < 1:
        looked = f"{difference.looked_at:,} of about {difference.looked_at / found.share:,.0f} judgements"
        yield Finding(text=f"Counted on {looked}, spread evenly over the last 30 days: figures are close, not exact.")
    for noun, before, after in (
        ("Alerts", difference.alerts_before, difference.alerts_after),
        ("Cases", difference.cases_before, difference.cases_after),
    ):
        yield Finding(text=f"{noun} a day: {before / each:.1f} as it is, {after / each:.1f} with the change.")
    for turn, turned in difference.turned.items():
        about = "about " if found.share < 1 else ""
        alerts = f"; {about}{turned.alerts / found.share:,.0f} of them {_ALERTED[turn]}" if turn in _ALERTED else ""
        yield Finding(text=f"{_TURNS[turn]}: {about}{turned.count / found.share:,.0f} in all{alerts}.")
        yield from (Finding(text=f"“{_short(said(one.mention))}”", about=one.about) for one in found.examples[turn])
    if not difference.turned:
        yield NONE_OTHERWISE


def moved(found: Sequence[Moved], looked_at: int, quote: Quote, *, whole: bool) -> Iterator[Finding]:
    """Yield which complaints would have gone elsewhere."""
    total = sum(one.count for one in found)
    yield Finding(text=f"Of {_these(looked_at, whole)}, {total:,} would have gone elsewhere.")
    for one in found[:_MOST]:
        yield Finding(text=f"{one.count:,} from {one.was} to {one.becomes}.")
        yield from (_case(file, quote) for file in one.examples)


def channels(found: Mapping[str, tuple[int, int]], looked_at: int, days: float, *, whole: bool) -> Iterator[Finding]:
    """Yield how many alerts channels would have been told."""
    if not found:
        yield Finding(text="Each channel would have been told of as many alerts as it was.")
    for channel, (before, after) in found.items():
        told = f"{before / days:.1f} as it is, {after / days:.1f} with the change"
        of = f"{before:,} as it is, {after:,} with the change, of the newest {looked_at:,} complaints"
        yield Finding(text=f"Alerts a day in {channel}: {told}." if whole else f"Alerts in {channel}: {of}.")


def due(found: Sequence[tuple[CaseFile, datetime]], now: datetime) -> Iterator[Finding]:
    """Yield which open cases would be due at another time, were they opened now."""
    told = names.plural(len(found), "open case")
    yield Finding(text=f"{told} would be due at another time; those that are open keep theirs.")
    for file, at in found[:5]:
        number = file.case.public_id
        yield Finding(text=f"{number} would be due {times.moment(at, now=now)}.", about=number)


def playbook(topic: Topic, brand: str | None, was: Playbook, becomes: Playbook, files: Sequence[CaseFile]) -> Finding:
    """Return what changes for a topic's answers, with the newest case of it."""
    what = [
        name for name in ("reply", "offer", "do", "avoid", "approval") if getattr(was, name) != getattr(becomes, name)
    ]
    of = f" of {brand}" if brand else ""
    said = names.plural(len(files), "case")
    text = (
        f"{names.capital(names.topic(topic))}{of}: other {' and '.join(what) or 'words'}; {said} in the last 30 days."
    )
    return Finding(text=text, about=files[0].case.public_id if files else "")


def severer(found: Sequence[Rejudged], judged: int, said: Said, *, whole: bool) -> Iterator[Finding]:
    """Yield which complaints would be of another severity."""
    yield Finding(text=f"Of {_these(judged, whole)} judged anew, {len(found):,} would be of another severity.")
    moves = Counter((_severity(one.before), _severity(one.after)) for one in found)
    for (was, becomes), count in moves.most_common():
        yield Finding(text=f"{count:,} {becomes} instead of {was}.")
    for one in found[:_EXAMPLES]:
        yield _example(f"{_severity(one.after).capitalize()} instead of {_severity(one.before)}", one.example, said)


def speaking(found: Sequence[Rejudged], said: Said, *, whole: bool) -> Iterator[Finding]:
    """Yield what would be of other speakers, and what would be a complaint no more, or as well."""
    others = [one for one in found if one.before.speaker is not one.after.speaker]
    wrote = f"{'' if whole else 'the newest '}{names.plural(len(found), 'mention')}"
    yield Finding(text=f"These accounts wrote {wrote} in the last 30 days; {len(others):,} would be of other speakers.")
    yield from _decided(others, said)


def worded(found: Sequence[Rejudged], said: Said, *, whole: bool) -> Iterator[Finding]:
    """Yield what would follow from other words of the trade."""
    say = f"{'' if whole else 'The newest '}{names.plural(len(found), 'mention')}"
    yield Finding(text=f"{say} of the last 30 days have words that were changed.")
    yield from _decided(found, said)
    worse = [one for one in found if one.after.critical and not one.before.critical]
    if worse:
        yield Finding(text=f"{len(worse):,} would be critical as well.")
        yield from (_example("Critical", one.example, said) for one in worse[:_EXAMPLES])


def _decided(found: Sequence[Rejudged], said: Said) -> Iterator[Finding]:
    for label, was, becomes in (
        ("no more a complaint", True, False),
        ("a complaint as well", False, True),
    ):
        these = [one for one in found if one.before.complaint is was and one.after.complaint is becomes]
        if these:
            alerts = sum(one.before.alert or one.after.alert for one in these)
            yield Finding(text=f"{len(these):,} would be {label}, {alerts:,} of them alerted.")
            yield from (_example(label.capitalize(), one.example, said) for one in these[:_EXAMPLES])


def muted(found: Muted, silence: Silence, days: float, quote: Quote, *, whole: bool) -> Iterator[Finding]:
    """Yield what a silence would have muted, a line each; not `whole` where only the newest were looked at."""
    of = names.plural(found.looked_at, "complaint")
    these = f"{of} of the last 30 days" if whole else f"the newest {of}"
    yield Finding(text=f"Of {these} it would have {'counted' if silence.fold else 'held'} {found.muted:,}.")
    left = found.alerts - found.alerts_muted
    if whole and found.alerts:
        yield Finding(text=f"Alerts a day: {found.alerts / days:.1f} as it is, {left / days:.1f} with it.")
    elif found.alerts:
        yield Finding(text=f"Of {found.alerts:,} alerts among these, {left:,} would have been told.")
    yield from (_case(file, quote) for file in found.examples)
    if found.critical:
        named = ", ".join(file.case.public_id for file in found.critical[:5])
        more = f" and {len(found.critical) - 5:,} more" if len(found.critical) > 5 else ""
        does = "muted, too" if silence.critical else "alerted all the same"
        told = f"{names.plural(len(found.critical), 'critical one')} would have been {does}: {named}{more}."
        yield Finding(text=told, about=found.critical[0].case.public_id)


def _these(count: int, whole: bool) -> str:
    told = names.plural(count, "complaint")
    return told if whole else f"the newest {told}"


def _severity(verdict: Verdict) -> str:
    return verdict.severity.value if verdict.severity else "no complaint"


def _case(file: CaseFile, quote: Quote) -> Finding:
    number = file.case.public_id
    return Finding(text=f"{number}: {_short(quote(file))}", about=number)


def _example(label: str, one: Example, said: Said) -> Finding:
    return Finding(text=f"{label}: {_short(said(one.mention))}", about=one.about)


def _short(words: str) -> str:
    line = in_line(words)
    return line if len(line) <= _LINE else line[: _LINE - 1].rstrip() + "…"
