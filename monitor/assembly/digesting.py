"""The weekly digests that one configuration asks for."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from monitor.config.calendar import Weekly
from monitor.config.digests import EVERY, FurtherDigest
from monitor.config.schema import Config
from monitor.domain.edition import Edition
from monitor.stages.digest import Plan, Scope
from monitor.stages.insights import InsightStage
from monitor.stages.morning import Mornings
from monitor.store.database import Database
from monitor.wording.digest.sentences import about


def digest_plans(config: Config) -> tuple[Plan, ...]:
    """Return when digests are due, about what, and where they go: the main one first."""
    main = config.digest
    plan = Plan(
        weekday=main.every.weekday,
        at=main.every.at,
        zone=main.timezone,
        scopes=tuple(_main_scopes(config)),
        channels=main.to,
        rivals=config.rivals,
    )
    return (plan, *(_further(config, digest) for digest in config.digests))


def insights_for(config: Config, db: Database, stopping: Callable[[], bool]) -> InsightStage:
    """Return what counts the weeks, of all brands but competitors."""
    zone, kept = config.digest.timezone, config.retention.mentions
    return InsightStage(db, zone, kept, rivals=config.rivals, stopping=stopping)


def morning_plan(config: Config) -> Mornings:
    """Return when the short word on each day is due, and where it goes."""
    return Mornings(at=config.digest.daily, zone=config.digest.timezone, channels=config.digest.to)


def plan_in_words(plan: Plan) -> str:
    """Say what is planned: `digest on monday 08:00 Europe/London: all brands to cx`."""
    name = f"digest {plan.name}" if plan.name else "digest"
    when = f"{Weekly(weekday=plan.weekday, at=plan.at)} {plan.zone.key}"
    told = (
        f"{about(replace(scope.edition, name=''))} to {', '.join(plan.channels_of(scope))}" for scope in plan.scopes
    )
    return f"{name} on {when}: {'; '.join(told)}"


def _main_scopes(config: Config) -> Iterator[Scope]:
    """One of all brands, and one of each where there are more; where some are named, one of each of these alone."""
    brands = config.digest.brands
    everything = {brand.name for brand in config.brands} - set(config.rivals)
    if everything.issubset(brands):
        yield Scope()
    if len(everything) > 1:
        for brand in brands:
            yield _of_brand(config, Edition(brand=brand))


def _further(config: Config, digest: FurtherDigest) -> Plan:
    return Plan(
        name=digest.name,
        weekday=digest.every.weekday,
        at=digest.every.at,
        zone=digest.timezone or config.digest.timezone,
        scopes=tuple(_scopes(config, digest)),
        channels=digest.to or (config.channels[0].name,),
        rivals=config.rivals,
    )


def _scopes(config: Config, digest: FurtherDigest) -> Iterator[Scope]:
    own = {department.name: department.channel for department in config.departments}
    named = tuple(own) if digest.departments == EVERY else digest.departments
    for department in named or ("",):
        channel = own.get(department)
        channels = (channel,) if channel and not digest.to else ()
        for brand in digest.brands:
            edition = Edition(name=digest.name, brand=brand, department=department)
            yield _of_brand(config, edition, channels)
        if not digest.brands:
            yield Scope(edition=Edition(name=digest.name, department=department), channels=channels)


def _of_brand(config: Config, edition: Edition, channels: tuple[str, ...] = ()) -> Scope:
    heard_by = tuple(source.name for source in config.sources if edition.brand in source.brands)
    return Scope(edition=edition, sources=heard_by, channels=channels)
