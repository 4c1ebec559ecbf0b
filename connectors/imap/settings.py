"""The settings of a mailbox."""

import ssl
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from connectors.contract import Refused
from connectors.kit.beside import BesideConfig
from connectors.kit.kind import SourceSettings

Security = Literal["ssl", "starttls", "none"]
IMAP_PORTS = {"ssl": 993, "starttls": 143, "none": 143}
SMTP_PORTS = {"ssl": 465, "starttls": 587, "none": 25}
_HOST = r"^[A-Za-z0-9.:_-]+$"
_ADDRESS = r"^[^@\s]+@[^@\s]+$"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class OAuthSettings(_Part):
    """How to sign in with XOAUTH2, as Google and Microsoft want it."""

    token_url: str = Field(
        pattern=r"^https?://",
        description="https://oauth2.googleapis.com/token, or https://login.microsoftonline.com/TENANT/oauth2/v2.0/token.",
    )
    client_id: str = Field(description="The application's id.")
    client_secret: SecretStr = Field(description="Its secret.")
    refresh_token: SecretStr | None = Field(
        default=None, description="Of the mailbox's user; without one the application signs in for itself (Microsoft)."
    )
    scope: str | None = Field(
        default=None,
        description="What to ask for: https://outlook.office365.com/.default for Microsoft without a user.",
    )


class SmtpSettings(_Part):
    """Where answers are handed over."""

    host: str = Field(pattern=_HOST, description="The mail server that sends: smtp.example.com.")
    port: int | None = Field(default=None, ge=1, le=65535, description="Its port. Default: 465, 587 or 25.")
    security: Security = Field(default="starttls", description="`ssl` from the first byte, `starttls`, or `none`.")
    sender: str = Field(pattern=_ADDRESS, description="The address that answers come from.")
    sender_name: str = Field(default="", max_length=100, description="The name beside it.")
    username: str | None = Field(default=None, description="Who signs in. Default: as at the mailbox.")
    password: SecretStr | None = Field(default=None, description="With what. Default: as at the mailbox.")
    files_sent: bool = Field(
        default=False,
        description="Whether the server itself files what it sends among what was sent, as those of Google and "
        "Microsoft do. Where it does not, a copy of each answer goes to `sender`: it shows that it was sent.",
    )


class ImapSettings(SourceSettings):
    """Which mailbox, who is us, and how answers are sent."""

    host: str = Field(pattern=_HOST, description="The mailbox's server: imap.example.com.")
    port: int | None = Field(default=None, ge=1, le=65535, description="Its port. Default: 993, or 143.")
    security: Security = Field(default="ssl", description="`ssl` from the first byte, `starttls`, or `none`.")
    username: str = Field(min_length=1, description="Who signs in: most often the mailbox's address.")
    password: SecretStr | None = Field(default=None, description="With what; for Google an app password.")
    oauth: OAuthSettings | None = Field(default=None, description="Sign in with XOAUTH2 instead of a password.")
    folders: tuple[str, ...] = Field(default=("INBOX",), min_length=1, description="Which folders are read.")
    sent: str | None = Field(
        default=None, description="The folder of what was sent. Default: the one that the server calls so; '' for none."
    )
    ours: tuple[str, ...] = Field(
        default=(), description="Whose mail is an answer of yours: addresses, and domains as `@example.com`."
    )
    own_lists: tuple[str, ...] = Field(
        default=(), description="Ids of mailing lists through which customers' mail comes, such as a Google Group's."
    )
    ca_file: BesideConfig | None = Field(
        default=None, description="Certificates to trust beside the system's own, at both servers."
    )
    smtp: SmtpSettings | None = Field(default=None, description="How answers are sent; without it none can be.")

    @model_validator(mode="after")
    def _signed_in(self) -> "ImapSettings":
        if (self.password is None) == (self.oauth is None):
            raise ValueError("give `password` or `oauth`")
        return self

    def trust(self) -> ssl.SSLContext:
        """Return whose certificates are trusted. Raises `Refused` where there is no such file."""
        context = ssl.create_default_context()
        if self.ca_file is not None:
            try:
                context.load_verify_locations(self.ca_file.path)
            except OSError as error:
                raise Refused(f"`ca_file` {self.ca_file} holds no certificates that can be read") from error
        return context

    @property
    def own(self) -> frozenset[str]:
        """Addresses and domains of ours, in lower case."""
        sender = (self.smtp.sender,) if self.smtp else ()
        return frozenset(one.lower() for one in (self.username, *sender, *self.ours))
