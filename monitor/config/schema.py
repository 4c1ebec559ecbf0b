"""Config: everything that `config.yaml` says, validated. Frozen: one reading is one truth."""

from datetime import timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_core import PydanticCustomError

from monitor.config.calendar import Zone
from monitor.config.digests import Digest, FurtherDigest
from monitor.config.duration import Duration
from monitor.config.hours import Day, WeekHours
from monitor.config.judgement import Judgement
from monitor.config.login import Provider
from monitor.config.part import Name, Part
from monitor.config.playbooks import Playbook
from monitor.config.routes import Route, Silence
from monitor.config.routing import Brand, Channel, Department, Source
from monitor.config.speakers import Speaker
from monitor.config.staff import Person, Roles
from monitor.config.webhooks import Webhook

SQLITE = "sqlite:///"
POSTGRESQL = "postgresql://"


class Web(Part):
    """Where the web pages are served."""

    host: str = Field(
        default="127.0.0.1",
        min_length=1,
        description="The address to listen on; others reach it only where you name one.",
    )
    port: int = Field(default=8080, ge=0, le=65535, description="The port to listen on; 0 takes a free one.")
    base_url: str = Field(
        default="http://127.0.0.1:8080",
        pattern=r"^https?://[^\s/?#]+(/[^\s?#]*)?$",
        description="How people reach the pages: links in alerts begin with it. It may have a path, as "
        "`https://tools.example.com/monitor`, at which a proxy shows them.",
    )
    proxies: tuple[str, ...] = Field(
        default=(),
        description="The addresses (or networks, as 10.0.0.0/8) of proxies that are believed where somebody came from, "
        "and whether by https. Default: none.",
    )
    requests_a_minute: int = Field(
        default=600,
        ge=1,
        description="How many requests of one program's token, or of one person's browsers, `/api` answers in a "
        "minute, in each process that serves the pages.",
    )
    metrics_token: SecretStr | None = Field(
        default=None,
        description="What `/metrics` asks for, as `Authorization: Bearer`, here and of `--health-port`. Set it where "
        "others reach the port. Default: nothing.",
    )
    provider: Provider | None = Field(
        default=None, description="The organisation's own login (OpenID Connect). Default: passwords alone."
    )


class Shadow(Part):
    """A new set-up lists what it would have sent, then goes live. `shadow: off` goes live at once."""

    until: Duration | None = Field(default=timedelta(days=7), description="How long after the first start.")

    @model_validator(mode="before")
    @classmethod
    def _off(cls, written: object) -> object:
        return {"until": None} if written in ("off", "no", "false", False) else written


class Retention(Part):
    """How long data is kept."""

    mentions: Duration = Field(default=timedelta(days=400), description="How long mentions and their cases are kept.")
    payloads: Duration = Field(default=timedelta(days=30), description="How long payloads and rejected items are kept.")


class Config(Part):
    """Everything that `config.yaml` says. What has a default in the file's own terms has it here already."""

    store: str = Field(
        default="sqlite:///monitor.db", repr=False, description="The database: `sqlite:///FILE` or `postgresql://...`."
    )
    engine: Literal["embedded", "distributed"] = Field(
        default="embedded", description="`embedded`: one process. `distributed`: several, on PostgreSQL."
    )
    web: Web = Field(default=Web(), description="Where the web pages are served.")
    brands: tuple[Brand, ...] = Field(min_length=1, description="The brands whose customers are heard.")
    sources: tuple[Source, ...] = Field(min_length=1, description="The places that are listened to.")
    judgement: Judgement = Field(default=Judgement(), description="How mentions are judged.")
    speakers: tuple[Speaker, ...] = Field(
        default=(), description="Accounts that are known, and who speaks by them. The first that fits counts."
    )
    departments: tuple[Department, ...] = Field(default=(), description="Who owns which topic.")
    playbooks: tuple[Playbook, ...] = Field(
        default=(), description="What to answer and what may be offered, by topic: laid over the shipped ones."
    )
    people: tuple[Person, ...] = Field(default=(), description="The people who answer customers.")
    roles: Roles = Field(default=Roles(), description="Who may do what.")
    hours: WeekHours | None = Field(
        default=None, description="When departments work that do not say it themselves. Default: `always`."
    )
    timezone: Zone = Field(default=ZoneInfo("UTC"), description="Whose time all hours are that name no other.")
    holidays: tuple[Day, ...] = Field(default=(), description="Days on which departments do not work.")
    routes: tuple[Route, ...] = Field(
        default=(),
        description="Where complaints go that do not go where their topic does. The first that matches decides.",
    )
    silences: tuple[Silence, ...] = Field(default=(), description="Complaints that are known of already.")
    channels: tuple[Channel, ...] = Field(min_length=1, description="The places that alerts go to.")
    webhooks: tuple[Webhook, ...] = Field(
        default=(), description="Programs of your own that are told what happens, as it happens."
    )
    operators: Name | None = Field(
        default=None,
        description="The channel that is told of troubles of the monitor itself. Default: the first channel.",
    )
    kudos: Name | None = Field(
        default=None, description="The channel that is told of praise for staff, and of customers won back."
    )
    shadow: Shadow = Field(default=Shadow(), description="The quiet first days of a new set-up, or `off`.")
    digest: Digest = Field(default=Digest(), description="The weekly digest.")
    digests: tuple[FurtherDigest, ...] = Field(
        default=(), description="Further weekly digests, for other readers: of a department, a brand, at another time."
    )
    retention: Retention = Field(default=Retention(), description="How long data is kept.")

    @field_validator("store")
    @classmethod
    def _is_a_known_database(cls, store: str) -> str:
        if not store.startswith((SQLITE, POSTGRESQL)):
            remedy = "write sqlite:///monitor.db or postgresql://user:${DB_PASSWORD}@host/name"
            raise PydanticCustomError("store", "not the address of a known database", {"remedy": remedy})
        return store

    @property
    def rivals(self) -> tuple[str, ...]:
        """The names of the brands that are competitors."""
        return tuple(brand.name for brand in self.brands if brand.competitor)
