"""Load: `config.yaml` read and validated, with everything that is wrong told at once."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import ValidationError

from monitor.config.fields import without_nulls
from monitor.config.kinds import ChannelKind, Kinds, SourceKind
from monitor.config.looking import Brands, Reads
from monitor.config.parts import Written, read_channels, read_sources
from monitor.config.problem import ConfigError, Problem
from monitor.config.reading import Reading
from monitor.config.routing import Channel, Department, Source
from monitor.config.rules import check_rules
from monitor.config.schema import Config
from monitor.config.secrets import read_secrets
from monitor.config.telling import tell
from monitor.config.text import read_text
from monitor.config.tree import Scalar, TreeError, read_tree


def load(
    path: Path,
    *,
    source_kinds: Kinds[SourceKind],
    channel_kinds: Kinds[ChannelKind],
    environ: Mapping[str, str],
    reads: Reads = str,
) -> Config:
    """Return what the file at `path` says, its secrets taken from `environ` and from `.env` beside it.

    `reads` raises `ValueError` of a query that is none. Only the kinds that are used are asked for. Raises
    `ConfigError` with all problems, in the order of the file.
    """
    reading = _open(path, environ)
    written = reading.values()
    if not isinstance(written, dict):
        reading.add((), "keys with values belong here", "begin with `brands:`; `monitor init` writes an example")
        raise ConfigError(tuple(reading.problems))
    sources = read_sources(reading, written, source_kinds, Brands.of(written, reads))
    channels = read_channels(reading, written, channel_kinds)
    config = _config(reading, written, sources, channels, reads)
    check_rules(reading, written)
    if config is None or reading.problems:
        raise ConfigError(tuple(sorted(reading.problems, key=lambda found: (found.line or 0, found.column or 0))))
    return with_defaults(config)


def with_defaults(config: Config) -> Config:
    """Return `config` with what is left out: names of the first channel and of all brands, times of the whole."""
    first = config.channels[0].name
    to = config.digest.to or (first,)
    brands = config.digest.brands or tuple(brand.name for brand in config.brands if not brand.competitor)
    zone = config.digest.timezone if "timezone" in config.digest.model_fields_set else config.timezone
    departments = (department_with_defaults(config, each) for each in config.departments)
    digests = (each.model_copy(update={"timezone": each.timezone or zone}) for each in config.digests)
    channels = (
        each.model_copy(update={"timezone": each.timezone or config.timezone})
        for each in (*config.channels, *_by_mail(config))
    )
    return config.model_copy(
        update={
            "operators": config.operators or first,
            "digest": config.digest.model_copy(update={"to": to, "brands": brands, "timezone": zone}),
            "digests": tuple(digests),
            "departments": tuple(departments),
            "channels": tuple(channels),
        }
    )


def _by_mail(config: Config) -> Iterator[Channel]:
    """Yield a channel for each address that a digest goes to: the first mail server that there is, to that address."""
    named = {channel.name for channel in config.channels}
    wanted = dict.fromkeys((*config.digest.to, *(name for digest in config.digests for name in digest.to)))
    server = next((channel for channel in config.channels if channel.kind == "email"), None)
    for address in wanted:
        if server is not None and address not in named:
            settings = server.settings.model_copy(update={"to": (address,)})
            yield server.model_copy(update={"name": address, "settings": settings})


def department_with_defaults(config: Config, written: Department) -> Department:
    """Return a department with what it leaves out: the first channel, and the times of the whole."""
    return written.model_copy(
        update={
            "channel": written.channel or config.channels[0].name,
            "hours": written.hours or config.hours,
            "timezone": written.timezone or config.timezone,
            "holidays": config.holidays if written.holidays is None else written.holidays,
        }
    )


def _open(path: Path, environ: Mapping[str, str]) -> Reading:
    text = read_text(path)
    secrets = read_secrets(path.parent, environ)
    wrong = tuple(found for found in (text, secrets) if isinstance(found, Problem))
    if isinstance(text, Problem) or isinstance(secrets, Problem):
        raise ConfigError(wrong)
    try:
        root = read_tree(text)
    except TreeError as error:
        line, column = (error.mark.line, error.mark.column) if error.mark else (None, None)
        problem = Problem(file=str(path), line=line, column=column, message=str(error), remedy=error.remedy)
        raise ConfigError((problem,)) from error
    if isinstance(root, Scalar) and root.text is None:
        raise ConfigError((Problem(file=str(path), message="is empty", remedy="`monitor init` writes an example"),))
    return Reading(file=str(path), root=root, secrets=secrets)


def _config(
    reading: Reading, written: Written, sources: list[Source], channels: list[Channel], reads: Reads
) -> Config | None:
    """Validate the whole, of the sources and channels those that are right."""
    read = {"sources": sources, "channels": channels}
    whole = without_nulls(written, Config) | {key: read[key] for key in read if isinstance(written.get(key), list)}
    try:
        return Config.model_validate(whole, context={"reads": reads})
    except ValidationError as error:
        tell(reading, error, model=Config, at=())
        return None
