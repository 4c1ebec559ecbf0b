"""A Zendesk that lives: tickets are rated, by survey or the legacy way, change, are answered and deleted."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.connectors.contract import NOW
from tests.connectors.server import Reply, ScriptedServer, Seen, json_reply

NOT_FOUND = {"error": "RecordNotFound", "description": "Not found"}
CLOSED = {"error": "RecordInvalid", "details": {"status": [{"description": "Status: closed prevents ticket update"}]}}
CONFLICT = {"error": "UpdateConflict", "description": "Safe Update prevented the update due to outdated ticket data"}
AGENT, CUSTOMER = 7, 40


@dataclass(kw_only=True)
class FakeZendesk:
    """Tickets by id, what was said of each, and what was written in it. `page` is the most that a list holds.

    Without a clock (`now`) a ticket is rated so many minutes before `NOW` as its number is below 1,000.
    """

    tickets: dict[int, dict[str, Any]] = field(default_factory=dict)
    said: dict[int, dict[str, Any]] = field(default_factory=dict)
    comments: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    page: int = 100
    now: Callable[[], datetime] | None = None
    lost: bool = False
    """Whether it no longer knows the pages that it gave out."""
    tokens: int = 0

    def rate(self, number: int, text: str = "Nobody helped me", *, score: str = "bad", late: float = 0) -> None:
        """Let the customer of ticket `number` say what they think; `late` days after they were asked."""
        at = self._at(number)
        asked = (datetime.fromisoformat(at) - timedelta(days=late)).isoformat()
        self.tickets[number] = {
            "id": number,
            "status": "solved",
            "updated_at": at,
            "requester_id": CUSTOMER,
            "raw_subject": f"Subject {number}",
        }
        self.comments.setdefault(number, [])
        self.said[number] = {"score": score, "comment": text, "asked": asked, "created_at": at, "updated_at": at}

    def change(self, number: int, text: str, *, score: str = "bad") -> None:
        """Let a customer change what they said."""
        self.said[number] |= {"score": score, "comment": text, "updated_at": self._at(1000)}

    def write(self, number: int, text: str, *, by: int = AGENT, public: bool = True) -> dict[str, Any]:
        """Write a comment in a ticket."""
        name = 9000 + sum(len(those) for those in self.comments.values())
        made = {"id": name, "author_id": by, "public": public, "body": text, "plain_body": text}
        made["created_at"] = self._at(1001)
        self.comments[number].append(made)
        self.tickets[number]["updated_at"] = f"{made['created_at']}#{name}"
        return made

    def open(self, server: ScriptedServer) -> None:
        """Answer on `server`."""
        server.always(self.answer)
        self.grant(server)

    def grant(self, server: ScriptedServer) -> None:
        """Give out tokens on `server`."""
        server.script("/oauth/tokens", self._grant)

    def answer(self, seen: Seen) -> Reply:
        """Return what it says to a request."""
        if seen.headers.get("authorization", "").startswith("Bearer ") and not self._is_valid(seen):
            return json_reply({"error": "invalid_token"}, 401)
        match seen.path.removesuffix(".json").strip("/").split("/")[2:]:
            case ["satisfaction_ratings"]:
                told = self._list(seen, "satisfaction_ratings", self._ratings(seen))
            case ["satisfaction_ratings", number]:
                told = json_reply({"satisfaction_rating": self._rating(int(number) - 5000)})
            case ["guide", "survey_responses"]:
                told = self._list(seen, "survey_responses", self._responses(seen))
            case ["tickets", "show_many"]:
                wanted = [int(name) for name in seen.query["ids"].split(",")]
                there = [self._ticket(name) for name in wanted if name in self.tickets]
                told = json_reply({"tickets": there, "users": [{"id": CUSTOMER, "name": "Sam", "role": "end-user"}]})
            case ["tickets", name, *rest] if name.isdecimal() and int(name) in self.tickets:
                told = self._of_ticket(seen, int(name), rest)
            case _:
                told = json_reply(NOT_FOUND, 404)
        return told

    def _of_ticket(self, seen: Seen, number: int, rest: list[str]) -> Reply:
        if rest == ["comments"]:
            users = [{"id": AGENT, "name": "Kim", "role": "agent"}, {"id": CUSTOMER, "name": "Sam", "role": "end-user"}]
            return json_reply({"comments": self.comments[number][::-1], "users": users})
        if seen.method == "PUT":
            return self._updated(number, json.loads(seen.body)["ticket"])
        return json_reply({"ticket": self._ticket(number)})

    def _updated(self, number: int, change: dict[str, Any]) -> Reply:
        ticket = self.tickets[number]
        if ticket["status"] == "closed":
            return json_reply(CLOSED, 422)
        if change["safe_update"] and change["updated_stamp"] != ticket["updated_at"]:
            return json_reply(CONFLICT, 409)
        made = self.write(number, change["comment"]["body"], public=change["comment"]["public"])
        event = {"id": made["id"], "type": "Comment", "public": made["public"], "body": made["body"]}
        return json_reply({"ticket": ticket, "audit": {"created_at": made["created_at"], "events": [event]}})

    def _ticket(self, number: int) -> dict[str, Any]:
        said = self.said.get(number)
        state = {"score": said["score"], "id": number + 5000} if said else {"score": "unoffered"}
        return {**self.tickets[number], "satisfaction_rating": state}

    def _ratings(self, seen: Seen) -> list[dict[str, Any]]:
        since, score = float(seen.query["start_time"]), seen.query["score"]
        wanted = [number for number, said in self.said.items() if score in ("received", said["score"])]
        return [self._rating(number) for number in wanted if _seconds(self.said[number]["updated_at"]) >= since]

    def _rating(self, number: int) -> dict[str, Any]:
        said = {name: value for name, value in self.said[number].items() if name != "asked"}
        return {**said, "id": number + 5000, "ticket_id": number, "requester_id": CUSTOMER}

    def _responses(self, seen: Seen) -> list[dict[str, Any]]:
        names = seen.query.get("filter[subject_zrns]")
        if names is not None:
            return [self._response(int(name.split(":")[-1])) for name in names.split(",")]
        since = float(seen.query["filter[created_at_start]"]) / 1000
        return [self._response(number) for number, said in self.said.items() if _seconds(said["asked"]) >= since]

    def _response(self, number: int) -> dict[str, Any]:
        said = self.said[number]
        times = {"created_at": said["created_at"], "updated_at": said["updated_at"]}
        stars = 1 if said["score"] == "bad" else 5
        scale = {"type": "rating_scale", "rating": stars, "rating_category": said["score"], **times}
        words = {"type": "open_ended", "value": said["comment"], **times}
        skipped = {"type": "skipped", **times}
        subject = [f"zen:conversation:{number}", f"zen:ticket:{number}"]
        answers = [scale, words if said["comment"] else skipped]
        return {"id": f"01J{number}", "answers": answers, "responder_id": CUSTOMER, "subject_zrns": subject}

    def _list(self, seen: Seen, name: str, items: list[dict[str, Any]]) -> Reply:
        token, size = seen.query.get("page[after]"), min(self.page, int(seen.query["page[size]"]))
        if token and self.lost:
            self.lost = False
            return json_reply({"error": "InvalidPaginationParameter"}, 400)
        first = int(token or 0)
        more = len(items) > first + size
        meta = {"has_more": more, "after_cursor": str(first + size) if items else None}
        return json_reply({name: items[first : first + size], "meta": meta})

    def _grant(self, seen: Seen) -> Reply:
        self.tokens += 1
        return json_reply({"access_token": f"token-{self.tokens}-canary", "expires_in": 7200, "token_type": "bearer"})

    def _is_valid(self, seen: Seen) -> bool:
        return seen.headers["authorization"] == f"Bearer token-{self.tokens}-canary"

    def _at(self, number: int) -> str:
        return (self.now() if self.now else NOW + timedelta(minutes=min(number, 1001) - 1000)).isoformat()


def _seconds(at: str) -> float:
    return datetime.fromisoformat(at).timestamp()
