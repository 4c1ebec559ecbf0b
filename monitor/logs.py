"""Logs: one line an event, on stderr; never the text of a mention, a token, or an address with a secret."""

import logging
import os
import sys
from pathlib import Path

import structlog

from monitor.config.secrets import without_secrets

_QUIET = ("slack_sdk", "httpx", "httpcore", "apscheduler", "alembic", "uvicorn.access")


def configure(config: Path) -> None:
    """Write readable lines to a terminal, and one JSON document a line to anything else.

    What a bug says of itself may quote anything: the secrets that the file at `config` names are taken out of it.
    """

    def hide(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        if "details" in event:
            event["details"] = without_secrets(str(event["details"]), config=config, environ=os.environ)
        return event

    for name in _QUIET:  # slack_sdk writes message text and the socket's ticket at DEBUG
        logging.getLogger(name).setLevel(logging.WARNING)
    terminal = sys.stderr.isatty()
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer() if terminal else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            hide,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
