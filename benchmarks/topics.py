"""How well the main topic of a complaint is found: labelled sets of two trades, and the bundled sample story.

The reasons of the airline tweets and the intents of the bank customers are merged into classes that our topics can
tell apart. Airline tweets were never looked at, the other two were. What gets no class counts as missed.
"""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from connectors.contract import Rating
from connectors.kit.query.fold import readable
from connectors.sample.reading import Line, past
from monitor.domain.score import Score, Topic
from monitor.scoring.lexicon.cues import lexicon, reader
from monitor.scoring.stage import measure
from monitor.scoring.subject import subject_of

SETS = Path(__file__).resolve().parents[2] / "shared" / "data" / "complaints"
GOALS = {"airline": 0.55, "banking": 0.80}

AIRLINE_REASONS = {
    "Late Flight": "late",
    "longlines": "late",
    "Cancelled Flight": "cancelled",
    "Lost Luggage": "luggage",
    "Damaged Luggage": "luggage",
    "Customer Service Issue": "service",
    "Flight Attendant Complaints": "service",
    "Bad Flight": "on board",
    "Flight Booking Problems": "booking",
}
AIRLINE_TOPICS = {
    Topic.DELIVERY: "late",
    Topic.CANCELLATION: "cancelled",
    Topic.LOST_OR_DAMAGED: "luggage",
    Topic.STAFF: "service",
    Topic.NO_ANSWER: "service",
    Topic.QUALITY: "on board",
    Topic.NOT_WORKING: "on board",
    Topic.SAFETY: "on board",
    Topic.DIGITAL: "booking",
    Topic.ACCOUNT: "booking",
    Topic.BILLING: "booking",
    Topic.PRICE: "booking",
    Topic.POLICY: "booking",
}

_BANKING_CLASSES = {
    "card on its way": "card_arrival card_delivery_estimate",
    "money": """
        Refund_not_showing_up balance_not_updated_after_bank_transfer balance_not_updated_after_cheque_or_cash_deposit
        card_payment_fee_charged card_payment_wrong_exchange_rate cash_withdrawal_charge exchange_charge
        extra_charge_on_statement pending_card_payment pending_cash_withdrawal pending_top_up pending_transfer
        request_refund reverted_card_payment? top_up_reverted top_up_by_bank_transfer_charge top_up_by_card_charge
        transaction_charged_twice transfer_fee_charged transfer_not_received_by_recipient wrong_amount_of_cash_received
        wrong_exchange_rate_for_cash_withdrawal card_payment_not_recognised direct_debit_payment_not_recognised
        cash_withdrawal_not_recognised
    """,
    "lost or stolen": "lost_or_stolen_card lost_or_stolen_phone card_swallowed compromised_card",
    "access": """
        pin_blocked passcode_forgotten unable_to_verify_identity verify_my_identity why_verify_identity
        edit_personal_details change_pin
    """,
    "failing": """
        card_not_working contactless_not_working virtual_card_not_working declined_card_payment declined_transfer
        declined_cash_withdrawal failed_transfer top_up_failed beneficiary_not_allowed
    """,
}
BANKING_INTENTS = {intent: name for name, intents in _BANKING_CLASSES.items() for intent in intents.split()}
BANKING_TOPICS = {
    Topic.DELIVERY: "card on its way",
    Topic.BILLING: "money",
    Topic.PRICE: "money",
    Topic.LOST_OR_DAMAGED: "lost or stolen",
    Topic.SAFETY: "lost or stolen",
    Topic.ACCOUNT: "access",
    Topic.NOT_WORKING: "failing",
    Topic.DIGITAL: "failing",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One labelled complaint: what its label says, and what we do; empty where that is no class."""

    wanted: str
    found: str


def airline(folder: Path, step: int = 1) -> list[Told]:
    """Every `step`-th airline tweet that has a reason."""
    return _merged(folder / "airline.csv", AIRLINE_REASONS, AIRLINE_TOPICS, step)


def banking(folder: Path, step: int = 1) -> list[Told]:
    """Every `step`-th question to a bank whose intent has a class."""
    return _merged(folder / "banking77.csv", BANKING_INTENTS, BANKING_TOPICS, step)


def sample_topics(*, english: bool) -> list[Told]:
    """The main topics of the sample story's complaints, English or others, as the whole stage tells them."""
    return [Told(wanted=line.topic or "", found=score.topic or "") for line, score in _complaints(english=english)]


def sample_needs() -> list[Told]:
    """The needs of the sample story's English complaints, as the whole stage tells them."""
    return [Told(wanted=line.need or "", found=score.need or "") for line, score in _complaints(english=True)]


def right(told: Sequence[Told]) -> int:
    """How many are told right."""
    return sum(one.wanted == one.found for one in told)


def topics(text: str) -> tuple[Topic, ...]:
    """The topics of `text` as an English complaint, whatever its confidence is."""
    plain = readable(text)
    reading = reader().read(plain)
    return subject_of(plain, reading, lexicon().cues(reading)).topics


def _merged(path: Path, reasons: Mapping[str, str], classes: Mapping[Topic, str], step: int) -> list[Told]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["topic"] in reasons][::step]
    return [Told(wanted=reasons[row["topic"]], found=class_of(topics(row["text"]), classes)) for row in rows]


def class_of(found: Sequence[Topic], classes: Mapping[Topic, str]) -> str:
    """Return the class of the first topic that has one: `leaving` is what a customer does, and no reason."""
    return next((classes[topic] for topic in found if topic in classes), "")


def _complaints(*, english: bool) -> Iterator[tuple[Line, Score]]:
    posts = [event.line for event in past() if len(event.steps) == 1]
    for line in posts:
        if line.kind == "complaint" and (line.language == "en") is english:
            rating = Rating(stars=line.stars) if line.stars else None
            yield line, measure(line.text, title=line.title, rating=rating, language=line.language)


def f1_of_classes(told: Sequence[Told]) -> dict[str, float]:
    """The harmonic mean of precision and recall of each class."""
    hits = Counter(one.wanted for one in told if one.wanted == one.found)
    wanted, found = Counter(one.wanted for one in told), Counter(one.found for one in told)
    return {name: 2 * hits[name] / (wanted[name] + found[name]) for name in wanted}


def macro_f1(told: Sequence[Told]) -> float:
    """The mean of the classes' F1."""
    scores = f1_of_classes(told)
    return sum(scores.values()) / len(scores)


def main() -> None:
    """Print the table; the two sets only where they are."""
    print("main topic of complaints; macro-F1 over the merged classes")
    if SETS.exists():
        print(_set("airline", airline(SETS)))
        print(_set("banking", banking(SETS)))
    else:
        print(f"no labelled sets at {SETS}")
    print("the sample story, its author's labels")
    print(_line("English topics", sample_topics(english=True)))
    print(_line("English needs", sample_needs()))
    print(_line("other languages' topics", sample_topics(english=False)))


def _set(name: str, told: Sequence[Told]) -> str:
    classes = ", ".join(f"{name} {f1:.2f}" for name, f1 in f1_of_classes(told).items())
    return f"{name:10}{macro_f1(told):>8.3f}  (goal {GOALS[name]:.2f})  {classes}"


def _line(name: str, told: Sequence[Told]) -> str:
    return f"{name:28}{right(told):>5} of {len(told)}, {right(told) / len(told):.0%}; {_others(told)} fell to other"


def _others(told: Sequence[Told]) -> int:
    return sum(one.found == Topic.OTHER for one in told)


if __name__ == "__main__":
    main()
