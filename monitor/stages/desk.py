"""The desk: where an answer to a case is prepared, checked and handed on, by a press or from the command line."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.domain import answer as steps
from monitor.domain.act import NotAllowed, Respond
from monitor.domain.answer import Answer, AnswerState, Obstacle
from monitor.domain.case import LIVE_STATES, Case, CaseFile, Dismissal, EventKind
from monitor.domain.delivery import DeliveryKind, Draft
from monitor.domain.money import Money, parse
from monitor.domain.playbook import Filling, Playbook, choose, suggestion, without_offers
from monitor.domain.reply import Bounds, Finding, Words, check, offers_in
from monitor.domain.score import Topic
from monitor.domain.sheet import Sheet
from monitor.store import answered, answers, case_files, cases, incident_figures, outbox_subjects
from monitor.store.database import Transaction
from monitor.wording import answer_ends as ends
from monitor.wording import answers as wording
from monitor.wording.playbooks import shipped


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a company's configuration says of answering.

    `playbooks` are its own ones; `statement` is what alone is suggested in a crisis. `sending` are the sources that
    send answers, with the most characters of each. `asking` are the departments in which a second person approves.
    `contacts` are our own addresses, by brand. `personal` and `abuse` name what of that kind is in a text. `fallback`
    is the channel that is asked for an approval where the alert of a case stands in none.
    """

    playbooks: Callable[[Transaction], Sequence[Playbook]]
    statement: Callable[[Transaction], str | None]
    sending: Mapping[str, int | None]
    asking: Callable[[Transaction], frozenset[str]]
    contacts: Mapping[str, tuple[str, ...]]
    personal: Callable[[str], tuple[str, ...]]
    abuse: Callable[[str], tuple[str, ...]]
    fallback: Callable[[Transaction, Case], str]


class Desk:
    """Prepares, checks and takes answers. Raises `NotAllowed` with words for the person."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    def sheet(self, tx: Transaction, case_id: int) -> Sheet:
        """Return what is needed to answer a case. Raises `NoSuchCase`."""
        return self.sheet_of(tx, case_files.file(tx, case_id))

    def sheet_of(self, tx: Transaction, file: CaseFile, *, alone: bool = True) -> Sheet:
        """Return what is needed to answer a case: without what others were told where it is not answered `alone`."""
        policy, case, case_id = self._policy, file.case, file.case.id
        source = next((name for name in answers.heard_by(tx, case.mention_id) if name in policy.sending), None)
        playbook = _playbook(policy.playbooks(tx), file, _trouble(tx, file))
        longest = policy.sending[source] if source else None
        kept, statement = answers.unfinished(tx, case_id), policy.statement(tx)
        suggested = statement or suggestion(playbook.reply, self._filling(file), longest=longest)
        return Sheet(
            file=file,
            playbook=replace(playbook, reply=statement, language=None) if statement else playbook,
            bounds=Bounds(longest=longest, offer=playbook.offer or Bounds().offer, offered=_offered(file)),
            source=source,
            approval=(case.department in policy.asking(tx)) if playbook.approval is None else playbook.approval,
            pending=answers.pending(tx, case_id),
            text=kept.text if kept and not statement else suggested,
            kept=kept,
            suggested=suggested,
            said=() if statement or not alone else tuple(answers.lately_said(tx, case)),
        )

    def filled(self, sheet: Sheet, text: str) -> str:
        """Return a text with its holes filled for the customer of this case; nothing is cut."""
        return suggestion(text, self._filling(sheet.file))

    def check(self, sheet: Sheet, text: str, offer: str = "") -> tuple[Finding, ...]:
        """Return what is wrong with words to a customer, faults first."""
        return check(self._words(sheet, text, offer), sheet.bounds)

    def keep(
        self, tx: Transaction, sheet: Sheet, *, text: str, offer: str, by: str, now: datetime, key: str | None = None
    ) -> Answer:
        """Keep words as a draft: they stand in the form when it is opened again. `key` is that of the event."""
        _refuse_closed(sheet)
        draft = self._answer(sheet, AnswerState.DRAFT, text, offer, by, now)
        return answered.begin(tx, sheet.case, draft, now, key=key)

    def send(
        self, tx: Transaction, sheet: Sheet, *, text: str, offer: str, by: str, now: datetime, key: str | None = None
    ) -> Answer:
        """Hand an answer on: to a second person where one must approve it, else to be sent. `key` is the event's."""
        _refuse_closed(sheet)
        case = sheet.case
        if sheet.pending is not None:
            standing = wording.STANDS[sheet.pending.state]
            raise NotAllowed(ends.ON_ITS_WAY.format(by=sheet.pending.by, case=case.public_id, standing=standing))
        if sheet.source is None:
            raise NotAllowed(ends.NOT_FROM_HERE.format(case=case.public_id))
        state = AnswerState.WAITING if sheet.approval else AnswerState.APPROVED
        made = answered.begin(tx, case, self._answer(sheet, state, text, offer, by, now), now, key=key)
        if state is AnswerState.WAITING:
            self.tell(tx, made, case, now)
        return made

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
        """Record that the customer was answered on the platform; an answer that waits here is withdrawn."""
        waiting = sheet.pending
        if waiting is not None and waiting.state in {AnswerState.SENDING, AnswerState.DOUBTFUL}:
            raise NotAllowed(ends.BEING_SENT.format(by=waiting.by, case=sheet.case.public_id))
        if waiting is not None:
            after, event = steps.withdrawn(waiting, by=by, why=ends.REPLACED, now=now)
            answered.tell(tx, waiting, after, [event], now)
        cases.act(tx, sheet.case.id, Respond(text=text, url=url), by=by, now=now, key=key)
        sums = tuple(map(str, offers_in(self._words(sheet, text, offer), sheet.bounds)))
        return answered.offer(tx, sheet.case.id, sums, said=offer, by=by, now=now)

    def approve(self, tx: Transaction, answer_id: int, *, by: str, now: datetime) -> Answer:
        """Let an answer be sent, where it is still right to send it."""
        answer = answers.get(tx, answer_id)
        after, event = steps.approve(answer, by=by, now=now)
        if stop := obstacle(tx, answer):
            raise NotAllowed(ends.STILL_WRONG.format(faults=ends.OBSTACLES[stop]))
        sheet = self.sheet(tx, answer.case_id)
        wrong = [one for one in self.check(sheet, answer.text, answer.offer) if not one.is_hint]
        if wrong:
            raise NotAllowed(ends.STILL_WRONG.format(faults="; ".join(map(wording.flaw, wrong))))
        answered.tell(tx, answer, after, [event], now)
        return after

    def reject(self, tx: Transaction, answer_id: int, *, by: str, why: str, now: datetime) -> Answer:
        """Give an answer back to its author, saying why; by its author, take it back."""
        answer = answers.get(tx, answer_id)
        after, event = steps.reject(answer, by=by, why=why, now=now)
        answered.tell(tx, answer, after, [event], now)
        return after

    def hints(self, tx: Transaction, answer: Answer) -> str:
        """Return what whoever approves an answer should read first."""
        return wording.faults(self.check(self.sheet(tx, answer.case_id), answer.text, answer.offer))

    def tell(self, tx: Transaction, answer: Answer, case: Case, now: datetime) -> None:
        """Have the channels that show the case told how its answer stands, in its thread."""
        shown: Mapping[str, int | None] = outbox_subjects.alerts(tx, case.id) or {self._policy.fallback(tx, case): None}
        for channel, alert in shown.items():
            draft = Draft(
                key=f"{answers.subject(answer.id)}:{channel}",
                channel=channel,
                kind=DeliveryKind.ANSWER,
                told_at=now,
                due_at=now,
                subject=answers.subject(answer.id),
                thread_of=alert,
            )
            outbox_subjects.tell(tx, draft)

    def _answer(self, sheet: Sheet, state: AnswerState, text: str, offer: str, by: str, now: datetime) -> Answer:
        words = self._words(sheet, text, offer)
        return Answer(
            id=0,
            case_id=sheet.case.id,
            mention_id=sheet.case.mention_id,
            source=sheet.source or sheet.file.source,
            state=state,
            text=words.text.strip(),
            by=by,
            written_at=now,
            revision=sheet.file.revision,
            offer=offer.strip(),
            sums=tuple(map(str, offers_in(words, sheet.bounds))),
        )

    def _words(self, sheet: Sheet, text: str, offer: str) -> Words:
        """Our own addresses and numbers are nobody's personal data."""
        strange = text
        for contact in self._policy.contacts.get(sheet.case.brand, ()):
            strange = re.sub(re.escape(contact), "", strange, flags=re.IGNORECASE)
        return Words(
            text=text,
            private=offer,
            personal=self._policy.personal(strange),
            abuse=self._policy.abuse(text),
            said=sheet.said,
        )

    def _filling(self, file: CaseFile) -> Filling:
        contacts = self._policy.contacts.get(file.case.brand, ())
        return Filling(
            name=file.mention.author.name,
            brand=file.case.brand,
            place=file.mention.place,
            contact=contacts[0] if contacts else None,
        )


def obstacle(tx: Transaction, answer: Answer) -> Obstacle | None:
    """Return why an answer should not be sent any more, as the world stands now."""
    file = case_files.file(tx, answer.case_id)
    if file.gone:
        return Obstacle.GONE
    if file.case.state not in LIVE_STATES:
        return Obstacle.OVER
    if file.revision != answer.revision:
        return Obstacle.EDITED
    return Obstacle.ANSWERED if answers.answered_since(tx, answer) else None


def waiting_for(tx: Transaction, case_id: int) -> Answer:
    """Return the answer to a case that waits for a second person. Raises `NotAllowed` where none does."""
    found = answers.pending(tx, case_id)
    if found is None or found.state is not AnswerState.WAITING:
        raise NotAllowed(ends.NOTHING_WAITS.format(case=f"C-{case_id}"))
    return found


def _trouble(tx: Transaction, file: CaseFile) -> Topic:
    """What is to be answered: in an incident what most of its cases are about, and not what one of them names beside.

    A critical case is answered as what it is, and so is one whose topic a person set.
    """
    own = file.case.topic
    if file.incident is None or file.critical or any(event.kind is EventKind.TOPIC for event in file.events):
        return own
    found = incident_figures.topics(tx, file.incident)
    most = max(found, key=lambda topic: found[topic], default=own)
    return most if found.get(most, 0) > found.get(own, 0) else own


def _playbook(own: Sequence[Playbook], file: CaseFile, topic: Topic) -> Playbook:
    """Where a case was ever set aside as extortion, nothing is offered."""
    found = choose(own, shipped(), topic=topic, brand=file.case.brand, language=file.spoken)
    dismissed = [event.became for event in file.events if event.kind is EventKind.DISMISSED]
    return without_offers(found) if Dismissal.EXTORTION in dismissed else found


def _offered(file: CaseFile) -> tuple[Money, ...]:
    return tuple(parse(event.became or "") for event in file.events if event.kind is EventKind.OFFERED)


def _refuse_closed(sheet: Sheet) -> None:
    if sheet.case.state not in LIVE_STATES:
        raise NotAllowed(f"{sheet.case.public_id} cannot be answered: it is {sheet.case.state}; open it again first")
