"""What a connector's module tells about itself: `KIND`, the one name that the registry looks for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from connectors.contract import Connector
from connectors.kit.budget import Allowance, Budget, Ledger, OwnLedger, Purpose, account
from connectors.kit.http import Http
from connectors.kit.query.field import QueryText


class SourceSettings(BaseModel):
    """The settings of one kind. Frozen, unknown keys refused; each kind adds its own fields with descriptions.

    `query` is applied to all that a source brings; a kind that can be searched asks for it as well. Secrets are
    `pydantic.SecretStr`. A kind that speaks HTTP has `base_url`, so that it can be pointed elsewhere.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    query: QueryText | None = Field(
        default=None, description="Which mentions are kept, in the query language. Default: all of them."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What a connector is handed: the one door to HTTP, already bound to its source's limits, the clock, the ledger.

    `purpose` is what all is for that it will ask; None where it knows that better itself.
    """

    http: Http
    now: Callable[[], datetime]
    ledger: Ledger = field(default_factory=OwnLedger)
    purpose: Purpose | None = None

    def budget(self, name: str, allowance: Allowance, credential: str = "") -> Budget:
        """Return the budget that everyone shares who uses this `credential` at the place called `name`."""
        named = account(name, allowance, credential)
        return Budget(account=named, allowance=allowance, ledger=self.ledger, purpose=self.purpose)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of source.

    `settings` is the model that validates its part of `config.yaml`; `build` makes a connector of such settings.
    `about` is the kind's default: `us` where everything heard is about the brand (our reviews), `brand` where one of
    the brand's keywords must match first (search). `every` is the usual pause between two polls.
    `hears` says in a sentence what it hears; `needs` which credentials, and where to get them; `limits` what a user
    should know. `edits`, `deletions` and `replies` say whether the platform shows them. `first_run` is the kind's
    default: `baseline` where what is already there opens no case, `alert` where it does. `replays` is true where a past
    is told as it happened: its cases open when their mentions were posted, and it is never in shadow. `answers` is true
    where its connector is a `Replier`: answers can be sent from here. `endless` is true where its pages come as things
    happen, for minutes, and then go on at once: it is listened to by a process of its own. `steps` are what a person
    does to get what it needs, one after the other, where that takes several.
    """

    settings: type[SourceSettings]
    build: Callable[[Any, Tools], Connector]
    hears: str
    needs: str
    limits: str
    about: Literal["us", "brand"]
    every: timedelta
    edits: bool = False
    deletions: bool = False
    replies: bool = False
    first_run: Literal["baseline", "alert"] = "baseline"
    replays: bool = False
    answers: bool = False
    steps: tuple[str, ...] = ()
    endless: bool = False
