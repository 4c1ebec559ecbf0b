"""The settings of a Google Play source."""

from pydantic import Field, field_validator, model_validator

from connectors.kit.beside import BesideConfig
from connectors.kit.google import GoogleSettings

WINDOW_DAYS = 7
"""The API shows what changed in so many days."""


class GooglePlaySettings(GoogleSettings):
    """Which app, and the service account that may read its reviews."""

    package: str = Field(pattern=r"^[A-Za-z][\w.]+$", description="The app's package name: com.example.app.")
    reread_days: int = Field(
        default=WINDOW_DAYS,
        ge=0,
        le=WINDOW_DAYS,
        description="How far back each poll looks again for your answers; fewer days ask less of the quota.",
    )
    reads_an_hour: int = Field(default=200, ge=1, description="Requests an hour for this app; Google allows 200.")
    reports_bucket: str | None = Field(
        default=None,
        pattern=r"^pubsite_prod_[a-z0-9_-]+$",
        description="The bucket of the monthly reports: pubsite_prod_..., or the Cloud Storage URI as it is copied.",
    )
    reports_folder: BesideConfig | None = Field(
        default=None, description="A folder with the reports as they were downloaded: reviews_<package>_<month>.csv."
    )
    base_url: str = Field(default="https://androidpublisher.googleapis.com", description="Where the API is.")
    reports_url: str = Field(default="https://storage.googleapis.com", description="Where Google Cloud Storage is.")
    token_url: str | None = Field(default=None, description="Where tokens are given out; default: as the key says.")

    @field_validator("reports_bucket", mode="before")
    @classmethod
    def _bucket(cls, given: object) -> object:
        return given.strip().removeprefix("gs://").split("/")[0] if isinstance(given, str) else given

    @model_validator(mode="after")
    def _one_of_each(self) -> "GooglePlaySettings":
        if self.keys != 1:
            raise ValueError("say one of `service_account_file` and `service_account`")
        if self.reports_bucket is not None and self.reports_folder is not None:
            raise ValueError("say one of `reports_bucket` and `reports_folder`")
        return self
