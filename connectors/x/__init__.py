"""X: posts that a search finds and posts that mention an account, paid for one by one, within a budget of money a day.

What a request may cost at most is reserved before it is made; what it did not cost is given back.
"""

from datetime import timedelta

from connectors.kit.kind import Kind
from connectors.x.settings import XSettings
from connectors.x.source import XSource

KIND = Kind(
    settings=XSettings,
    build=XSource,
    hears="Posts on X of the last 7 days that a search finds, and posts that mention your account.",
    needs="An app of the X developer console, with credits.",
    steps=(
        "At https://console.x.com make an app and buy credits.",
        "Give its `bearer_token`: for a search that is enough.",
        (
            "To answer, and to read mentions of your account at the price of what is yours: take under Keys and "
            "tokens its `api_key` and `api_secret`, and an `access_token` and `access_secret` of the account with the "
            "leave to read and write."
        ),
    ),
    limits=(
        "X takes money for each post and each author that it shows: `dollars_a_day` is the most that is spent by all "
        "sources on one token, and `monitor sources list` shows how much was. The search reaches back 7 days. Edits, "
        "which are possible for 30 minutes, and deletions are seen wherever a case is watched, for a post's price. "
        "X may let an app answer only some posts. An answer has 280 characters, of some scripts 140."
    ),
    about="brand",
    every=timedelta(minutes=15),
    edits=True,
    deletions=True,
    replies=True,
    answers=True,
)
