"""What is said about answers: the form, what is wrong with a reply and what to do, and what became of it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo

from alerts.contract import Button, Choice, Notice, Tone
from alerts.interactive import Field, FieldKind, Form
from monitor.domain.answer import Answer, AnswerState
from monitor.domain.case import CaseFile
from monitor.domain.money import total
from monitor.domain.playbook import Playbook
from monitor.domain.reply import Bounds, Finding, Flaw
from monitor.wording import languages, names, times

RESPOND, APPROVE, REJECT = "case.respond", "answer.approve", "answer.reject"
"""The actions: of a case's Respond button, and of the two buttons of an approval request."""
SEND, INSIST, THERE, KEEP = "send", "insist", "there", "keep"
"""What can be done with the words of the form, as the values of its field `how`."""
TEXT, OFFER, HOW, URL, WHY = "text", "offer", "how", "url", "why"
"""The fields of the forms."""
NO_LINK = "That is no link: it begins with https://"
NO_REASON = "Say what should be different: the author reads it."
NO_SUCH = "what this belonged to is not there any more"
LONGEST_TEXT = 3000
"""Characters of a field where the platform has no limit that matters (Slack's own is 3,000)."""

_FLAWS: Mapping[Flaw, str] = {
    Flaw.EMPTY: "there are no words: write the answer",
    Flaw.TOO_LONG: "it has {about} characters, and the platform takes {most}: shorten it",
    Flaw.PLACEHOLDER: "{about} was left in: put the words in its place, or take it out",
    Flaw.PERSONAL: "it holds personal data ({about}), and everybody reads it: take it out, and ask for it in private",
    Flaw.ABUSE: "it insults ({about}): say it in other words",
    Flaw.BUYS_REVIEW: (
        "it offers something and speaks of changing or removing a review: platforms forbid that, and so do we. "
        "Take out one of the two"
    ),
    Flaw.NOTHING_TO_OFFER: (
        "it promises {about}, and the playbook lets nothing be offered here: take it out, or ask a lead to allow it"
    ),
    Flaw.OVER_LIMIT: "it promises {about}, and {most} may still be offered on this case: promise less, or ask a lead",
    Flaw.OVER_SHARE: "it promises {about}, and at most {most} may be offered: promise less, or ask a lead",
    Flaw.OTHER_CURRENCY: "it promises {about}, and the limit is {most}: name the worth in that currency",
    Flaw.UNPRICED: "it promises {about} without its worth: name the sum, up to {most}",
    Flaw.ASKS_REVIEW: "it asks for a changed review: many read that as pressure. Better leave that to the customer",
    Flaw.PUBLIC_SUM: "it names {about} in public: offers are better made in private",
    Flaw.SHOUTS: "capitals read as shouting ({about})",
    Flaw.BRUSHES_OFF: "{about} sounds as if it were the customer's fault, or a rule's: say what you do about it",
    Flaw.COPY: "the customer of {about} was told nearly the same: say something that is meant for this one",
}


def flaw(finding: Finding) -> str:
    """Return what is wrong and what to do, as the end of a sentence."""
    return _FLAWS[finding.flaw].format(about=finding.about, most=finding.most)


def faults(findings: Sequence[Finding]) -> str:
    """Return all that is wrong as one text with capitals and full stops; empty where nothing is."""
    return " ".join(f"{names.capital(flaw(one))}." for one in findings)


def hints(findings: Sequence[Finding]) -> str:
    """Return what a person should read before it goes out all the same."""
    told = faults(findings)
    return f"{told} Change it, or choose “Send it as it is”." if told else ""


def form(
    file: CaseFile,
    playbook: Playbook,
    bounds: Bounds,
    *,
    quote: str | None,
    text: str,
    sends: bool,
    approval: bool,
    waits: Answer | None = None,
) -> Form:
    """Return the form in which an answer is written.

    `text` is what it holds at first: the suggestion, or a draft. `sends`: whether it can be sent from here. `waits` is
    an answer that is on its way already.
    """
    longest = min(bounds.longest or LONGEST_TEXT, LONGEST_TEXT)
    fields = [
        Field(name=TEXT, label="Answer", kind=FieldKind.TEXT, value=text, longest=longest, hint=_length(bounds)),
        _how(sends=sends, approval=approval),
        Field(name=URL, label="Where you answered", hint="A link, if you answered there", optional=True, longest=500),
    ]
    if bounds.left is not None or bounds.offer.percent is not None:
        hint = "With its worth: " + allowed(bounds)
        fields.insert(1, Field(name=OFFER, label="Offered in private", hint=hint, optional=True, longest=200))
    return Form(
        action=RESPOND,
        value=file.case.public_id,
        title=f"Answer {file.case.public_id}",
        submit="Go on",
        body="\n".join(_body(file, playbook, bounds, sends=sends, approval=approval, waits=waits)),
        quote=quote,
        fields=tuple(fields),
    )


def whose_words(file: CaseFile, playbook: Playbook) -> Iterator[str]:
    """Say where the suggestion is not in the customer's language, and where it is for the trouble of their incident."""
    if playbook.reply and playbook.language and file.spoken and file.spoken != playbook.language:
        spoken, written = languages.name(file.spoken), languages.name(playbook.language)
        yield f"The customer writes in {spoken}, and the playbook has no text in {spoken}: this is {written}."
    if file.incident is not None and playbook.topic is not None and playbook.topic is not file.case.topic:
        trouble = names.topic(playbook.topic).lower()
        yield f"The playbook is that for {trouble}: most of I-{file.incident} is about that."


def rejection(answer: Answer) -> Form:
    """Return the form that asks why an answer is rejected."""
    why = Field(name=WHY, label="What should be different", kind=FieldKind.TEXT, longest=500)
    return Form(
        action=REJECT,
        value=str(answer.id),
        title="Reject the answer",
        submit="Reject",
        body=f"{answer.by} reads what you write.",
        quote=answer.text,
        fields=(why,),
    )


def request(
    answer: Answer,
    *,
    key: str,
    now: datetime,
    hints: str = "",
    pressable: bool = True,
    web_url: str | None = None,
    zone: tzinfo = UTC,
) -> Notice:
    """Return what stands in the thread of a case about one answer of its own: who must do what, or what became of it.

    The words of the answer are shown as a quote, since a customer's name may stand in them. In a channel that is not
    `pressable` it says how else to decide.
    """
    waiting = answer.state is AnswerState.WAITING
    body = [standing(answer, now=now, zone=zone), hints if waiting else ""]
    if waiting and answer.offer:
        body.insert(1, f"Offered in private: {answer.offer}")
    if waiting and not pressable:
        body.append(f"`monitor cases approve C-{answer.case_id}` has it sent, `reject` gives it back.")
    value = str(answer.id)
    approve = Button(label="Approve and send", action=APPROVE, value=value, primary=True)
    reject = Button(label="Reject", action=REJECT, value=value)
    case = f"C-{answer.case_id}"
    opens = Button(label=f"Open {case}", url=f"{(web_url or '').rstrip('/')}/cases/{case}")
    return Notice(
        key=key,
        tone=_TONES.get(answer.state, Tone.INFO),
        title=f"Answer to {case}: {STANDS[answer.state]}",
        quote=answer.text or None,
        body="\n".join(filter(None, body)),
        buttons=(*((approve, reject) if waiting and pressable else ()), *((opens,) if web_url else ())),
    )


def taken(case_id: int, how: str, findings: Sequence[Finding], *, link: str | None, text: str) -> Notice:
    """Return what the person who submitted the form is told; what changed shows in the message itself."""
    told = {
        THERE: "Noted as answered.",
        KEEP: "Checked and kept: it stands in the form when you open it again.",
        AnswerState.WAITING: "A second person is asked to approve it; it is sent as soon as they do.",
        AnswerState.APPROVED: "It is on its way. If it does not arrive, the thread of the case says so.",
    }
    opens = (Button(label="Open the post", url=link),) if link and how == KEEP else ()
    return Notice(
        key=f"answer:{case_id}:{how}",
        tone=Tone.INFO,
        title=f"C-{case_id}",
        body=" ".join(filter(None, (told[how], faults(findings)))),
        quote=text if how == KEEP else None,
        buttons=opens,
    )


def standing(answer: Answer, *, now: datetime, zone: tzinfo, again: str = "Press Respond to try again.") -> str:
    """Say where an answer stands, and who is meant to do what. `again` is how it is tried again."""
    wrote = f"{answer.by} wrote it."
    if answer.state is AnswerState.WAITING:
        return f"{wrote} Somebody else must approve it before it is sent."
    if answer.approved_by and answer.state is AnswerState.REJECTED:
        return f"{wrote} {answer.approved_by} rejected it: {answer.why}"
    approved = f"{answer.approved_by} approved it." if answer.approved_by else ""
    ends = {
        AnswerState.SENT: "It stands on the platform"
        + (f" since {times.moment(answer.sent_at, now=now, zone=zone)}." if answer.sent_at else "."),
        AnswerState.DOUBTFUL: "Whether it arrived is not clear: it is looked for before anything is sent again.",
        AnswerState.FAILED: f"It was not sent: {answer.why}. {again}",
        AnswerState.WITHDRAWN: f"It was not sent: {answer.why or 'it was withdrawn'}.",
    }
    return " ".join(
        filter(None, (wrote, approved, ends.get(answer.state, "It is sent as soon as the platform is well.")))
    )


def allowed(bounds: Bounds) -> str:
    """Say what may be offered, and what of it is left: `up to 20 GBP: a voucher`, or `nothing`."""
    parts = []
    if bounds.left is not None and bounds.offer.up_to is not None:
        spent = total(bounds.offered, bounds.left.currency)
        parts.append(
            f"up to {bounds.left}" + (f" ({spent} of {bounds.offer.up_to} offered before)" if spent.amount else "")
        )
    if bounds.offer.percent is not None:
        parts.append(f"up to {bounds.offer.percent.normalize():f}% off")
    if not parts:
        return "nothing"
    return " or ".join(parts) + (f": {bounds.offer.what}" if bounds.offer.what else "")


STANDS: Mapping[AnswerState, str] = {
    AnswerState.DRAFT: "a draft",
    AnswerState.WAITING: "waiting for a second person",
    AnswerState.APPROVED: "being sent",
    AnswerState.SENDING: "being sent",
    AnswerState.DOUBTFUL: "being looked for",
    AnswerState.SENT: "sent",
    AnswerState.FAILED: "not sent",
    AnswerState.REJECTED: "rejected",
    AnswerState.WITHDRAWN: "withdrawn",
}
_TONES: Mapping[AnswerState, Tone] = {
    AnswerState.FAILED: Tone.TROUBLE,
    AnswerState.DOUBTFUL: Tone.TROUBLE,
    AnswerState.SENT: Tone.DONE,
}


def _body(
    file: CaseFile, playbook: Playbook, bounds: Bounds, *, sends: bool, approval: bool, waits: Answer | None
) -> Iterator[str]:
    if waits is not None:
        yield f"An answer by {waits.by} is there already: {STANDS[waits.state]}. A new one is refused until then."
    platform = names.platform(file.mention.key.platform)
    if not sends:
        yield f"Answers are not sent to {platform} from here: open the post, answer there, and say so below."
    elif approval:
        yield f"It is sent to {platform} once a second person has approved it."
    else:
        yield f"It is sent to {platform}, and everybody can read it."
    yield from whose_words(file, playbook)
    yield f"May be offered: {allowed(bounds)}. Never for a changed review."
    if playbook.do:
        yield "Do: " + "; ".join(playbook.do)
    if playbook.avoid:
        yield "Avoid: " + "; ".join(playbook.avoid)


def _length(bounds: Bounds) -> str:
    return f"At most {bounds.longest} characters" if bounds.longest else ""


def _how(*, sends: bool, approval: bool) -> Field:
    asks = "Ask for approval, then send it" if approval else "Send it from here"
    sending = (Choice(label=asks, value=SEND), Choice(label="Send it as it is, hints read", value=INSIST))
    rest = (Choice(label="I have answered there", value=THERE), Choice(label="Check it and keep it", value=KEEP))
    choices = (*sending, *rest) if sends else rest
    return Field(name=HOW, label="And then", kind=FieldKind.CHOICE, value=choices[0].value, choices=choices)
