"""What Google's APIs have in common: the key of a service account as a setting, and what their errors say."""

import re
from datetime import datetime

from pydantic import Field, SecretStr

from connectors.contract import Refused, SourceError, Unavailable
from connectors.kit.answer import Answer
from connectors.kit.beside import BesideConfig
from connectors.kit.kind import SourceSettings
from connectors.kit.status import retry_after

_QUOTA = re.compile(
    rb'"reason"\s*:\s*"(?:rate|userRate|quota|daily)\w*Exceeded"|RATE_LIMIT_EXCEEDED|RESOURCE_EXHAUSTED'
)
_NO_QUOTA = re.compile(rb'"quota_limit_value"\s*:\s*"0"')
_DISABLED = re.compile(rb"SERVICE_DISABLED|accessNotConfigured")


class GoogleSettings(SourceSettings):
    """A service account, in a file or as text."""

    service_account_file: BesideConfig | None = Field(
        default=None, description="The service account's JSON key file, relative to this configuration."
    )
    service_account: SecretStr | None = Field(default=None, description="The same as text: ${SERVICE_ACCOUNT}.")

    @property
    def keys(self) -> int:
        """How many of the two are said."""
        return (self.service_account is not None) + (self.service_account_file is not None)

    def service_account_key(self) -> str:
        """Return the text of the key. Raises `Refused` where its file cannot be read."""
        if self.service_account is not None:
            return self.service_account.get_secret_value()
        if self.service_account_file is None:
            raise Refused("no service account is named")
        file = self.service_account_file.path
        try:
            return file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise Refused(f"the service account's key file {file} cannot be read") from error


def is_of_project(answer: Answer) -> bool:
    """Whether a 403 or 429 is about the whole project in Google Cloud, and not about what was asked for."""
    return any(sign.search(answer.body) for sign in (_QUOTA, _NO_QUOTA, _DISABLED))


def project_error(answer: Answer, api: str, approval: str, now: datetime) -> SourceError:
    """Return the error of a 403 or 429 that `is_of_project`. `api` is its name, `approval` how leave for it is got."""
    if _DISABLED.search(answer.body):
        return Refused(f"{api} is not switched on in the project that the credentials are of. {approval}")
    if _NO_QUOTA.search(answer.body):
        return Refused(f"the project's quota for {api} is 0. {approval}")
    return Unavailable("Google's quota is used up for now", retry_after=retry_after(answer.headers, now))
