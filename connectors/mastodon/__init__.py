"""Posts on Mastodon and what speaks its API: a hashtag, a search, or who mentions an account.

Only what the asked server has heard of is there: another server may know more. A post is known by its `uri`, which is
the same on every server. Facts: https://docs.joinmastodon.org/methods/statuses/
"""

from datetime import timedelta

from connectors.kit.kind import Kind
from connectors.mastodon.settings import MastodonSettings
from connectors.mastodon.source import MastodonSource

KIND = Kind(
    settings=MastodonSettings,
    build=MastodonSource,
    hears="Posts with a hashtag, that a search finds, or that mention an account, as one server knows them.",
    needs="Nothing for a hashtag on most servers; a token for a search or mentions, and to answer.",
    steps=(
        "On the server open Preferences > Development > New application.",
        (
            "Tick read:search, read:notifications and read:statuses; to see and write your answers read:accounts and "
            "write:statuses, too."
        ),
        "Open the application that is listed then, and copy “Your access token” as `token`.",
    ),
    limits=(
        "A server knows only what has reached it. A search finds posts whose authors allow it, where the server has "
        "full-text search. Private and direct posts are never taken. Edits are seen for an hour; edits, deletions and "
        "your answers wherever a case is watched, with a token also of posts from other servers. Your answers are "
        "those of the token's account and of `accounts`. A server allows 300 requests in 5 minutes, and posts of 500 "
        "characters unless it says more."
    ),
    about="brand",
    every=timedelta(minutes=5),
    edits=True,
    deletions=True,
    replies=True,
    answers=True,
)
