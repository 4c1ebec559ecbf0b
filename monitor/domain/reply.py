"""Reply: what is wrong with words before a customer sees them. Faults keep them from being sent, hints do not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from monitor.domain.boilerplate import near_copy
from monitor.domain.money import Money, total
from monitor.domain.playbook import NOTHING, Offer, holes, length
from monitor.domain.promise import Promises, promises


class Flaw(StrEnum):
    """What can be wrong with a reply."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    PLACEHOLDER = "placeholder"  # a hole of the suggestion was left in
    PERSONAL = "personal"  # personal data
    ABUSE = "abuse"  # ours
    BUYS_REVIEW = "buys_review"  # gives something, and speaks of changing a review
    NOTHING_TO_OFFER = "nothing_to_offer"  # the playbook lets nothing be offered
    OVER_LIMIT = "over_limit"  # more than may be offered a case
    OVER_SHARE = "over_share"  # a larger share than may be offered
    OTHER_CURRENCY = "other_currency"  # cannot be held against the limit
    UNPRICED = "unpriced"  # offers something without its worth
    ASKS_REVIEW = "asks_review"  # asks for a changed review, without offering anything
    PUBLIC_SUM = "public_sum"  # names in public what is offered
    SHOUTS = "shouts"  # in capitals
    BRUSHES_OFF = "brushes_off"  # blames the customer, or hides behind a rule
    COPY = "copy"  # nearly what another customer was told lately


HINTS = frozenset({Flaw.ASKS_REVIEW, Flaw.PUBLIC_SUM, Flaw.SHOUTS, Flaw.BRUSHES_OFF, Flaw.COPY})
_BRUSHING_OFF = re.compile(
    r"\b(?:calm down|you (?:should|ought to) have (?!received|got|had|a\b|an\b|the\b|your\b|been|heard)|"
    r"you failed to|your own (?:fault|mistake)|not our (?:fault|problem|responsibility)|"
    r"as (?:i|we)(?:'ve| have)? (?:already )?(?:said|told you|stated)|like (?:i|we) said|"
    r"(?:per|under|against) our (?:policy|policies|terms)|our policy (?:is|states|does)|nothing (?:i|we) can do|"
    r"ihr eigener fehler|nicht unsere schuld|ce n'est pas notre faute|no es (?:nuestra )?culpa)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong. `about` is what: a figure, a sum or the words; `most` is what would be right."""

    flaw: Flaw
    about: str = ""
    most: str = ""

    @property
    def is_hint(self) -> bool:
        """Whether it may be sent all the same."""
        return self.flaw in HINTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a reply must keep to.

    `longest` is the platform's limit in characters, None where it has none that matters. `offer` is what may be
    offered, and `offered` what was offered on the case before.
    """

    longest: int | None = None
    offer: Offer = NOTHING
    offered: tuple[Money, ...] = ()

    @property
    def left(self) -> Money | None:
        """What may still be offered on the case."""
        limit = self.offer.up_to
        if limit is None:
            return None
        rest = limit.amount - total(self.offered, limit.currency).amount
        return Money(amount=max(rest, Decimal(0)), currency=limit.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the customer of another case was told."""

    case_id: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A reply to be checked: its `text`, and what is offered beside it in private (`20 GBP voucher`).

    `personal` and `abuse` are what was found in the text by whoever can find it, in words that may be shown. `said` is
    what other customers were told lately.
    """

    text: str
    private: str = ""
    personal: tuple[str, ...] = ()
    abuse: tuple[str, ...] = ()
    said: tuple[Said, ...] = ()


def check(words: Words, bounds: Bounds) -> tuple[Finding, ...]:
    """Return what is wrong with a reply, the worst first."""
    found = (*_form(words, bounds), *_giving(words, bounds), *_manner(words))
    return tuple(sorted(found, key=lambda one: one.is_hint))


def offers_in(words: Words, bounds: Bounds) -> tuple[Money, ...]:
    """Return the sums that these words offer, in public and in private."""
    currency = bounds.offer.up_to.currency if bounds.offer.up_to else None
    return promises(words.text, currency=currency).sums + _private(words.private, currency).sums


def _form(words: Words, bounds: Bounds) -> Iterator[Finding]:
    text = words.text.strip()
    if not text:
        yield Finding(flaw=Flaw.EMPTY)
    if bounds.longest is not None and length(text) > bounds.longest:
        yield Finding(flaw=Flaw.TOO_LONG, about=str(length(text)), most=str(bounds.longest))
    if left := holes(text):
        yield Finding(flaw=Flaw.PLACEHOLDER, about=", ".join(f"{{{one}}}" for one in left))
    if words.personal:
        yield Finding(flaw=Flaw.PERSONAL, about=", ".join(dict.fromkeys(words.personal)))
    if words.abuse:
        yield Finding(flaw=Flaw.ABUSE, about=", ".join(dict.fromkeys(words.abuse)))


def _giving(words: Words, bounds: Bounds) -> Iterator[Finding]:
    limit = bounds.offer.up_to
    currency = limit.currency if limit else None
    public, private = promises(words.text, currency=currency), _private(words.private, currency)
    sums, shares = public.sums + private.sums, public.shares + private.shares
    if public.buys_review or (public.asks_review and words.private.strip()):
        yield Finding(flaw=Flaw.BUYS_REVIEW)
    if goods := public.goods + private.goods:
        yield _unpriced(goods, bounds)
    if sums:
        yield from _over(sums, bounds)
    if shares:
        yield from _over_share(max(shares), bounds)
    if public.sums and limit is not None:
        yield Finding(flaw=Flaw.PUBLIC_SUM, about=", ".join(map(str, public.sums)))


def _unpriced(goods: tuple[str, ...], bounds: Bounds) -> Finding:
    told = ", ".join(goods)
    if bounds.left is None and bounds.offer.percent is None:
        return Finding(flaw=Flaw.NOTHING_TO_OFFER, about=told)
    return Finding(flaw=Flaw.UNPRICED, about=told, most=str(bounds.left or f"{bounds.offer.percent}%"))


def _over(sums: tuple[Money, ...], bounds: Bounds) -> Iterator[Finding]:
    left = bounds.left
    if left is None:
        yield Finding(flaw=Flaw.NOTHING_TO_OFFER, about=", ".join(map(str, sums)))
        return
    if other := [one for one in sums if one.currency != left.currency]:
        yield Finding(flaw=Flaw.OTHER_CURRENCY, about=", ".join(map(str, other)), most=str(left))
    offered = total(sums, left.currency)
    if offered.amount > left.amount:
        yield Finding(flaw=Flaw.OVER_LIMIT, about=str(offered), most=str(left))


def _over_share(share: Decimal, bounds: Bounds) -> Iterator[Finding]:
    most = bounds.offer.percent
    if most is None:
        yield Finding(flaw=Flaw.NOTHING_TO_OFFER, about=f"{share.normalize():f}%")
    elif share > most:
        yield Finding(flaw=Flaw.OVER_SHARE, about=f"{share.normalize():f}%", most=f"{most.normalize():f}%")


def _manner(words: Words) -> Iterator[Finding]:
    if promises(words.text).asks_review and not words.private.strip():
        yield Finding(flaw=Flaw.ASKS_REVIEW)
    shouted = [word for word in re.findall(r"[^\W\d_]{4,}", words.text) if word.isupper()]
    if len(shouted) >= 3:
        yield Finding(flaw=Flaw.SHOUTS, about=", ".join(shouted[:3]))
    if brushing := _BRUSHING_OFF.search(words.text.replace("\u2019", "'")):
        yield Finding(flaw=Flaw.BRUSHES_OFF, about=f"“{' '.join(brushing.group().split())}”")
    alike = near_copy(words.text, (one.text for one in words.said))
    if alike is not None:
        yield Finding(flaw=Flaw.COPY, about=f"C-{words.said[alike].case_id}")


def _private(offer: str, currency: str | None) -> Promises:
    """Whatever stands in the place for offers is one."""
    return promises(f"we offer you {offer}", currency=currency) if offer.strip() else Promises()
