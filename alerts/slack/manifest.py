"""The app as Slack is told of it: what makes it in one step, without anything to click together."""

from typing import Any

from alerts.slack.scopes import COSTS

NAME = "Complaint Monitor"
COMMAND = "/complaints"
LONGEST_NAME, LONGEST_BOT = 35, 80


def manifest(name: str = NAME, *, request_url: str | None = None) -> dict[str, Any]:
    """Return the app's manifest: on a socket, or with `request_url` (https) by requests that Slack sends there.

    Raises `ValueError` where Slack would take no such name or address.
    """
    name = name.strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        raise ValueError(f"an app's name has 1 to {LONGEST_NAME} characters")
    if request_url is not None and not request_url.startswith("https://"):
        raise ValueError("Slack sends requests to https:// addresses only")
    where = {} if request_url is None else {"url": request_url}
    there = {} if request_url is None else {"request_url": request_url}
    return {
        "display_information": {
            "name": name,
            "description": "Brings public complaints to the people who can answer them",
            "background_color": "#1d3557",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": name, "always_online": True},
            "slash_commands": [
                {
                    "command": COMMAND,
                    "description": "Find and work on complaints",
                    "usage_hint": "[mine | overdue | search WORDS | C-1042 | status | on-duty | help]",
                    "should_escape": True,  # people come as their ids, so that they are known whatever they are called
                    **where,
                }
            ],
        },
        "oauth_config": {"scopes": {"bot": list(COSTS)}},
        "settings": {
            "event_subscriptions": {"bot_events": ["app_home_opened"], **there},
            "interactivity": {"is_enabled": True, **there},
            "org_deploy_enabled": False,
            "socket_mode_enabled": request_url is None,
            "token_rotation_enabled": False,
        },
    }
