"""What a user writes about a Slack channel."""

from typing import Annotated

from pydantic import AnyHttpUrl, Field, SecretStr, field_validator

from alerts.kind import ChannelSettings

_Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class SlackSettings(ChannelSettings):
    """One Slack channel. The waits are settings so that tests can shorten them."""

    token: SecretStr = Field(description="the bot's token, xoxb-...: OAuth & Permissions of the app")
    app_token: SecretStr | None = Field(
        default=None,
        description="an app-level token, xapp-..., with connections:write: buttons are heard over a socket",
    )
    signing_secret: SecretStr | None = Field(
        default=None, description="the app's signing secret: buttons are heard by requests that Slack sends to us"
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

    watchdog: float = Field(
        default=10.0,
        gt=0,
        le=60,
        description="seconds of silence on the socket after which it is taken for dead and connected anew",
    )

    @field_validator("app_token")
    @classmethod
    def _is_app_level(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None and not token.get_secret_value().startswith("xapp-"):
            raise ValueError("is no app-level token, which starts with xapp-")
        return token

    @field_validator("token", "app_token", "signing_secret")
    @classmethod
    def _has_no_space_in_it(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None:
            words = token.get_secret_value()
            if not words or not words.isascii() or not words.isprintable() or " " in words:
                raise ValueError("is empty or holds a space or another character that none of Slack's secrets has")
        return token
