"""Intercom: bad ratings of conversations, with the remark and what was written since."""

from datetime import timedelta

from connectors.intercom.settings import IntercomSettings
from connectors.intercom.source import IntercomSource
from connectors.kit.kind import Kind

KIND = Kind(
    settings=IntercomSettings,
    build=IntercomSource,
    hears="Bad ratings of conversations in Intercom, with the customer's remark and what the conversation was about.",
    needs="An app of your workspace with an access token. It needs no review while only your workspace uses it.",
    steps=(
        "At https://app.intercom.com/a/apps/_/developer-hub choose New app, and your workspace.",
        "Under Configure > Authentication allow to read conversations, and to write them for answers.",
        "Copy the access token from there into the environment or `.env`, and write `access_token: ${NAME}`.",
        (
            "To be told at once: under Webhooks give `web: base_url` with /in/NAME behind it and subscribe to "
            "conversation.rating.added; the client secret under Basic information goes into `client_secret`."
        ),
    ),
    limits=(
        "Conversations that were not rated are not heard. Of one conversation the newest 500 parts are seen. Answers "
        "are sent in an admin's name, and open a closed conversation again. A workspace's apps may ask 25,000 times a "
        "minute together."
    ),
    about="us",
    every=timedelta(minutes=5),
    edits=True,
    deletions=True,
    replies=True,
    answers=True,
)
