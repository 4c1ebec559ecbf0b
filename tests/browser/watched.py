"""A page that is watched: whatever goes wrong in it is remembered, and fails the test that it belongs to."""

from dataclasses import dataclass, field

from playwright.sync_api import ConsoleMessage, Dialog, Page, Request, Response

EYES = """
(() => {
  const tell = (what) => window.__tell(`${location.pathname}${location.search}${location.hash}: ${what}`);
  document.addEventListener("securitypolicyviolation", (event) => {
    tell(`policy: ${event.violatedDirective} forbids ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber}`);
  });
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) {
      const cells = shift.sources.every(({ node }) => (node?.parentElement ?? node)?.closest("table"));
      const least = cells ? 0.01 : 0.001; // while a page comes in, columns find their width, and so does a line
      if (shift.hadRecentInput || shift.value < least) continue;
      const moved = shift.sources.map(({ node }) => node?.outerHTML?.slice(0, 120) ?? "?");
      tell(`layout shift of ${shift.value.toFixed(4)}: ${moved.join(" | ")}`);
    }
  }).observe({ type: "layout-shift", buffered: true });
  for (const name of ["alert", "confirm", "prompt", "print", "open"]) {
    window[name] = (...said) => { tell(`ran: ${name}(${said.join(", ").slice(0, 80)})`); };
  }
})();
"""
"""Runs before anything of the page does, out of reach of its policy."""
_SETTLED = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
"""What was seen of a frame is told after it."""


@dataclass
class Watched:
    """What went wrong in a page at `origin`, in words."""

    page: Page
    origin: str
    troubles: list[str] = field(default_factory=list)

    def begin(self) -> Page:
        """Watch from now on."""
        page = self.page
        page.expose_function("__tell", self._told)
        page.add_init_script(EYES)
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self._note(f"error: {error}"))
        page.on("dialog", self._asked)
        page.on("request", self._went)
        page.on("response", self._answered)
        return page

    def look(self) -> list[str]:
        """Return what went wrong until now."""
        if not self.page.is_closed():
            self.page.evaluate(_SETTLED)
        return list(self.troubles)

    def _told(self, trouble: str) -> None:
        self.troubles.append(trouble)

    def _note(self, trouble: str) -> None:
        self._told(f"{self.page.url.removeprefix(self.origin)}: {trouble}")

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):  # told by the answers
            self._note(f"console: {message.text}")

    def _asked(self, dialog: Dialog) -> None:
        self._note(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _went(self, request: Request) -> None:
        if not request.url.startswith((self.origin, "about:", "data:", "blob:")):
            self._note(f"outside request: {request.url}")

    def _answered(self, response: Response) -> None:
        status, kind = response.status, response.request.resource_type
        if status >= 500 or (status >= 400 and kind != "document"):
            self._note(f"{status} for the {kind} {response.url}")
