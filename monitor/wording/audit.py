"""The audit, one mention at a time: nothing tells what the judge thought of it."""

from alerts.contract import Button, Notice, Tone

_BUTTONS = (
    ("Complaint", "complaint"),
    ("No complaint", "fine"),
    ("Not about us", "not_ours"),
    ("Cannot tell", "unclear"),
)


def question(*, key: str, item: int, brand: str, quote: str, place: int, of: int, link: str | None) -> Notice:
    """Return the message that asks about one mention that was not flagged; `quote` is masked."""
    return Notice(
        key=key,
        tone=Tone.INFO,
        title=f"Is this a complaint about {brand}? ({place} of {of})",
        quote=quote,
        body="The week's blind sample: none of these opened a case. What you say shows how many complaints are missed.",
        link=link,
        buttons=tuple(Button(label=label, action=f"audit.{name}", value=str(item)) for label, name in _BUTTONS),
    )


def answered(*, key: str, week: str) -> Notice:
    """Return what the message says once all of it was answered."""
    return Notice(
        key=key,
        tone=Tone.DONE,
        title=f"The sample of {week} is read. Thank you",
        body="`monitor judgement report` tells what it means.",
    )
