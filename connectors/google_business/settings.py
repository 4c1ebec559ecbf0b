"""The settings of a Google Business Profile source."""

from pydantic import Field, SecretStr, field_validator, model_validator

from connectors.kit.google import GoogleSettings


class GoogleBusinessSettings(GoogleSettings):
    """Whose locations, and who may read their reviews."""

    account: str = Field(
        pattern=r"^(?:accounts/)?\d+$", description="The account or location group: accounts/<number>."
    )
    locations: tuple[str, ...] = Field(default=(), description="Only these locations, by number. Default: all of them.")
    client_id: str | None = Field(default=None, min_length=1, description="The OAuth client's id.")
    client_secret: SecretStr | None = Field(default=None, description="The OAuth client's secret.")
    refresh_token: SecretStr | None = Field(
        default=None, description="A refresh token with the scope business.manage, of a manager of the locations."
    )
    reread_days: int = Field(
        default=7, ge=1, le=60, description="How far back each poll looks again for your answers to reviews."
    )
    requests_a_minute: int = Field(default=300, ge=1, description="What Google allows the project.")
    base_url: str = Field(default="https://mybusiness.googleapis.com", description="Where reviews are asked for.")
    locations_url: str = Field(
        default="https://mybusinessbusinessinformation.googleapis.com", description="Where locations are asked for."
    )
    token_url: str | None = Field(default=None, description="Where tokens are given out; default: at Google.")

    @field_validator("account", "locations")
    @classmethod
    def _bare(cls, given: str | tuple[str, ...]) -> str | tuple[str, ...]:
        numbers = [one.strip().rpartition("/")[2] for one in ([given] if isinstance(given, str) else given)]
        if not all(number.isdecimal() for number in numbers):
            raise ValueError("a location is named by its number")
        return numbers[0] if isinstance(given, str) else tuple(numbers)

    @model_validator(mode="after")
    def _one_credential(self) -> "GoogleBusinessSettings":
        oauth = (self.client_id, self.client_secret, self.refresh_token)
        if self.keys + any(part is not None for part in oauth) != 1 or (not self.keys and None in oauth):
            raise ValueError(
                "say `client_id`, `client_secret` and `refresh_token`, or one of `service_account_file` and "
                "`service_account`"
            )
        return self
