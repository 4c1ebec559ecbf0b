"""Who we say we are to the places that we ask."""

from importlib.metadata import PackageNotFoundError, version


def user_agent(contact: str) -> str:
    """Return our name and version, with how to reach whoever runs this monitor."""
    try:
        name = f"complaint-monitor/{version('complaint-monitor')}"
    except PackageNotFoundError:
        name = "complaint-monitor"
    return f"{name} (+{contact})" if contact else name
