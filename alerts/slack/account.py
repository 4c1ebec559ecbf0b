"""Whose the bot is: the workspace that it was installed in, and the organisation of that. Asked for once."""

from dataclasses import dataclass

from alerts.slack.calls import Calls


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A workspace's id, and that of its organisation; empty where it is in none."""

    team: str
    enterprise: str = ""

    def has(self, team: str, enterprise: str) -> bool:
        """Whether somebody of that workspace and organisation is one of ours; what is not told speaks for them."""
        if self.enterprise and enterprise:
            return self.enterprise == enterprise
        return not team or not self.team or team == self.team


class OwnAccount:
    """The bot's own. Raises `ChannelError` until Slack has said it once."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._known: Account | None = None

    def __call__(self) -> Account:
        if self._known is None:
            told = self._calls.repeatable("auth.test")
            self._known = Account(team=str(told.get("team_id") or ""), enterprise=str(told.get("enterprise_id") or ""))
        return self._known
