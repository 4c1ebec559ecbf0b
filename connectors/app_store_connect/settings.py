"""The settings of an App Store Connect source."""

from pydantic import Field, SecretStr, model_validator

from connectors.contract import Refused
from connectors.kit.beside import BesideConfig
from connectors.kit.kind import SourceSettings


class AppStoreConnectSettings(SourceSettings):
    """Which app, and the key that may read its reviews."""

    app_id: int = Field(gt=0, description="The app's Apple ID: the number in apps.apple.com/app/id<number>.")
    key_id: str = Field(pattern=r"^[A-Za-z0-9]{4,32}$", description="The Key ID that App Store Connect shows.")
    issuer_id: str | None = Field(
        default=None, min_length=1, description="The Issuer ID above the list of team keys; none for an individual key."
    )
    key_file: BesideConfig | None = Field(
        default=None, description="The key's file, AuthKey_<Key ID>.p8, relative to this configuration."
    )
    key: SecretStr | None = Field(default=None, description="The same as text: ${APP_STORE_KEY}.")
    reread_newest: int = Field(
        default=400,
        ge=0,
        le=10_000,
        description="So many of the newest reviews are read again by each poll, for edits.",
    )
    sweep_pages: int = Field(
        default=2,
        ge=0,
        le=50,
        description="So many pages of 200 older reviews each poll looks at, going round them all.",
    )
    requests_an_hour: int = Field(default=3500, ge=1, description="What Apple allows a key in an hour.")
    base_url: str = Field(default="https://api.appstoreconnect.apple.com", description="Where the API is.")

    @model_validator(mode="after")
    def _one_key(self) -> "AppStoreConnectSettings":
        if (self.key is None) == (self.key_file is None):
            raise ValueError("say one of `key_file` and `key`")
        return self

    def read_key(self) -> str:
        """Return the text of the key. Raises `Refused` where its file cannot be read."""
        if self.key is not None:
            return self.key.get_secret_value()
        assert self.key_file is not None  # noqa: S101  the settings have one of the two
        try:
            return self.key_file.path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise Refused(f"the key's file {self.key_file.path} cannot be read") from error
