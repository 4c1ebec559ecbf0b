"""Bluesky: posts that a search finds, and who speaks to an account, asked with an app password.

The search is for low rates; what must be heard at once is listened to by kind `bluesky_live`.
"""

from datetime import timedelta

from connectors.bluesky.settings import BlueskySettings
from connectors.bluesky.source import BlueskySource
from connectors.kit.kind import Kind

KIND = Kind(
    settings=BlueskySettings,
    build=BlueskySource,
    hears="Posts on Bluesky that a search finds, and those that mention, answer or quote your account.",
    needs="An account, best one of the brand's own, and an app password of it; never the account's own password.",
    steps=(
        "In the app open Settings > Privacy and security > App passwords, add one, and copy it: it is shown once.",
        "Give it as `app_password`, and the account's handle as `handle`.",
    ),
    limits=(
        "The search is not for bulk use: few searches, some minutes apart; `bluesky_live` hears everything at once. "
        "3,000 requests in 5 minutes. Posts cannot be edited there; deletions are seen wherever a case is watched. An "
        "answer has at most 300 characters, and links in it cannot be clicked."
    ),
    about="brand",
    every=timedelta(minutes=5),
    deletions=True,
    replies=True,
    answers=True,
)
