"""Promise: what a reply gives away, and whether it does so for a review that is changed. Pure reading of words.

It leans to caution: a sum in a sentence that gives, refunds or pays is a promise, and so is a voucher that we give. A
sum that only tells what was charged is none.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from monitor.domain.amounts import money_in, shares_in
from monitor.domain.money import Money

_GOODS = re.compile(
    r"\b(?:vouchers?|coupons?|gift ?cards?|store credit|credit notes?|discounts?|rebates?|cash ?back|complimentary|"
    r"goodwill|freebies?|compensat\w+|(?<!feel )(?<!-)free (?:of charge|(?!to\b|from\b|of\b|and\b|or\b)\w+)|"
    r"for free|on the house|bonus(?: points)?|"
    r"gutschein\w*|rabatt\w*|preisnachlass\w*|entschädig\w+|geschenkt?\w*|kostenlos\w*|gratis|"
    r"bons? d[' ]achat|remises?|réductions?|chèques?[- ]cadeaux?|avoirs?|dédommag\w+|indemni\w+|"
    r"vales?|cup[oó]n\w*|descuentos?|compensaci\w+|reembolso\w*|buon[oi]|sconti?o?|rimbors\w+|omaggio|"
    r"kortingen?|korting|tegoed\w*|waardebon\w*|vergoed\w+|descontos?|cupo(?:m|ns)|indeniza\w+)\b"
)
_PAYING = re.compile(
    r"\b(?:offer\w*|refund\w*|reimburs\w+|credit\w*|pay(?:ing|out|ment)?|paid|sen[dt]\w*|giv(?:e|en|ing)|gave|transfer\w*|"
    r"award\w*|grant\w*|waiv\w+|receive|get|off|back|up to|worth|value of|as an apology|gesture|make it right|"
    r"erstatt\w+|überweis\w+|gutschr\w+|bieten|angebot\w*|rembours\w+|offr\w+|vers(?:er|ons|é)|"
    r"devolver\w*|abon\w+|ofrec\w+|offriamo|offrire|accredit\w+|terugbetal\w*|bied\w*|devolv\w+|oferec\w+)\b"
)
_GIVING = re.compile(
    r"\b(?:(?:we|i)(?:'(?:ll|d|re|ve)| will| would| can| could| are| am| have)?(?: \w+){0,3} "
    r"(?:offer\w*|giv\w+|send\w*|add\w*|appl\w+|grant\w*|provid\w+|arrang\w+|credit\w*|issu\w+|compensat\w+|treat\w*|"
    r"love)|please accept|here(?:'s| is)|enjoy|use (?:the )?code|you(?:'ll| will)(?: \w+){0,2} (?:get|receive|have)"
    r"|as a (?:gesture|token|thank)|wir (?:\w+ ){0,3}(?:bieten|geben|schenken|senden|schicken|möchten)|"
    r"nous (?:\w+ ){0,3}(?:offr|envoy|propos|vers)\w+|(?:le|les|te|os) (?:ofrec|enviar|dar|regal)\w+|"
    r"(?:le|ti|vi) (?:offr|invi|regal)\w+|wij? (?:\w+ ){0,3}(?:bieden|geven|sturen))\b"
)
_REFUSING = re.compile(
    r"\b(?:cannot|can'?t|unable to|not able to|not|never|don'?t|won'?t|no|without|kein\w*|nicht|pas|aucun\w*|"
    r"ning[uú]n\w*|non|geen|niet|não)\b(?: \w+){0,4} ?$"
)
_TOLD_ONLY = re.compile(
    r"\b(?:charged?|charges|cost|costs|price|priced|fee|fees|bill|billed|invoice|order|paid|debited|spent|berechnet|abgebucht)\b"
)
_REPEATED = re.compile(r"\b(?:the|this|that|your|these) ?$")

_REVIEW = (
    r"(?:reviews?|ratings?|stars?|scores?|feedback|comments?|posts?|tweets?|bewertung(?:en)?|rezension(?:en)?|sterne?|"
    r"avis|commentaires?|notes?|étoiles?|rese[nñ]as?|opini[oó]n(?:es)?|valoraci[oó]n(?:es)?|estrellas?|comentarios?|"
    r"recension[ei]|valutazion[ei]|stelle|beoordeling(?:en)?|recensies?|sterren|avalia[cç](?:ão|ões)|estrelas?|comentários?)"
)
_CHANGE = (
    r"(?:chang|updat|edit|revis|amend|remov|delet|withdraw|retract|reconsider|rais|improv|increas|bump|adjust|rethink|"
    r"tak(?:e|ing) down|modif|ändern|anpass|lösch|entfern|überarbeit|zurückzieh|zurücknehm|verbesser|supprim|retir|"
    r"corrig|mettre à jour|cambi|elimin|borr|actualiz|quit|rimuov|cancell|aggiorn|aanpas|verwijder|wijzig|bijwerk|"
    r"alter|apag|atualiz)\w*"
)
_YOURS = (
    r"(?:your|this|the|that|a|ihre?n?|deine?n?|diese|die|votre|ton|cet|cette|l'|tu|su|esta|la|tua|sua|uw|je|jouw|deze|"
    r"o|os)"
)
_CHANGED_REVIEW = re.compile(
    rf"\b{_CHANGE}\s+(?:\w+\s+){{0,2}}?{_YOURS}\s*(?:[\w-]+\s+){{0,2}}?{_REVIEW}\b"
    rf"|\b(?:your|the|this|that) (?:\w+ )?{_REVIEW} (?:is|are|was|were|gets?|be|being|has been|have been|comes?|goes?) "
    rf"(?:\w+ )?(?:{_CHANGE}|down|away|gone|better|higher|positive)\b"
    rf"|\b(?:ihre|deine|diese|die|uw|je|jouw|deze)\s+(?:\w+\s+)?{_REVIEW}\s+(?:\w+\s+){{0,3}}?{_CHANGE}"
    rf"|\btak(?:e|ing) (?:it|this|that|your \w+|the \w+) down\b"
    rf"|\b(?:give|leave|rate|award|post|write)\s+(?:us\s+)?(?:a |an |another )?(?:[45]|four|five|better|higher|good|"
    rf"positive|new)(?:[- ]stars?|(?: \w+)? {_REVIEW})\b"
)
_IN_RETURN = re.compile(
    r"\b(?:in (?:exchange|return) for|something in return|make it worth|reward\w*|thank you gift|im gegenzug|als dank|"
    r"en échange|a cambio|in cambio|in ruil|em troca|money|dinero|geld|argent|soldi|denaro|dinheiro|"
    r"(?:pay|send|give) you)\b"
)
_SENTENCE = re.compile(r"[.!?…]+(?=\s|$)|\n+|;")


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises:
    """What a text gives away: sums, shares in per cent, and goods (the words) whose worth it does not name.

    `sums` come to what the customer would get: of what is joined by "or" only the largest counts, and a sum that is
    named again (`the £10`) counts once. `buys_review` is set where anything is given in a text that also speaks of
    changing or removing a review; `asks_review` where it speaks of that alone.
    """

    sums: tuple[Money, ...] = ()
    shares: tuple[Decimal, ...] = ()
    goods: tuple[str, ...] = ()
    buys_review: bool = False
    asks_review: bool = False


def promises(text: str, *, currency: str | None = None) -> Promises:
    """Read what `text` promises. A sign such as `$` is read as `currency` where it may stand for it."""
    plain = _plain(text)
    sums: list[Money] = []
    shares: list[Decimal] = []
    goods: list[str] = []
    for sentence in _SENTENCE.split(plain):
        given = [found for found in _GOODS.finditer(sentence) if not _REFUSING.search(sentence[: found.start()])]
        paying = any(not _REFUSING.search(sentence[: found.start()]) for found in _PAYING.finditer(sentence))
        if not given and not paying and _TOLD_ONLY.search(sentence):
            continue
        found_sums = list(_sums(sentence, currency, sums))
        sums += found_sums
        found_shares = [share for _, share in shares_in(sentence)] if given or paying else []
        shares += found_shares
        if given and not found_sums and not found_shares and _GIVING.search(sentence):
            goods += [found.group() for found in given]
    speaks = _CHANGED_REVIEW.search(plain) is not None
    gives = bool(sums or shares or goods) or _hints_at_something(plain)
    return Promises(
        sums=tuple(sums),
        shares=tuple(shares),
        goods=tuple(dict.fromkeys(goods)),
        buys_review=speaks and gives,
        asks_review=speaks and not gives,
    )


def same_words(one: str, other: str) -> bool:
    """Whether two texts are the same but for white space, case and the form of their characters."""
    return _squeezed(one) == _squeezed(other) != ""


def _sums(sentence: str, currency: str | None, before: list[Money]) -> Iterator[Money]:
    named = [
        (at, money)
        for at, money in money_in(sentence, preferred=currency)
        if not (money in before and _REPEATED.search(sentence[:at])) and not _REFUSING.search(sentence[:at])
    ]
    if len(named) > 1 and re.search(r"\b(?:or|oder|ou|o|of)\b", sentence[named[0][0] : named[-1][0]]):
        yield max((money for _, money in named), key=lambda money: money.amount)
        return
    yield from (money for _, money in named)


def _hints_at_something(plain: str) -> bool:
    """Beside sums and goods that are given: whatever is named as a return, and goods or refunds in any form."""
    return any(pattern.search(plain) for pattern in (_IN_RETURN, _GOODS, _REFUNDS))


_REFUNDS = re.compile(r"\b(?:refund\w*|reimburs\w+|erstatt\w+|rembours\w+|reembols\w+|rimbors\w+|terugbetal\w*)\b")


def _plain(text: str) -> str:
    """Lower case, one form of each character, nothing hidden between letters."""
    visible = "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")
    return re.sub(r"[^\S\n]+", " ", visible).lower().replace("\u2019", "'")


def _squeezed(text: str) -> str:
    return "".join(_plain(text).split())
