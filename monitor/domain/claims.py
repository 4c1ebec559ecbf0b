"""Claims: when a person took a complaint on."""

from datetime import datetime


def claimed_at(acknowledged_at: datetime | None, responded_at: datetime | None) -> datetime | None:
    """Return when somebody took a case on before it was answered; None where nobody did.

    A reply that is only seen on the platform claims nothing. A claim after it is of what the customer wrote next.
    """
    if acknowledged_at is None or (responded_at is not None and responded_at < acknowledged_at):
        return None
    return acknowledged_at
