"""The settings of `kind: email`."""

from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, StringConstraints, model_validator

from alerts.kind import ChannelSettings

PORTS = {"starttls": 587, "ssl": 465, "none": 25}
EmailAddress = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$")
]


class EmailSettings(ChannelSettings):
    """A mail server, and whom it writes to."""

    host: str = Field(min_length=1, pattern=r"^[A-Za-z0-9.:_-]+$", description="the mail server's name")
    port: int | None = Field(default=None, ge=1, le=65535, description="its port; default: 587, 465 or 25")
    security: Literal["starttls", "ssl", "none"] = Field(
        default="starttls", description="`ssl` from the first byte, `starttls` before anything is told, or `none`"
    )
    username: str | None = Field(default=None, min_length=1, description="who logs in; default: nobody")
    password: SecretStr | None = Field(default=None, description="with what: ${SMTP_PASSWORD}")
    sender: EmailAddress = Field(description="the address that messages come from")
    sender_name: str = Field(default="Complaint monitor", max_length=100, description="the name beside it")
    to: tuple[EmailAddress, ...] = Field(min_length=1, max_length=50, description="the addresses they go to")
    unsubscribe: EmailAddress | None = Field(
        default=None, description="whom readers of the digest write to who want no more of it"
    )
    ca_file: Path | None = Field(default=None, description="certificates to trust beside the system's own")
    timeout: float = Field(default=30.0, gt=0, le=300, description="seconds that one message may take in all")

    @model_validator(mode="after")
    def _tells_no_password_in_clear(self) -> "EmailSettings":
        if (self.username is None) != (self.password is None):
            raise ValueError("`username` and `password` belong together")
        if self.security == "none" and self.password is not None and not _is_own(self.host):
            raise ValueError("a password is not told in clear: use `security: starttls` or `ssl`")
        return self


def _is_own(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
