"""E-mail by SMTP (RFC 5321): each notice is one message, as plain text and as the same in HTML.

A message's id follows from the notice's key, so what answers another notice stands in its thread, and a mailbox that
knows ids shows nothing twice where a doubtful message was sent again. What was mailed cannot be changed: a notice is
mailed as it reads when it is posted.
"""

from alerts.email.channel import EmailChannel
from alerts.email.settings import EmailSettings
from alerts.kind import Kind, Tools


def _build(settings: EmailSettings, tools: Tools) -> EmailChannel:
    return EmailChannel(tools.name, settings, tools.now)


KIND = Kind(
    settings=EmailSettings,
    build=_build,
    shows="an e-mail for every notice, in threads; what changes later is not mailed again",
    needs="a mail server that takes messages for you, and an account there where it asks for one",
)
