"""Notices to show, in our own words."""

from datetime import UTC, datetime

from alerts.contract import Button, Fact, Notice, Receipt, Tone

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)

ALERT = Notice(
    key="case:C-1042",
    tone=Tone.HIGH,
    title="Refund refused after three weeks",
    quote="Three weeks of waiting & the desk says <no refund>. *Never* again, Acme Air!",
    body="Flagged: asks for a refund, has waited for weeks, gave 1 star of 5.",
    link="https://reviews.example.org/acme-air/981?lang=en",
    facts=(
        Fact(label="Who", value="Sam_K (120 followers)"),
        Fact(label="Where", value="Reviews, London"),
        Fact(label="Heard", value="2 minutes ago"),
        Fact(label="Owner", value="nobody yet"),
        Fact(label="Due", value="11:30, in 2 hours"),
    ),
    buttons=(
        Button(label="Claim", action="claim", value="C-1042"),
        Button(label="Not a complaint", action="dismiss", value="C-1042"),
        Button(label="Case", url="https://monitor.example.org/cases/C-1042"),
    ),
)

RECEIPT = Receipt(channel="C0123456789", workspace="T0001", reference="1732354200.000100", posted_at=NOW)
