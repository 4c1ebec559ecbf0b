"""What the page of a case says where it is answered: the form, what is wrong with its words, how an answer stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from monitor.domain.answer import PENDING, Answer, AnswerState
from monitor.domain.case import LIVE_STATES
from monitor.domain.playbook import length
from monitor.domain.reply import Finding
from monitor.domain.sheet import Sheet
from monitor.wording import names
from monitor.wording.answers import STANDS, allowed, flaw, standing, whose_words

REPLY, ANSWER, OFFERED, WHERE = "Reply", "Answer", "Offered in private", "Where you answered"
OFFERED_HINT, WHERE_HINT = "Customers do not see it; name its worth", "The address of your answer there, if it has one"
CHECK, KEEP, THERE, SUGGEST = "Check", "Keep as a draft", "I have answered there", "Take the playbook's text"
SEND, ASK, INSIST, AGAIN = "Send", "Ask for approval", "Send it as it is", "Send it again"
COPY, COPIED = "Copy", "Copied"
HINT = "Better not: "
NOTHING_WRONG = "Nothing is wrong with it."
PLAYBOOK, MAY_OFFER, DO, AVOID = "Playbook", "May be offered", "Do", "Avoid"
NEVER_FOR_A_REVIEW = "Never for a changed review."
APPROVE, REJECT, TAKE_BACK, WHY = "Approve and send", "Reject", "Take it back", "What should be different"
NO_REASON = "Say what should be different: the author reads it."
NO_PROGRAM = "A second person approves an answer, and no program."
NOT_THAT_ONE = "What this was about is not there any more: look at how it stands now."
ELSEWHERE = "Was it answered elsewhere?"
THREAD, OF_OURS, WRITTEN, SEE_IT = "The conversation", "ours", "written by", "See it there"
THIS, THE_CUSTOMER, SOMEBODY = "this complaint", "the customer", "somebody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Something that is wrong with the words: a hint may be sent all the same."""

    text: str
    hint: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the answer stands that is on its way, or that came to nothing. `decide`, `mine`: what may be done now."""

    id: int
    title: str
    body: str
    words: str
    offer: str
    trouble: bool
    waiting: bool
    mine: bool
    hints: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """All that stands where a case is answered. `open`: words may be written now; `sends`: they are sent from here."""

    open: bool
    sends: bool
    intro: tuple[str, ...]
    text: str
    offer: str
    url: str
    suggested: str
    longest: int | None
    used: str
    offers: bool
    allowed: str
    do: tuple[str, ...]
    avoid: tuple[str, ...]
    send: str
    told: tuple[Told, ...]
    checked: bool
    insist: bool
    standing: Standing | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What somebody has typed, and what was found wrong with it; `insist`: hints alone keep it from being sent."""

    text: str
    offer: str = ""
    url: str = ""
    found: tuple[Finding, ...] = ()
    checked: bool = False
    insist: bool = False


def box(
    sheet: Sheet,
    *,
    typed: Typed | None,
    kept: Sequence[Finding],
    pending: Sequence[Finding],
    me: str,
    now: datetime,
    zone: tzinfo = UTC,
) -> Box:
    """Return what stands where a case is answered. `kept` is wrong with kept words, `pending` with what waits."""
    shown = typed or Typed(text=sheet.text, offer=sheet.kept.offer if sheet.kept else "", found=tuple(kept))
    playbook, bounds = sheet.playbook, sheet.bounds
    failed = sheet.kept is not None and sheet.kept.state is AnswerState.FAILED
    return Box(
        open=sheet.case.state in LIVE_STATES and sheet.pending is None,
        sends=sheet.source is not None,
        intro=tuple(_intro(sheet)),
        text=shown.text,
        offer=shown.offer,
        url=shown.url,
        suggested=sheet.suggested if sheet.suggested != shown.text else "",
        longest=bounds.longest,
        used=used(shown.text, bounds.longest),
        offers=bounds.left is not None or bounds.offer.percent is not None,
        allowed=names.capital(allowed(bounds)) + ". " + NEVER_FOR_A_REVIEW,
        do=playbook.do,
        avoid=playbook.avoid,
        send=ASK if sheet.approval else AGAIN if failed else SEND,
        told=tuple(_told(shown.found)),
        checked=shown.checked,
        insist=shown.insist,
        standing=_standing(sheet, pending, me=me, now=now, zone=zone),
    )


def used(text: str, longest: int | None) -> str:
    """Return how long an answer is, and how long it may be."""
    return f"{length(text):,} of {longest:,} characters" if longest else f"{length(text):,} characters"


def _told(found: Sequence[Finding]) -> Iterator[Told]:
    for one in found:
        yield Told(text=(HINT if one.is_hint else "") + f"{names.capital(flaw(one))}.", hint=one.is_hint)


def _intro(sheet: Sheet) -> Iterator[str]:
    platform = names.platform(sheet.file.mention.key.platform)
    if sheet.source is None:
        yield f"Answers are not sent to {platform} from here: copy the words, answer there, and record it."
    elif sheet.approval:
        yield f"It is sent to {platform} once a second person has approved it; everybody can read it there."
    else:
        yield f"It is sent to {platform}, and everybody can read it there."
    yield from whose_words(sheet.file, sheet.playbook)


def _standing(sheet: Sheet, pending: Sequence[Finding], *, me: str, now: datetime, zone: tzinfo) -> Standing | None:
    answer = sheet.pending or _unhappy(sheet.kept)
    if answer is None:
        return None
    again = "Its words stand below: read them once more, then send them again."
    return Standing(
        id=answer.id,
        title=f"{ANSWER}: {STANDS[answer.state]}",
        body=standing(answer, now=now, zone=zone, again=again),
        words=answer.text if answer.state in PENDING else "",
        offer=answer.offer if answer.state in PENDING else "",
        trouble=answer.state in {AnswerState.FAILED, AnswerState.DOUBTFUL, AnswerState.REJECTED},
        waiting=answer.state is AnswerState.WAITING,
        mine=answer.by.strip().casefold() == me.strip().casefold(),
        hints=" ".join(one.text for one in _told(pending)),
    )


def _unhappy(kept: Answer | None) -> Answer | None:
    """Of what came to nothing, that which somebody must know of; a draft is only gone on with."""
    return kept if kept is not None and kept.state in {AnswerState.FAILED, AnswerState.REJECTED} else None
