"""What people write in Telegram's groups, as a bot hears it there: polled, or pushed by a webhook.

Telegram keeps what a bot has not confirmed for a day. Asking for what is behind an update confirms it, so that is asked
only from a saved cursor: what was not saved is told again. A bot sees no history, no deletions, and nothing that it or
other bots wrote.
"""

from datetime import timedelta

from connectors.kit.kind import Kind
from connectors.telegram.settings import TelegramSettings
from connectors.telegram.source import TelegramSource

KIND = Kind(
    settings=TelegramSettings,
    build=TelegramSource,
    hears="Messages in Telegram groups, and comments in the discussion group of a channel, where your bot is a member.",
    needs="A bot of its own, which is a member of the groups.",
    steps=(
        "In Telegram write /newbot to @BotFather, and take the token.",
        "Write /setprivacy > Disable, so that it hears all messages; or make it an administrator of the groups.",
        "Add it to the groups.",
        (
            "To be told at once, say `webhook_url`, which is `web: base_url` with /in/NAME behind it, by https, and a "
            "`webhook_secret`."
        ),
    ),
    limits=(
        "A bot hears what is written from when it is a member, and Telegram keeps that for a day: poll at least that "
        "often. There is no history and no search; deletions cannot be seen, nor messages of other bots. Edits are "
        "seen. An answer has at most 4,096 characters, a group takes 20 a minute, and one whose posting is in doubt "
        "cannot be looked up by a bot: a person looks."
    ),
    about="us",
    every=timedelta(minutes=1),
    edits=True,
    replies=True,
    answers=True,
)
