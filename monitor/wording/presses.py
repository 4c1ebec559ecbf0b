"""What somebody who pressed is told, alone."""

from collections.abc import Sequence

from alerts.contract import Notice, Tone

UNCHANGED = "Nothing was changed"


def refused(key: str, why: str) -> Notice:
    """Say why a press did nothing."""
    return Notice(key=key, tone=Tone.INFO, title=UNCHANGED, body=why)


def not_yours(key: str, *, needs: str, has: str, ask: Sequence[str]) -> Notice:
    """Say that somebody may not do this, and who may."""
    whom = f"Ask {_either(ask)}." if ask else f"Whoever looks after this monitor can make you {_a(needs)}."
    return Notice(key=key, tone=Tone.INFO, title=UNCHANGED, body=f"This takes {_a(needs)}; you are {_a(has)}. {whom}")


def unknown(key: str, *, refreshed: bool) -> Notice:
    """Say that a button is one of an older version of the monitor."""
    how = "The message is being brought up to date: press again there." if refreshed else "Look for a newer message."
    return Notice(key=key, tone=Tone.INFO, title=UNCHANGED, body=f"That button is from an older message. {how}")


def late(key: str) -> Notice:
    """Say that a form could not be opened."""
    body = "It took too long to open the form, so the channel refused it. Please press once more."
    return Notice(key=key, tone=Tone.INFO, title="Press once more", body=body)


def failed(key: str) -> Notice:
    """Say that the monitor stumbled."""
    body = "The monitor stumbled over that and wrote the reason into its log. What you pressed did nothing."
    return Notice(key=key, tone=Tone.TROUBLE, title="That did not work", body=body)


def _a(role: str) -> str:
    return f"an {role}" if role[:1] in "aeiou" else f"a {role}"


def _either(names: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))
