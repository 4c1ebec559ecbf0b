"""The settings of a Telegram source."""

import re

from pydantic import Field, SecretStr, field_validator, model_validator

from connectors.kit.kind import SourceSettings

_TOKEN = re.compile(r"\d{3,20}:[\w-]{20,80}", re.ASCII)
_SECRET = re.compile(r"[\w-]{16,256}", re.ASCII)


class TelegramSettings(SourceSettings):
    """Which bot, where it listens, and who answers there in the brand's name."""

    token: SecretStr = Field(description="The bot's token, as @BotFather gives it out: 123456:ABC…")
    chats: tuple[int, ...] = Field(
        default=(), max_length=500, description="Ids of the groups that are heard. Default: all where the bot is."
    )
    private: bool = Field(default=False, description="Hear what people write to the bot itself, too.")
    staff: tuple[int, ...] = Field(
        default=(),
        max_length=1000,
        description="Ids of users, or of channels, whose messages are answers of yours and no mentions.",
    )
    admins_are_us: bool = Field(
        default=True, description="Whether a group's anonymous administrators, and its own channel, are yours."
    )
    webhook_url: str | None = Field(
        default=None, pattern=r"^https://\S+$", description="Be told at once: https://HOST/in/NAME. Default: ask."
    )
    webhook_secret: SecretStr | None = Field(
        default=None, description="What Telegram shows with each delivery: 16 to 256 letters, digits, _ and -."
    )
    base_url: str = Field(default="https://api.telegram.org", description="Where the Bot API is.")

    @field_validator("token")
    @classmethod
    def _is_token(cls, token: SecretStr) -> SecretStr:
        if not _TOKEN.fullmatch(token.get_secret_value()):
            raise ValueError("is no bot's token: it looks like 123456:ABC-def…, from @BotFather")
        return token

    @model_validator(mode="after")
    def _whole_webhook(self) -> "TelegramSettings":
        if (self.webhook_url is None) != (self.webhook_secret is None):
            raise ValueError("`webhook_url` and `webhook_secret` go together")
        if self.webhook_secret and not _SECRET.fullmatch(self.webhook_secret.get_secret_value()):
            raise ValueError("`webhook_secret` is 16 to 256 letters, digits, _ and -")
        return self
