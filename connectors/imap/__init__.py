"""A mailbox: complaints by e-mail, what was answered to them, and answers from here."""

from datetime import timedelta

from connectors.imap.settings import ImapSettings
from connectors.imap.source import ImapSource
from connectors.kit.kind import Kind

KIND = Kind(
    settings=ImapSettings,
    build=ImapSource,
    hears="Mails that customers write to a mailbox, without what they quote; not newsletters and automatic answers.",
    needs=(
        "A mailbox that can be read by IMAP. Google: switch on 2-Step Verification, make an app password at "
        "https://myaccount.google.com/apppasswords. Microsoft: an application in Entra with IMAP.AccessAsApp (or a "
        "refresh token of the user with IMAP.AccessAsUser.All and SMTP.Send), under `oauth`. To answer: `smtp`."
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
