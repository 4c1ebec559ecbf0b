"""Personal data and abuse masked before a text leaves for a channel. What stays is enough to recognise one's own."""

import re
from functools import cache

from connectors.kit.query.fold import folded
from monitor.scoring.lexicon.phrases import groups

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?\b")
_DIGITS = re.compile(r"(?<![\w.,/])(?:\+|\(|00)?\d(?:[ ().\-/\u00a0\u2011]{0,2}\d){6,24}(?!\w)")
_REFERENCE = re.compile(
    r"\b(?P<label>(?:order|booking|reservation|ticket|case|account|customer|reference|confirmation|tracking|invoice|"
    r"policy|membership|loyalty|claim|record)"
    r"(?:[ ]{1,2}(?:number|no|nr|ref|reference|id|code|locator|confirmation)){0,2}"
    r"|ref|pnr|awb)(?P<link>[.:# \t]{1,4}(?:is[ ]{1,2})?[#:]?[ ]?)"
    r"(?P<code>(?=[A-Za-z-]{0,12}\d)[A-Za-z0-9-]{4,30})\b",
    re.IGNORECASE,
)
_LOCATOR = re.compile(
    r"\b(?P<label>(?:booking|reservation|confirmation|record|pnr)\b"
    r"(?:[ ]{1,2}(?:number|no|ref|reference|id|code|locator))?)"
    r"(?P<link>[.:# \t]{1,4}(?:is[ ]{1,2})?)(?P<code>[A-Z0-9]{6})\b",
    re.IGNORECASE,
)
_HASHED = re.compile(r"#(?=[A-Z-]{0,6}\d)[A-Z0-9-]{6,30}\b")
_LONG_CODE = re.compile(r"(?<!\w)\d{3}-\d{7}-\d{7}(?!\w)")

EMAIL, CARD, IBAN, PHONE, REFERENCE = "[e-mail]", "[card number]", "[IBAN]", "[phone number]", "[reference]"
"""What stands in the place of what was masked."""

CARD_LENGTHS = range(13, 20)
PHONE_LENGTHS = range(7, 16)

_WORD = re.compile(r"\w+")


def mask(text: str) -> str:
    """Return `text` with e-mail addresses, card and phone numbers, IBANs and order numbers masked. Linear in `text`."""
    text = _EMAIL.sub(EMAIL, text)
    text = _IBAN.sub(lambda match: IBAN if _is_iban(match.group()) else match.group(), text)
    text = _LONG_CODE.sub(REFERENCE, text)
    text = _REFERENCE.sub(_masked_code, text)
    text = _LOCATOR.sub(_masked_locator, text)
    text = _HASHED.sub(REFERENCE, text)
    return _DIGITS.sub(_masked_digits, text)


def mask_abuse(text: str) -> str:
    """Return `text` with abusive words cut to their first letter: "s***"."""
    return _WORD.sub(_masked_word, text)


def personal_in(text: str) -> tuple[str, ...]:
    """Return what kinds of personal data are in `text`, as they are masked: `[e-mail]`."""
    masked = mask(text)
    return tuple(kind for kind in (EMAIL, CARD, IBAN, PHONE, REFERENCE) if masked.count(kind) > text.count(kind))


def abuse_in(text: str) -> tuple[str, ...]:
    """Return the abusive words in `text`, cut to their first letter."""
    return tuple(_masked_word(word) for word in _WORD.finditer(text) if _masked_word(word) != word.group())


def _masked_word(match: re.Match[str]) -> str:
    word = match.group()
    if len(word) > 30 or folded(word) not in _abuse():
        return word
    return word[0] + "*" * (len(word) - 1)


@cache
def _abuse() -> frozenset[str]:
    return frozenset(word for group in groups("abuse") for word in group.phrases)


def _masked_code(match: re.Match[str]) -> str:
    return f"{match['label']}{match['link']}{REFERENCE}"


def _masked_locator(match: re.Match[str]) -> str:
    """Six letters after "booking" are a locator only where they are written as one, in capitals or with a digit."""
    code = match["code"]
    return _masked_code(match) if code.isupper() or not code.isalpha() else match.group()


def _masked_digits(match: re.Match[str]) -> str:
    written = match.group()
    digits = "".join(sign for sign in written if sign.isdigit())
    if len(digits) in CARD_LENGTHS and _passes_luhn(digits):
        return CARD
    if len(digits) in PHONE_LENGTHS and _is_phone(written, digits):
        return PHONE
    return REFERENCE if len(digits) > 8 and written.isdigit() else written


def _is_phone(written: str, digits: str) -> bool:
    """Dates, prices and spans of years are not: a telephone number begins with +, 0 or (, or comes in its groups."""
    if written[0] in "+(0":
        return len(digits) >= 8 or written[0] != "0"
    groups = re.split(r"\D+", written)
    return len(digits) >= 10 and "/" not in written and (len(groups) == 1 or [len(group) for group in groups][-1] >= 3)


def _passes_luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        number = int(digit) * (1 + place % 2)
        total += number - 9 * (number > 9)
    return total % 10 == 0 and len(set(digits)) > 1


def _is_iban(written: str) -> bool:
    """The check digits of ISO 13616."""
    code = "".join(sign for sign in written if sign.isalnum())
    if not 15 <= len(code) <= 34:
        return False
    return int("".join(str(int(sign, 36)) for sign in code[4:] + code[:4])) % 97 == 1
