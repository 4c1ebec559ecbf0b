"""From a notice to a message. Pure. Nothing that a customer wrote is markup, a header or a link."""

import hashlib
import html
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from email.utils import format_datetime

from alerts.contract import Notice, Tone
from alerts.email.settings import EmailSettings
from alerts.plain import links_of, quote_of, text_of
from alerts.text import clean, one_line

_LONGEST_SUBJECT = 200
_COLOURS = {
    Tone.CRITICAL: "#b00020",
    Tone.HIGH: "#d35400",
    Tone.MEDIUM: "#b58900",
    Tone.LOW: "#2a6fb0",
    Tone.DONE: "#2e7d32",
    Tone.INFO: "#44546a",
    Tone.TROUBLE: "#7b1fa2",
}


def message_for(notice: Notice, settings: EmailSettings, now: datetime) -> EmailMessage:
    """Return the message that shows `notice`: plain text, the same in HTML, and its picture within that."""
    message = EmailMessage(policy=POLICY)
    message["From"] = Address(display_name=_header(settings.sender_name), addr_spec=settings.sender)
    message["To"] = ", ".join(settings.to)
    message["Subject"] = _header(notice.title)[:_LONGEST_SUBJECT] or "Complaint monitor"
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id(notice.key, settings.sender)
    if notice.thread_of is not None and _is_message_id(notice.thread_of.reference):
        message["In-Reply-To"] = notice.thread_of.reference
        message["References"] = notice.thread_of.reference
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday note answers it
    if notice.letter is not None and settings.unsubscribe is not None:
        message["List-Unsubscribe"] = f"<mailto:{settings.unsubscribe}?subject=unsubscribe>"  # RFC 2369
    letter = notice.letter
    message.set_content(text_of(notice) if letter is None else letter.text)
    message.add_alternative(html_of(notice) if letter is None else letter.html, subtype="html")
    shown = message.get_body(("html",))
    if notice.picture is not None and isinstance(shown, EmailMessage):
        shown.add_related(notice.picture, "image", "png", cid="<picture>", filename="picture.png")
    return message


def message_id(key: str, sender: str) -> str:
    """Return the message id of a notice: the same for the same key, and nothing of the key can be read in it."""
    return f"<{hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest()[:40]}@{sender.rpartition('@')[2]}>"


def html_of(notice: Notice) -> str:
    """Return a notice as HTML: styles within, nothing loaded from elsewhere, every word escaped."""
    colour = _COLOURS[notice.tone]
    quote = quote_of(notice)
    facts = "".join(
        f'<tr><td style="color:#667;padding:2px 12px 2px 0;vertical-align:top">{_shown(fact.label)}</td>'
        f'<td style="padding:2px 0">{_shown(fact.value)}</td></tr>'
        for fact in notice.facts
    )
    links = " · ".join(
        f'<a href="{html.escape(url)}" rel="noopener noreferrer nofollow">{html.escape(label)}</a>'
        for label, url in links_of(notice)
    )
    style = "border-left:4px solid #ccd;margin:12px 0;padding:4px 12px;white-space:pre-wrap"
    parts = [
        f'<h2 style="color:{colour};font-size:18px;margin:0 0 8px">{_shown(notice.title)}</h2>',
        f'<blockquote style="{style}">{html.escape(quote)}</blockquote>' if quote else "",
        *(f'<p style="margin:8px 0">{html.escape(line)}</p>' for line in clean(notice.body).split("\n") if line),
        _picture(notice) if notice.picture is not None else "",
        f"<table>{facts}</table>" if facts else "",
        f"<p>{links}</p>" if links else "",
    ]
    body = "\n".join(part for part in parts if part)
    return f'<!doctype html><html><body style="font-family:sans-serif;font-size:14px">\n{body}\n</body></html>\n'


def _picture(notice: Notice) -> str:
    says = html.escape(one_line(notice.picture_says))
    return f'<p><img src="cid:picture" alt="{says}" style="max-width:100%"></p>'


def _header(text: str) -> str:
    """One line that is no encoded word: the library would decode one (`=?utf-8?q?=0d=0aBcc:?=`) into a header more."""
    return one_line(text).replace("=?", "= ?")


def _shown(text: str) -> str:
    return html.escape(one_line(text))


def _is_message_id(reference: str) -> bool:
    """A receipt of another channel, or of an earlier configuration, is no id of a message."""
    return reference.startswith("<") and reference.endswith(">") and reference.isascii() and reference.isprintable()
