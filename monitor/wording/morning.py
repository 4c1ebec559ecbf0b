"""How a day begins: what is new, open, late and oldest, and who is on duty."""

from datetime import tzinfo

from alerts.contract import Fact, Notice, Tone
from monitor.domain.morning import Morning
from monitor.wording import home, names, notices, times


def note(told: Morning, *, key: str, zone: tzinfo, web_url: str | None) -> Notice:
    """Return the day's short note."""
    live, local = told.live, told.at.astimezone(zone)
    waiting = live.open + live.acknowledged
    oldest = live.oldest[0] if live.oldest else None
    facts = [
        ("New since yesterday", f"{told.new:,}"),
        ("Waiting for an answer", f"{waiting:,}, {live.open:,} of them taken by nobody" if waiting else "none"),
        ("Overdue", f"{live.overdue:,}" if live.overdue else "none"),
    ]
    facts += [("Critical and unanswered", f"{live.urgent.count:,}")] if live.urgent.count else []
    if oldest is not None:
        what = f"C-{oldest.case}, {names.topic(oldest.topic)}, waiting for {times.span(told.at - oldest.opened_at)}"
        facts.append(("Longest", what))
    duty = "; ".join(home.duty(one, now=told.at, zone=zone) for one in told.on_duty)
    facts.append(("On duty", duty or "nobody is named"))
    return Notice(
        key=key,
        tone=Tone.INFO,
        title=f"Good morning: {local:%A} {local.day} {local:%B}",
        body=_first(live.overdue, waiting),
        facts=tuple(Fact(label=label, value=value) for label, value in facts),
        buttons=notices.all_cases(web_url),
    )


def _first(overdue: int, waiting: int) -> str:
    if overdue:
        return f"{names.plural(overdue, 'answer')} {'is' if overdue == 1 else 'are'} late: begin there."
    return "Nothing is late." if waiting else "Nobody waits for an answer. Well done."
