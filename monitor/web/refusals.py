"""Refusals: what is answered where a page cannot be shown."""

from urllib.parse import quote, urlencode

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from monitor.store.cases import NoSuchCase
from monitor.store.database import StoreError
from monitor.store.incidents import NoSuchIncident
from monitor.store.mention_files import NoSuchMention
from monitor.store.views import NoSuchView
from monitor.web.api.problem import API, Kind, Refusal
from monitor.web.digests import NoSuchDigest
from monitor.web.filters import Unknown, WrongFilter
from monitor.web.forms import TooLarge
from monitor.web.gate import SAFE, Asked, NotAllowed, NotSignedIn, StrangeForm
from monitor.web.rendering import Renderer
from monitor.web.signing import LOGIN
from monitor.wording import access, pages
from monitor.wording import api as api_words
from monitor.wording import filters as filter_words


class Refusals:
    """What is said instead of a page."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def add_to(self, app: FastAPI) -> None:
        """Let `app` say it."""
        for error in (HTTPException, Unknown, NoSuchCase, NoSuchIncident, NoSuchDigest, NoSuchMention, NoSuchView):
            app.add_exception_handler(error, self.missing)
        app.add_exception_handler(WrongFilter, self.wrong_filter)
        app.add_exception_handler(StoreError, self.no_answer)
        app.add_exception_handler(NotSignedIn, self.not_signed_in)
        app.add_exception_handler(NotAllowed, self.not_allowed)
        app.add_exception_handler(StrangeForm, self.strange)
        app.add_exception_handler(TooLarge, self.too_large)

    def missing(self, request: Request, error: Exception) -> Response:
        """Say that there is no such page; below the interface for programs, in its form."""
        if request.url.path.startswith(f"{API}/"):
            return Refusal(Kind.NOT_FOUND, api_words.NO_SUCH_ADDRESS).told()
        status = error.status_code if isinstance(error, HTTPException) else 404
        return self._told(request, status, pages.NOT_THERE)

    def wrong_filter(self, request: Request, error: Exception) -> Response:
        """Say which filter is wrong and what it may be, with a link to the page without it."""
        name = error.name if isinstance(error, WrongFilter) else ""
        rest = urlencode([(key, value) for key, value in request.query_params.multi_items() if key != name])
        path = request.url.path.removeprefix(request.scope.get("root_path", ""))
        # A form's address shows no page: its list does.
        path = path if request.method in SAFE else f"/{path.split('/')[1]}"
        back = (f"{path}?{rest}" if rest else path, filter_words.WITHOUT)
        return self._told(request, 400, (filter_words.TITLE, str(error)), back)

    def no_answer(self, request: Request, _error: Exception) -> Response:
        """Say that the store does not answer now."""
        return self._told(request, 503, pages.NO_ANSWER)

    def not_signed_in(self, request: Request, _error: Exception) -> Response:
        """Lead a person to the login, and back from there; a program and a script are told."""
        if "authorization" in request.headers:
            return JSONResponse({"title": "this token works no longer"}, 401, {"WWW-Authenticate": "Bearer"})
        wanted = request.url.path.removeprefix(request.scope.get("root_path", ""))
        asked = f"{wanted}?{request.url.query}" if request.url.query else wanted
        login = f"{LOGIN}?next={quote(asked, safe='/')}" if request.method in SAFE and asked != "/" else LOGIN
        if request.headers.get("hx-request") == "true":
            return Response(status_code=401, headers={"HX-Redirect": self._renderer.at(login)})
        return RedirectResponse(login, 303)

    def not_allowed(self, request: Request, error: Exception) -> Response:
        """Say why somebody may not do that."""
        asked: Asked = request.state.asked
        why = access.not_allowed(error.permission, asked.viewer.role) if isinstance(error, NotAllowed) else ""
        return self._told(request, 403, (access.NOT_ALLOWED, why))

    def strange(self, request: Request, _error: Exception) -> Response:
        """Say that a form was not ours."""
        return self._told(request, 403, access.STRANGE)

    def too_large(self, request: Request, _error: Exception) -> Response:
        """Say that too much was sent."""
        return self._told(request, 413, access.TOO_LARGE)

    def _told(
        self, request: Request, status: int, words: tuple[str, str], back: tuple[str, str] = ("/cases", pages.BACK)
    ) -> Response:
        title, text = words
        return self._renderer.page(request, "missing.html", status, title=title, text=text, back=back)
