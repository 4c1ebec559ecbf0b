"""How a picture gets into Slack: an address to send it to, the sending, and the sharing. No HTTP here."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.fake_slack.workspace import ApiError, Workspace


@dataclass(slots=True, kw_only=True)
class File:
    """What was sent, as far as it has come."""

    id: str
    name: str
    length: int
    body: bytes | None = None
    shared: bool = False


@dataclass(slots=True, kw_only=True)
class Files:
    """The uploads of one workspace."""

    workspace: Workspace
    base: Callable[[], str]
    files: dict[str, File] = field(default_factory=dict)

    def address(self, given: dict[str, Any]) -> dict[str, Any]:
        """`files.getUploadURLExternal`."""
        file = File(id=f"F{len(self.files) + 1:08d}", name=given["filename"], length=int(given["length"]))
        self.files[file.id] = file
        return {"file_id": file.id, "upload_url": f"{self.base()}upload/v1/{file.id}"}

    def uploaded(self, path: str, body: bytes) -> tuple[int, str]:
        """A POST to an upload address; the status and what is answered."""
        file = self.files.get(path.rsplit("/", 1)[-1])
        if file is None or len(body) != file.length:
            return 400, "no"
        file.body = body
        return 200, f"OK - {len(body)}"

    def complete(self, given: dict[str, Any]) -> dict[str, Any]:
        """`files.completeUploadExternal`: the file becomes a message, in the channel or in a thread."""
        told = []
        for item in json.loads(given["files"]) if isinstance(given["files"], str) else given["files"]:
            file = self.files.get(item["id"])
            if file is None or file.body is None or file.shared:
                raise ApiError("file_not_found")
            file.shared = True
            told.append({"id": file.id, "title": item.get("title", file.name), "name": file.name})
        if "channel_id" in given:
            self.workspace.share(given["channel_id"], given.get("thread_ts"), told)
        return {"files": told}
