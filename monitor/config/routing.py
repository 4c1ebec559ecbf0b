"""Routing: where sources are heard, who owns what, and where it is shown."""

from datetime import timedelta
from typing import Literal

from pydantic import BaseModel, Field, SerializeAsAny, ValidationInfo, field_validator

from monitor.config.alarms import Ahead, DelayOrOff, Escalation, Forgotten, WrittenAhead
from monitor.config.calendar import Zone
from monitor.config.duration import Duration
from monitor.config.hours import Day, WeekHours
from monitor.config.part import Name, Part, SeverityName, TopicName, Words
from monitor.config.playbooks import Amount


class Brand(Part):
    """A brand whose customers are heard."""

    name: Name = Field(description="What the brand is called.")
    keywords: tuple[Words, ...] = Field(
        default=(),
        description="What must be in a mention from a source that is not about us alone. Default: the brand's name.",
    )
    exclude: tuple[Words, ...] = Field(default=(), description="What makes a mention somebody else's, keyword or not.")
    query: str | None = Field(
        default=None,
        min_length=1,
        description="What is looked for, in the query language, whichever source hears it: a source's own `query` and "
        "this must hold. It takes the place of `keywords` where none are written.",
    )
    own_accounts: dict[str, tuple[Words, ...]] = Field(
        default_factory=dict,
        description="The brand's own accounts by platform: never a complaint; their replies are our responses.",
    )
    worth: Amount | None = Field(
        default=None,
        description="What a customer who stays is worth to you (`120 GBP`): insights then tell what answering kept, as "
        "a range. Default: no money is told.",
    )
    competitor: bool = Field(
        default=False,
        description="Whether it is a competitor: what is said of it is judged and counted, and stands beside ours in "
        "digests. It opens no case, and nobody is alerted.",
    )
    contacts: tuple[Words, ...] = Field(
        default=(),
        description="Our own addresses and numbers, which answers may name; the first stands for `{contact}`.",
    )

    @field_validator("query")
    @classmethod
    def _readable(cls, query: str | None, info: ValidationInfo) -> str | None:
        """The query language is not known here: who reads the configuration hands in what reads a query."""
        if query is not None and info.context:
            info.context["reads"](query)
        return query

    @property
    def matched_by(self) -> tuple[str, ...]:
        """The keywords, or the name where none are given."""
        return self.keywords or (self.name,)


class Source(Part):
    """One place that is listened to. All other keys are the settings of its kind."""

    name: Name = Field(description="What the source is called.")
    kind: str = Field(description="What kind of source it is: `monitor sources kinds` lists them.")
    brands: tuple[Name, ...] = Field(
        min_length=1,
        description="The brands it may speak of; `brand: NAME` for one. Default: the brand, where there is only one.",
    )
    every: Duration = Field(description="The pause between two polls. Default: what is usual for the kind.")
    about: Literal["us", "brand"] = Field(
        description="`us`: all that is heard is about us. `brand`: only what has a keyword. Default: the kind's."
    )
    first_run: Literal["baseline", "alert"] = Field(
        description="`baseline`: what is there at first opens no case; `alert`: it does. Default: the kind's."
    )
    department: Name | None = Field(default=None, description="The department that owns whatever is heard here.")
    place: Words | None = Field(
        default=None, description="The branch, partner or location that its mentions are about."
    )
    language: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$",
        description="The language of its mentions (`en`), where the source does not tell.",
    )
    timeout: Duration = Field(default=timedelta(seconds=20), description="The longest that one request may take.")
    max_pages: int = Field(default=10, ge=1, le=10_000, description="The most pages that one poll reads.")
    allow_private: bool = Field(default=False, description="Whether the source's own host may be on a private network.")
    paused: bool = Field(default=False, description="Whether the source is left alone for now.")
    replies: bool = Field(
        default=False, description="Whether answers are sent from here, where its kind can: as the brand, in public."
    )
    settings: SerializeAsAny[BaseModel] = Field(description="The settings of its kind.")


class Channel(Part):
    """One place that alerts go to. All other keys are the settings of its kind."""

    name: Name = Field(description="What the channel is called.")
    kind: str = Field(description="What kind of channel it is: `console`, `slack`, `webhook` and others.")
    quiet_hours: WeekHours | None = Field(
        default=None,
        description="When it is told of nothing that is not critical: what comes then waits until they end.",
    )
    timezone: Zone | None = Field(
        default=None, description="Whose time its quiet hours are, and which its messages tell. Default: the top's."
    )
    settings: SerializeAsAny[BaseModel] = Field(description="The settings of its kind.")


class Sla(Part):
    """The time in which a complaint must be answered, by severity."""

    critical: Duration = Field(default=timedelta(minutes=30), description="For a critical complaint.")
    high: Duration = Field(default=timedelta(hours=2), description="For one of high severity.")
    medium: Duration = Field(default=timedelta(hours=8), description="For one of medium severity.")
    low: Duration = Field(default=timedelta(days=2), description="For one of low severity.")


class Department(Part):
    """Who a topic belongs to."""

    name: Name = Field(description="What the department is called.")
    topics: tuple[TopicName, ...] = Field(
        default=(), description="The topics that it owns. Without any it takes whatever no other department takes."
    )
    channel: Name | None = Field(
        default=None, description="The channel that its alerts go to. Default: the first channel."
    )
    sla: Sla = Field(default=Sla(), description="The time in which a complaint must be answered, in `hours`.")
    hours: WeekHours | None = Field(
        default=None, description="When it works: its clocks run then alone. Default: the top's, else `always`."
    )
    always: SeverityName | None = Field(
        default=None, description="From this severity on clocks run around the clock, whatever `hours` say."
    )
    timezone: Zone | None = Field(default=None, description="Whose time its hours are. Default: the top's.")
    holidays: tuple[Day, ...] | None = Field(default=None, description="Days it does not work. Default: the top's.")
    quiet_hours: WeekHours | None = Field(
        default=None, description="When its channels are told of none of its complaints that is not critical."
    )
    lead: Name | None = Field(default=None, description="The channel of whoever leads it: what `to: lead` means.")
    remind: tuple[Ahead, ...] = Field(
        default=(WrittenAhead(before=timedelta(minutes=15)),),
        description="When its cases' threads say that an answer will be due: a share of the time, or how long before.",
    )
    escalation: tuple[Escalation, ...] = Field(
        default=(Escalation(to=("owner",)),), description="What happens once an answer is late, step by step."
    )
    forgotten: Forgotten = Field(default=Forgotten(), description="What happens to what was taken and not answered.")
    follow_up: DelayOrOff = Field(
        default=timedelta(days=3),
        description="How long after an answer without an outcome its thread asks what became of it; `off`: never.",
    )
    approval: bool = Field(
        default=False, description="Whether a second person must approve an answer before it is sent from here."
    )
