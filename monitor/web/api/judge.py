"""The judge: what the sentiment stage alone says of texts."""

from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response
from pydantic import Discriminator, Field, RootModel, Tag

from monitor.documents.judged import MOST, JudgedText, Text
from monitor.domain.access import Permission
from monitor.store.database import Database
from monitor.web.api.answers import shown
from monitor.web.api.asking import said
from monitor.web.api.endpoint import Endpoint
from monitor.web.api.once import Once, Sending
from monitor.web.wiring import JudgeText, Wiring


def _one_or_several(given: Any) -> str:
    return "several" if isinstance(given, list) else "one"


Several = Annotated[list[Text], Field(min_length=1, max_length=MOST)]
Asked = Annotated[Annotated[Text, Tag("one")] | Annotated[Several, Tag("several")], Discriminator(_one_or_several)]
"""A text, or up to 100 of them."""


class Judged(RootModel[JudgedText | list[JudgedText]]):
    """What was found of a text, or of each in their order."""


class Judge:
    """What the address of the judge answers."""

    def __init__(self, db: Database, wiring: Wiring, judge_text: JudgeText) -> None:
        self._once = Once(db, wiring.now)
        self._judge_text = judge_text

    def endpoints(self) -> tuple[Endpoint, ...]:
        """Return where it answers."""
        look = Permission.LOOK
        return (
            Endpoint(
                path="/judge",
                answer=self.judge,
                needs=look,
                tag="judge",
                method="POST",
                takes=Asked,
                example=[{"id": 1, "text": "Still no refund after 3 weeks."}],
                gives=Judged,
            ),
        )

    def judge(self, request: Request, asked: Annotated[Asked, said(Asked)], sent: Sending) -> Response:
        """Judge texts.

        One text, or a list of up to 100; answered alike. It is the sentiment stage alone, as `monitor score`: as if a
        customer said it about us. Nothing is kept.
        """

        def done() -> Response:
            found = [self._judge_text(text) for text in asked] if isinstance(asked, list) else self._judge_text(asked)
            return shown(request, Judged(found))

        return self._once.do(sent, done)
