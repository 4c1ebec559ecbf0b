"""What a user writes about a Slack channel."""

from typing import Annotated

from pydantic import AnyHttpUrl, Field, SecretStr, field_validator

from alerts.kind import ChannelSettings

_Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class SlackSettings(ChannelSettings):
    """One Slack channel. The waits are settings so that tests can shorten them."""

    token: SecretStr = Field(description="the bot's token, xoxb-...: OAuth & Permissions of the app")
    app_token: SecretStr | None = Field(
        default=None, description="an app-level token, xapp-..., with connections:write: lets buttons answer"
    )
    channel: str = Field(
        pattern=r"^[CGD][A-Z0-9]{2,}$",
        description="the channel's id, C...: at the foot of the channel's details in Slack; a name will not do",
    )
    base_url: AnyHttpUrl = Field(
        default=AnyHttpUrl("https://slack.com/api/"), description="where the Web API is, trusted as written"
    )
    timeout: float = Field(default=15.0, gt=0, le=300, description="seconds that one request may take in all")
    looks: tuple[_Seconds, ...] = Field(
        default=(5.0, 20.0),
        min_length=1,
        description="seconds after a doubtful post at which history is read before it is posted again",
    )
    clock_skew: _Seconds = Field(
        default=5.0, description="seconds that our clock and Slack's may differ when history is read"
    )

    @field_validator("token", "app_token")
    @classmethod
    def _can_be_a_header(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None:
            words = token.get_secret_value()
            if not words or not words.isascii() or not words.isprintable() or " " in words:
                raise ValueError("is empty or holds a space or another character that no Slack token has")
        return token
