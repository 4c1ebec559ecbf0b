"""The digest in a real browser: nothing runs, and nothing sticks out, on a telephone as on a desk."""

import re
import subprocess
from html import escape
from pathlib import Path

import pytest

from monitor.domain.spoken import Spoken
from monitor.wording.digest.page import document, letter
from tests.browser.chromium import installed
from tests.wording.digest.test_page import BASE, DAYS, HOSTILE, saying

WIDTHS = (320, 390, 1280)
MEASURED = """
<script>
onload = () => {
  const shown = [...document.querySelectorAll("iframe")].map(frame => {
    const page = frame.contentDocument.documentElement;
    return page.scrollWidth - page.clientWidth;
  });
  document.title = `over ${shown.join(" ")} ran ${window.ran || 0}`;
};
</script>
"""


@pytest.mark.soak
@pytest.mark.parametrize("made", ["as it is", "hostile"])
def test_it_fits_every_screen_and_runs_nothing(made: str, tmp_path: Path) -> None:
    browser = installed()
    if browser is None:
        pytest.skip("no Chromium is installed")
    attack = f"{HOSTILE}<script>parent.ran=1</script><img src=x onerror=parent.ran=1>"
    figures, said = (DAYS, "Nobody called.") if made == "as it is" else (saying(attack), attack)
    quotes = Spoken(cases={17: said})
    pages = (document(figures, base_url=BASE, quotes=quotes), letter(figures, base_url=BASE).html)
    frames = "".join(
        f'<iframe style="border:0;width:{width}px;height:900px" srcdoc="{escape(page)}"></iframe>'
        for page in pages
        for width in WIDTHS
    )
    file = tmp_path / "page.html"
    file.write_text(f"<!doctype html><meta charset=utf-8>{MEASURED}{frames}", "utf-8")
    options = ("--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'chromium'}", "--dump-dom")
    shown = subprocess.run([browser, *options, file.as_uri()], check=True, capture_output=True, timeout=120).stdout
    [told] = re.findall(r"<title>(over [^<]*)</title>", shown.decode())
    assert told == f"over {' '.join(['0'] * len(WIDTHS) * len(pages))} ran 0"
