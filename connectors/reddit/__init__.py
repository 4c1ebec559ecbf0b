"""Reddit: posts that a search finds, posts and comments of subreddits, and who names an account there.

Pages are asked for behind a post, which may be gone by then: several are remembered, and the next one is tried.
"""

from datetime import timedelta

from connectors.kit.kind import Kind
from connectors.reddit.settings import RedditSettings
from connectors.reddit.source import RedditSource

KIND = Kind(
    settings=RedditSettings,
    build=RedditSource,
    hears="Posts on Reddit that a search finds, all posts and comments of subreddits, and who mentions your account.",
    needs="An application that Reddit approved, and to answer, and for mentions, an account.",
    steps=(
        "Apply under https://support.reddithelp.com (Responsible Builder Policy), and wait for the approval.",
        "Make an app of type `script` at https://www.reddit.com/prefs/apps; give its `client_id` and `client_secret`.",
        (
            "To answer, and for mentions: the account's `username` and `password` (without two-factor sign-in), or a "
            "`refresh_token` with the scopes read, history, privatemessages and submit."
        ),
    ),
    limits=(
        "Reddit's search finds posts, never comments: name the subreddits whose comments are to be heard. A listing "
        "reaches back 1,000 items. 100 requests a minute for each application, whatever uses it. Edits are seen for an "
        "hour, edits and deletions wherever a case is watched. Commercial use needs a contract with Reddit."
    ),
    about="brand",
    every=timedelta(minutes=5),
    edits=True,
    deletions=True,
    replies=True,
    answers=True,
)
