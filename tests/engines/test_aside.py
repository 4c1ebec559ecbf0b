"""Work aside: a process of its own that ends by itself, or when it must."""

import sys
import threading
import time
from pathlib import Path

import pytest

from monitor.engines import aside
from monitor.engines.aside import Aside

FOR_EVER = "import time; time.sleep(600)"


def python(code: str, stop: threading.Event) -> Aside:
    return Aside([sys.executable, "-c", code], wait=stop.wait, stopping=stop.is_set)


def test_it_is_run_to_its_end_with_what_it_is_told(tmp_path: Path) -> None:
    code = f"import sys, pathlib; pathlib.Path({str(tmp_path / 'said')!r}).write_text(' '.join(sys.argv[1:]))"
    assert python(code, threading.Event())("--part", "3/16")
    assert (tmp_path / "said").read_text() == "--part 3/16"


def test_it_is_cut_off_when_the_service_stops() -> None:
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    began = time.monotonic()
    assert not python(FOR_EVER, stop)()
    assert time.monotonic() - began < aside.END_WITHIN


def test_after_one_that_failed_comes_a_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    rests: list[float] = []
    stop = threading.Event()
    failing = Aside(
        [sys.executable, "-c", "raise SystemExit(3)"],
        wait=lambda seconds: (rests.append(seconds), stop.wait(min(seconds, 0.05)))[0],
        stopping=stop.is_set,
    )
    assert not failing()
    assert rests[-1] == aside.REST_AFTER_FAILURE
