"""A GitHub that lives: issues and comments of one repository, its search, as the API tells them."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.kit.times import parse_time
from tests.connectors.server import Reply, ScriptedServer, Seen, json_reply

REPOSITORY = "acme/app"
ISSUES = f"/repos/{REPOSITORY}/issues"
START = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(kw_only=True)
class FakeGithub:
    """Issues by number and comments by id; without a clock (`now`) one thing happens each minute."""

    issues: dict[int, dict[str, Any]] = field(default_factory=dict)
    comments: dict[int, dict[str, Any]] = field(default_factory=dict)
    minute: int = 0
    complete: bool = True
    now: Callable[[], datetime] | None = None

    def open_issue(self, number: int, body: str = "It is broken", **more: Any) -> None:
        """Open an issue."""
        self.issues[number] = {
            "number": number,
            "title": f"Issue {number}",
            "html_url": f"https://github.com/acme/app/issues/{number}",
            "repository_url": "https://api.github.com/repos/Acme/App",
            "user": {"id": 500, "login": "kim"},
            "author_association": "NONE",
            "body": body,
            **self._now(),
            **more,
        }

    def comment(self, number: int, body: str, **more: Any) -> dict[str, Any]:
        """Comment on an issue; that changes the issue, too."""
        told = self._now()
        made = {
            "id": 9000 + len(self.comments),
            "html_url": f"https://github.com/acme/app/issues/{number}#c",
            "issue_url": f"https://api.github.com/repos/Acme/App/issues/{number}",
            "user": {"id": 501, "login": "lee"},
            "author_association": "NONE",
            "body": body,
            **told,
            **more,
        }
        self.comments[made["id"]] = made
        self.issues[number]["updated_at"] = told["updated_at"]
        return made

    def edit(self, item: dict[str, Any], body: str) -> None:
        """Change the words of an issue or a comment."""
        item |= {"body": body, "updated_at": self._now()["updated_at"]}

    def open(self, server: ScriptedServer) -> None:
        """Answer on `server`."""
        server.always(self.answer)

    def answer(self, seen: Seen) -> Reply:
        """Return what GitHub says to a request."""
        found: Any
        match seen.path.removeprefix(f"/repos/{REPOSITORY}").strip("/").split("/"):
            case ["issues"]:
                found = _listed(self.issues.values(), seen)
            case ["issues", "comments"]:
                found = _listed(self.comments.values(), seen)
            case ["issues", "comments", number]:
                found = self.comments.get(int(number))
            case ["issues", number, "comments"] if seen.method == "POST":
                found = self.comment(int(number), json.loads(seen.body)["body"], author_association="MEMBER")
            case ["issues", number, "comments"]:
                mine = [one for one in self.comments.values() if one["issue_url"].endswith(f"/{number}")]
                found = _listed(mine, seen)
            case ["issues", number]:
                found = self.issues.get(int(number))
            case ["search", "issues"]:
                found = self._search(seen)
            case rest:
                found = {"full_name": "Acme/App"} if rest == [""] else None
        missing = 404 if "comments" in seen.path else 410
        return json_reply({"message": "Not Found"}, missing) if found is None else json_reply(found)

    def _search(self, seen: Seen) -> dict[str, Any]:
        bound = re.search(r"updated:<=(\S+)", seen.query["q"])
        items = [one for one in self.issues.values() if not bound or one["updated_at"] <= bound[1]]
        newest = sorted(items, key=lambda one: one["updated_at"], reverse=True)[:100]
        return {"total_count": len(items), "incomplete_results": not self.complete, "items": newest}

    def _now(self) -> dict[str, str]:
        self.minute += 1
        at = f"{self.now() if self.now else START + timedelta(minutes=self.minute):%Y-%m-%dT%H:%M:%SZ}"
        return {"created_at": at, "updated_at": at}


def _listed(items: Any, seen: Seen) -> list[dict[str, Any]]:
    since, size = seen.query.get("since", ""), int(seen.query["per_page"])
    number = int(seen.query["page"])
    assert not since or parse_time(since)
    found = sorted((item for item in items if item["updated_at"] >= since), key=lambda item: item["updated_at"])
    ordered = found[::-1] if seen.query.get("direction") == "desc" else found
    return ordered[(number - 1) * size : number * size]
