"""Accessibility, as axe-core finds it: WCAG 2.2 A and AA, and what is good practice beside it."""

from functools import cache
from importlib.resources import files

from playwright.sync_api import Page

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_RUN = """
([rules, exclude]) => axe.run({ exclude }, { runOnly: { type: "tag", values: rules }, resultTypes: ["violations"] })
  .then(({ violations }) => violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, any }) => `${id}: ${html.slice(0, 160)} ${any[0]?.message ?? ""}`)))
"""


def violations(page: Page, leave_out: str = "") -> list[str]:
    """Return what axe-core finds on a page, each with the element and why. `leave_out` selects what it does not ask."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())
    return list(page.evaluate(_RUN, [list(RULES), [leave_out] if leave_out else []]))


@cache
def _axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
