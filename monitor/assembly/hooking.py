"""Webhooks of one configuration, put together: what each is told of, and what tells it."""

from datetime import datetime
from uuid import uuid4

from alerts.webhook import sign
from connectors.contract import Refused, SourceError, Unavailable
from connectors.kit.answer import Answer
from connectors.kit.discretion import place_of
from connectors.kit.http import Door
from connectors.kit.status import retry_after
from monitor.assembly.judging import mask
from monitor.config.schema import Config
from monitor.config.webhooks import Webhook
from monitor.documents.happenings import trial
from monitor.domain.access import Limits
from monitor.domain.happening import kinds
from monitor.stages.clock import Clock
from monitor.stages.hooks import Hook, HookStage, Post
from monitor.store.database import Database

_TAKEN, _ANY = range(200, 300), tuple(range(100, 600))
_GONE = 410


def hooking(config: Config, db: Database, clock: Clock) -> HookStage:
    """Return what tells the webhooks of `config`, through a door of its own: they are paced by how they answer."""
    door = outward(config, clock)
    return HookStage(
        db,
        {one.name: hook_of(one, door, clock) for one in config.webhooks},
        clock,
        mask=mask,
        operators=config.operators or config.channels[0].name,
        close=door.close,
    )


def outward(config: Config, clock: Clock) -> Door:
    """Return a door that leaves no pause between two requests."""
    return Door(contact=config.web.base_url, interval=0.0, now=clock.now)


def hook_of(webhook: Webhook, door: Door, clock: Clock) -> Hook:
    """Return a configured webhook. Does no I/O."""
    limits = Limits(
        brands=frozenset(webhook.brands) if webhook.brands else None,
        departments=frozenset(webhook.departments) if webhook.departments else None,
    )
    post = post_to(webhook, door, clock)
    return Hook(name=webhook.name, kinds=kinds(webhook.events), limits=limits, post=post)


def post_to(webhook: Webhook, door: Door, clock: Clock) -> Post:
    """Return what sends a body to a webhook, signed as Standard Webhooks 1.0.0 says.

    It is signed anew each time, with the time of that moment: a receiver that refuses what is old takes it later, too.
    """
    http = door.bind(timeout=webhook.timeout.total_seconds(), allow_private=webhook.allow_private)

    def post(identity: str, body: bytes) -> None:
        now = clock.now()
        stamp = str(int(now.timestamp()))
        headers = {
            "Content-Type": "application/json",
            "webhook-id": identity,
            "webhook-timestamp": stamp,
            "webhook-signature": sign(webhook.secret, identity, stamp, body),
        }
        try:
            answer = http.post(webhook.url, content=body, headers=headers, accept=_ANY)
        except SourceError as error:
            raise _discreet(error, webhook.url) from error
        _judge(_host(webhook.url), answer, now)

    return post


def tried(webhook: Webhook, door: Door, clock: Clock) -> str | None:
    """Send a webhook what tells of nothing; return what is wrong, None where it took it."""
    now = clock.now()
    try:
        post_to(webhook, door, clock)(f"msg_{uuid4().hex}", trial(webhook.name, now).model_dump_json().encode())
    except SourceError as error:
        return str(error)
    return None


def _judge(host: str, answer: Answer, now: datetime) -> None:
    """Only what answers 2xx has taken it. What is wrong there for a while (a 404, too) is tried again."""
    said = f"{host} answered {answer.status}"
    if answer.status in _TAKEN:
        return
    if answer.status == _GONE:
        raise Refused(f"{said}: it wants to be told no more; take it out of `webhooks`, or `monitor webhooks resume`")
    raise Unavailable(said, retry_after=retry_after(answer.headers, now))


def _discreet(error: SourceError, url: str) -> SourceError:
    """Tell of the host alone: the path of a webhook is often a secret."""
    told = str(error).replace(place_of(url), _host(url))
    return Refused(told) if isinstance(error, Refused) else Unavailable(told)


def _host(url: str) -> str:
    return place_of(url).partition("/")[0]
