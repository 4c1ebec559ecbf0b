"""Slack: notices as messages that change in place and can be found again."""

from alerts.kind import Kind, Tools
from alerts.slack.channel import SlackChannel
from alerts.slack.settings import SlackSettings


def _build(settings: SlackSettings, tools: Tools) -> SlackChannel:
    return SlackChannel(settings, now=tools.now, turns=tools.turns)


KIND = Kind(
    settings=SlackSettings,
    build=_build,
    shows="messages in one Slack channel, changed in place as a case moves",
    needs="a Slack app with a bot token, invited to the channel: docs/how-to/slack.md",
    pause=1.0,
    revise_pause=1.2,  # 50 a minute for everything together
)
