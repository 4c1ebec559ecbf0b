"""What somebody wrote in a mail themselves: without what they quote, and without the signature below it."""

import re

LONGEST_LINE = 400
"""Longer lines introduce no quote: they are not looked at, however many patterns there are."""
_MOST_SIGNED = 12
_NAMES = "|".join(
    (
        *("From", "Von", "De", "Da", "Van", "Från", "Fra", "Lähettäjä", "Od", "От", "Kimden", "Feladó", "Gönderen"),
        *("发件人", "寄件者", "寄件人", "差出人", "보낸 사람", "من", "מאת"),
    )
)
_TIMES = "|".join(
    (
        *("Sent", "Date", "Gesendet", "Datum", "Envoyé", "Enviado", "Fecha", "Inviato", "Data", "Verzonden", "Skickat"),
        *("Sendt", "Dato", "Lähetetty", "Wysłano", "Odesláno", "Отправлено", "Дата", "Gönderildi", "Tarih", "To", "An"),
        *("发送时间", "寄件日期", "日期", "送信日時", "날짜", "보낸 날짜", "Subject", "Betreff", "Objet", "À", "Para"),
    )
)
_HEADER = re.compile(rf"^[*\s]*+(?:{_NAMES})\s?\*?[:：]\s?\S", re.IGNORECASE)
_SECOND = re.compile(rf"^[*\s]*+(?:{_TIMES})\s?\*?[:：]", re.IGNORECASE)
_ORIGINAL = re.compile(
    r"^\s*+[-_*]{2,}+\s?(?:Original (?:Message|Appointment)|Ursprüngliche Nachricht|Originalnachricht|"
    r"Message (?:d['’]origine|original)|Mensaje original|Messaggio originale|Mensagem original|"
    r"Oorspronkelijk bericht|Ursprungligt meddelande|Oprindelig meddelelse|Opprinnelig melding|"
    r"Alkuperäinen viesti|(?:Wiadomość|Treść) oryginalna|Oryginalna wiadomość|Исходное сообщение|"
    r"Původní (?:zpráva|e-mail)|Eredeti üzenet|Orijinal Mesaj|原始邮件|原始郵件|元のメッセージ|원본 메시지|"
    r"Forwarded message|Weitergeleitete Nachricht|Message transféré|Mensaje reenviado|Reply message)\s?[-_*]{2,}",
    re.IGNORECASE,
)
_WROTE = re.compile(
    r"^[-–\s]*+(?:"
    r"On\b.{6,300}\bwrote|Am\b.{6,300}\bschrieb\b.{0,120}|Le\b.{6,300}\ba écrit|El\b.{6,300}\bescribió|"
    r"Il\b.{6,300}\bha scritto|Em\b.{6,300}\bescreveu|Op\b.{6,300}\bschreef\b.{0,120}|"
    r"Den\b.{6,300}\b(?:skrev|skreiv)\b.{0,120}|W dniu\b.{6,300}\b(?:pisze|napisał(?:\(a\)|a)?)|"
    r"Dne\b.{6,300}\bnapsal(?:\(a\)|a)?|.{6,300}\b(?:пишет|написал(?:\(а\)|а)?)|.{6,300}\bkirjoitti|"
    r".{6,300}\btarihinde\b.{0,200}\byazdı|.{6,300}\bezt írta\b.{0,120}|"
    r".{6,300}(?:写道|寫道|のメール|작성)|"
    r".{0,60}\d{1,4}[年./-]\s?\d{1,2}[月./-]\s?\d{1,4}.{1,200}<[^<>\s]+@[^<>\s]+>.{0,40}(?=[:：])|"
    r"\d{4}[年/.-].{4,200}<[^<>\s]+@[^<>\s]+>"
    r")\s?[:：]?\s*$",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"^[-–\s]*+(?:(?:On|Am|Le|El|Il|Em|Op|Den|W dniu|Dne)\b|\d{1,4}[./-]\d{1,2}[./-]).{4,}", re.IGNORECASE
)
_RULE = re.compile(r"^\s*[_—]{10,}\s*$")
_DEVICE = re.compile(
    r"^\W{0,3}(?:Sent from (?:my|the|Yahoo|Outlook|Mail|Samsung|Proton|a)\b.{0,80}|Sent (?:with|via) .{0,60}|"
    r"Get Outlook for .{0,40}|Gesendet (?:von|mit|über) .{0,80}|Von meinem .{0,60} gesendet|"
    r"Diese Nachricht wurde von meinem .{0,80}|Envoyé (?:de|depuis|à partir) .{0,80}|"
    r"Enviado (?:desde|do|de|a partir) .{0,80}|Inviato da.{0,80}|Verzonden vanaf .{0,80}|Verstuurd vanaf .{0,80}|"
    r"Skickat från .{0,80}|Sendt fra .{0,80}|Lähetetty .{0,80}|Wysłan[eo] z .{0,80}|Odesláno z .{0,80}|"
    r"Отправлено (?:с|из) .{0,80}|.{0,20}から送信|发自我的.{0,30}|從我的.{0,30}傳送|나의 .{0,30}에서 보냄)\s*$",
    re.IGNORECASE,
)


def spoken(text: str) -> str:
    """Return what was written in a mail; all of it where nothing else is there, as in a mail passed on."""
    lines = text.split("\n")
    return _unsigned(_own(lines)) or _unsigned([re.sub(r"^[>\s]+", "", line) for line in lines]) or text.strip()


def _own(lines: list[str]) -> list[str]:
    """Return the lines that are no quote: those above one that is not marked, and those between ones that are."""
    own, number = list[str](), 0
    while number < len(lines):
        line = lines[number]
        broken = 0 if line.startswith(">") or len(line) > LONGEST_LINE else _introduces(lines, number)
        if broken:
            following = next((one for one in lines[number + broken :] if one.strip()), "")
            if not following.startswith(">"):
                return own[:-1] if own and _RULE.match(own[-1]) else own
        elif not line.startswith(">"):
            own.append(line)
        number += broken or 1
    return own


def _introduces(lines: list[str], number: int) -> int:
    """Return how many lines say here that a quote follows; 0 where none does."""
    line = lines[number]
    if _ORIGINAL.match(line) or _WROTE.match(line):
        return 1
    if _HEADER.match(line) and any(_SECOND.match(following) for following in lines[number + 1 : number + 4]):
        return 1
    if _OPENS.match(line) is None:
        return 0
    return next((count for count in (2, 3) if _is_broken(lines[number : number + count])), 0)


def _is_broken(part: list[str]) -> bool:
    """Whether these lines are one that says who wrote, broken by whoever sent it."""
    return all(one.strip() for one in part) and _WROTE.match(" ".join(part)[:LONGEST_LINE]) is not None


def _unsigned(lines: list[str]) -> str:
    """Leave out what stands below `-- `, and what a device adds by itself."""
    for number, line in enumerate(lines):
        if line.rstrip() == "--" and number and len(lines) - number <= _MOST_SIGNED:
            lines = lines[:number]
            break
    end = len(lines)
    while end and (not lines[end - 1].strip() or _DEVICE.match(lines[end - 1][:LONGEST_LINE])):
        end -= 1
    return "\n".join(lines[:end]).strip()
