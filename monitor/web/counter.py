"""Counter: the desk where answers are written, as the pages know it; what stands behind it is a stage."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from monitor.domain.answer import Answer
from monitor.domain.bulk_answer import Handed, Part
from monitor.domain.case import Case
from monitor.domain.reply import Finding
from monitor.domain.sheet import Sheet
from monitor.store.database import Database, Transaction


class Counter(Protocol):
    """Prepares, checks and takes answers. What cannot be done raises `NotAllowed`; a `key` makes it count once."""

    def sheet(self, tx: Transaction, case_id: int) -> Sheet:
        """Return what is needed to answer a case."""
        ...

    def check(self, sheet: Sheet, text: str, offer: str = "") -> Sequence[Finding]:
        """Return what is wrong with words to a customer, faults first."""
        ...

    def keep(
        self, tx: Transaction, sheet: Sheet, *, text: str, offer: str, by: str, now: datetime, key: str | None = None
    ) -> Answer:
        """Keep words as a draft."""
        ...

    def send(
        self, tx: Transaction, sheet: Sheet, *, text: str, offer: str, by: str, now: datetime, key: str | None = None
    ) -> Answer:
        """Hand an answer on: to a second person where one must approve it, else to be sent."""
        ...

    def there(
        self,
        tx: Transaction,
        sheet: Sheet,
        *,
        text: str,
        offer: str,
        url: str | None,
        by: str,
        now: datetime,
        key: str | None = None,
    ) -> Case:
        """Record that the customer was answered on the platform."""
        ...

    def approve(self, tx: Transaction, answer_id: int, *, by: str, now: datetime) -> Answer:
        """Let an answer be sent."""
        ...

    def reject(self, tx: Transaction, answer_id: int, *, by: str, why: str, now: datetime) -> Answer:
        """Give an answer back to its author, saying why; by its author, take it back."""
        ...


class BulkAnswers(Protocol):
    """Gives one text to many cases, as the pages know it."""

    def parts(self, tx: Transaction, case_ids: Sequence[int], text: str) -> Sequence[Part]:
        """Return what each of these would be told, and what is wrong with that."""
        ...

    def send(
        self, db: Database, case_ids: Sequence[int], *, text: str, by: str, insist: bool, now: datetime, key: str | None
    ) -> Handed:
        """Hand an answer on for each of these, once under the same `key`."""
        ...

    def approve(self, db: Database, case_ids: Sequence[int], *, by: str, now: datetime) -> Handed:
        """Approve what waits for a second person."""
        ...
