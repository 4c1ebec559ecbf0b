"""A mailbox: complaints by e-mail, what was answered to them, and answers from here."""

from datetime import timedelta

from connectors.imap.settings import ImapSettings
from connectors.imap.source import ImapSource
from connectors.kit.kind import Kind

KIND = Kind(
    settings=ImapSettings,
    build=ImapSource,
    hears="Mails that customers write to a mailbox, without what they quote; not newsletters and automatic answers.",
    needs="A mailbox that can be read by IMAP, and for answers a server that sends for it (`smtp`).",
    steps=(
        "Where the server takes a password: `host`, `username`, `password: ${NAME}`, and its host under `smtp`.",
        (
            "Google: switch on 2-Step Verification, make an app password at https://myaccount.google.com/apppasswords; "
            "the hosts are imap.gmail.com and smtp.gmail.com, with `files_sent: true`."
        ),
        (
            "Microsoft: in Entra register an application with a secret, give it the permissions IMAP.AccessAsApp and "
            "SMTP.SendAsApp of Office 365 Exchange Online, let an administrator consent, and allow its service "
            "principal the mailbox in Exchange; then set `oauth` with `scope: https://outlook.office365.com/.default`."
        ),
        "Name your own addresses under `ours`, so that colleagues' answers are seen and never taken for complaints.",
    ),
    limits=(
        "The mailbox is only ever read: nothing is marked, moved or deleted. Mails that were moved out of `folders` "
        "before they were read are not heard. What was answered is seen in the folder of what was sent, or in a copy "
        "to the mailbox. Attachments are named, not read; of a mail the first 400 KB."
    ),
    about="us",
    every=timedelta(minutes=2),
    replies=True,
    answers=True,
)
