"""What a kept press is acknowledged with."""

from typing import Any

from alerts.interactive import Faults, Press, PressKind

_LONGEST = 300


def acknowledgement(press: Press, faults: Faults) -> dict[str, Any]:
    """Return what to send back: nothing closes a form, and faults keep it open, each shown at its field.

    A fault of no field of the form is shown at its first: Slack refuses an answer that names another.
    """
    if press.kind is not PressKind.FORM or not faults or not press.fields:
        return {}
    first = next(iter(press.fields))
    shown: dict[str, str] = {}
    for name, fault in faults.items():
        place = name if name in press.fields else first
        shown[place] = f"{shown[place]} {fault}" if place in shown else fault
    return {"response_action": "errors", "errors": {place: fault[:_LONGEST] for place, fault in shown.items()}}
