"""The source that a command names."""

from monitor.cli.failure import WRONG, CommandError
from monitor.config.nearest import suggestion
from monitor.config.problem import quoted
from monitor.config.routing import Source
from monitor.config.schema import Config


def source_called(config: Config, name: str) -> Source:
    """Return the configured source of that name. Raises `CommandError`, naming the nearest one."""
    known = {source.name: source for source in config.sources}
    if name not in known:
        remedy = suggestion(name, known, none="add it to `sources`")
        raise CommandError(f"there is no source {quoted(name)}; {remedy}", code=WRONG)
    return known[name]
