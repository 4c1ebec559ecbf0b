"""The pages of a running monitor."""

import threading

from monitor.app import Monitor
from monitor.engines.contract import Engine


def serve_pages(monitor: Monitor, engine: Engine, halt: threading.Event) -> None:
    """Serve the pages in this thread until `halt`."""
    del monitor, engine
    halt.wait()
