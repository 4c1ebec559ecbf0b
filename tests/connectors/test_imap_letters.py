"""Mails as the world writes them: what is quoted, what is signed, what nobody wrote, and what lies about itself."""

from datetime import timedelta

import pytest

from connectors.imap.charsets import header_of, text_of
from connectors.imap.letter import Letter, Us, letter_of, mention_of
from connectors.imap.spoken import spoken
from tests.connectors.contract import NOW
from tests.connectors.mail_site import USER, mail
from tests.shared import shared

US = Us(own=frozenset({USER}), lists=("care.acme.example",))
SAID = "It never came.\n\nI want my money back."

INTRODUCTIONS = (
    "On Fri, Nov 20, 2026 at 9:12 AM Acme <care@acme.example> wrote:",
    "On Fri, Nov 20, 2026 at 9:12 AM\nAcme Customer Care\n<care@acme.example> wrote:",
    "Am 20.11.2026 um 09:12 schrieb Acme <care@acme.example>:",
    "Le ven. 20 nov. 2026 à 09:12, Acme <care@acme.example> a écrit :",
    "El vie, 20 nov 2026 a las 9:12, Acme (<care@acme.example>) escribió:",
    "Il giorno ven 20 nov 2026 alle ore 09:12 Acme ha scritto:",
    "Em sex., 20 de nov. de 2026 às 09:12, Acme escreveu:",
    "Op vr 20 nov. 2026 om 09:12 schreef Acme <care@acme.example>:",
    "Den fre 20 nov. 2026 kl 09:12 skrev Acme <care@acme.example>:",
    "W dniu 20.11.2026 o 09:12, Acme pisze:",
    "Dne pá 20. 11. 2026 v 9:12 Acme napsal(a):",
    "пт, 20 нояб. 2026 г. в 09:12, Acme <care@acme.example> написал(а):",
    '20.11.2026, 09:12, "Acme" <care@acme.example>:',
    "20 Kas 2026 Cum, 09:12 tarihinde Acme şunu yazdı:",
    "2026年11月20日(金) 9:12 Acme <care@acme.example>:",
    "Acme <care@acme.example> 于2026年11月20日周五 09:12写道：",
    "-----Original Message-----",
    "----- Ursprüngliche Nachricht -----",
    "________________________________\nFrom: Acme <care@acme.example>\nSent: Friday, November 20, 2026 9:12\nTo: Sam",
    "Von: Acme <care@acme.example>\nGesendet: Freitag, 20. November 2026 09:12\nAn: Sam",
    "*De :* Acme <care@acme.example>\n*Envoyé :* vendredi 20 novembre 2026 09:12",
    "发件人：Acme <care@acme.example>\n发送时间：2026年11月20日 9:12",
)
SIGNATURES = (
    "-- \nSam Fox\nDirector of Foxes\n+1 555 0100",
    "Sent from my iPhone",
    "Get Outlook for Android",
    "Gesendet von meinem Samsung Galaxy",
    "Envoyé de mon iPad",
    "Enviado desde mi iPhone",
    "Inviato da iPhone",
    "Verzonden vanaf mijn iPhone",
    "Отправлено с iPhone",
    "iPhoneから送信",
)


@pytest.mark.parametrize("introduction", INTRODUCTIONS)
def test_what_is_quoted_was_said_by_somebody_else(introduction: str) -> None:
    assert spoken(f"{SAID}\n\n{introduction}\n\nWe love our customers.\n\nAcme") == SAID
    assert spoken(f"{SAID}\n\n{introduction}\n> We love our customers.\n>> Really?") == SAID


@pytest.mark.parametrize("signature", SIGNATURES)
def test_a_signature_is_not_said(signature: str) -> None:
    assert spoken(f"{SAID}\n\n{signature}\n") == SAID


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("On Fri, 20 Nov, Acme wrote:\n> All well?\n\nNo, it is broken.", "No, it is broken."),
        ("> Was it late?\nYes.\n> Was it broken?\nYes, too.", "Yes.\nYes, too."),
        (
            "---------- Forwarded message ---------\nThe shop was rude",
            "---------- Forwarded message ---------\nThe shop was rude",
        ),
        ("> all of it\n> is quoted", "all of it\nis quoted"),
        ("On Monday I wrote to you.\nNobody answers.", "On Monday I wrote to you.\nNobody answers."),
        ("From: the first day it was broken.\nI waited.", "From: the first day it was broken.\nI waited."),
        ("It is late -- very late.", "It is late -- very late."),
        ("", ""),
    ],
)
def test_what_only_looks_like_a_quote_stays(text: str, said: str) -> None:
    assert spoken(text) == said


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied; owner=x"},
        {"X-Auto-Response-Suppress": "DR, OOF, AutoReply"},
        {"X-Autoreply": "yes"},
        {"Precedence": "bulk"},
        {"List-Id": "<news.example.com>"},
        {"List-Unsubscribe": "<https://example.com/out>"},
        {"Return-Path": "<>"},
        {"From": "MAILER-DAEMON@example.com"},
        {"From": "Shop <no-reply@example.com>"},
        {"Subject": "Automatic reply: Your order"},
        {"Subject": "=?utf-8?q?Abwesenheitsnotiz?="},
        {"Subject": "Undeliverable: Your order"},
        {"Content-Type": "multipart/report; boundary=x; report-type=delivery-status"},
        {"From": USER},
        {"From": "nobody"},
    ],
)
def test_what_no_customer_wrote_is_no_mention(headers: dict[str, str]) -> None:
    assert read(**headers)[1] is False


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "no"},
        {"Precedence": "normal"},
        {"List-Id": "Care <care.acme.example>", "Precedence": "list"},
        {"From": USER, "Reply-To": "sam@example.com"},
    ],
)
def test_what_comes_through_our_own_list_or_form_is_one(headers: dict[str, str]) -> None:
    assert read(**headers)[1] is True


def test_an_id_alone_makes_no_other_mail_a_change_of_the_first() -> None:
    first, second = read()[0], read(From="mallory@example.com")[0]
    assert first.message_id == second.message_id
    assert first.key != second.key
    assert first.key == read()[0].key


def test_a_date_that_cannot_be_believed_is_that_of_arrival() -> None:
    for written in ("Thu, 1 Jan 2099 00:00:00 +0000", "yesterday", "Mon, 1 Jan 2001 00:00:00 +0000"):
        assert read(Date=written)[0].at == NOW
    assert read(Date="Sun, 22 Nov 2026 12:30:00 +0100 (CET)")[0].at == NOW - timedelta(minutes=30)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("=?utf-8?q?Gr=C3=BC=C3=9Fe?= =?utf-8?b?IQ==?= and =?x?=", "Grüße! and =?x?="),
        ("=?gb2312?B?xOO6w4Fngg==?=", "你好乬�"),
        ("=?utf-8*de?q?a_b?=", "a b"),
        ("=?nonsense?q?caf=E9?=", "café"),
        ("plain\r\n folded", "plain folded"),
        ("=?utf-8?q?a=00b=1B?=\x00", "ab"),
        ("caf\udcc3\udca9", "café"),
    ],
)
def test_headers_are_words(raw: str, words: str) -> None:
    assert header_of(raw) == words


def test_a_charset_that_lies_is_not_believed() -> None:
    assert text_of("Größe".encode(), "iso-8859-1") == "Größe"
    assert text_of("Größe".encode("latin-1"), "utf-8") == "Größe"
    assert text_of("联通".encode("gbk"), "gb2312") == "联通"
    assert text_of(b"caf\xe9 \x93quoted\x94", "us-ascii") == "café “quoted”"
    assert text_of(b"caf\xe9", "../../etc\0") == "café"


def test_recorded_mails_are_read() -> None:
    folder = shared("recordings/email")
    mails = [letter_of(file.read_bytes(), US, arrived=NOW) for file in sorted(folder.glob("*.eml"))]
    answers = [spoken(file.read_text("utf-8")) for file in sorted(folder.glob("replyparser_*.txt"))]
    pages = [
        letter_of(b"From: a@b.c\nContent-Type: text/html\n\n" + file.read_bytes(), US, arrived=NOW)
        for file in sorted(folder.glob("talon_html_*.html"))
    ]
    automatic = [one for one in mails if one.automatic]
    print(f"imap: {len(mails)} recorded mails, {len(automatic)} of them automatic, {len(answers)} answers")  # noqa: T201
    assert (len(mails), len(automatic), len(answers), len(pages)) == (157, 9, 17, 6)
    assert [one.text.split("\n")[0] for one in pages] == ["Hi. I am fine."] * 6
    standard = [letter_of(file.read_bytes(), US, arrived=NOW) for file in sorted(folder.glob("talon_standard_*.eml"))]
    assert {one.text for one in standard} == {"Hello"}
    assert not any("\n>" in text for text in answers)


def read(**headers: str) -> tuple[Letter, bool]:
    """Return a mail with these headers, and whether it is a mention."""
    raw = mail(SAID).split(b"\n\n", 1)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    kept = [line for line in raw[0].decode().split("\n") if line.partition(":")[0] not in named]
    head = "\n".join([*kept, *(f"{name}: {value}" for name, value in named.items())])
    letter = letter_of(f"{head}\n\n".encode() + raw[1], US, arrived=NOW)
    return letter, mention_of(letter, US) is not None
