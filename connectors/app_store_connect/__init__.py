"""Reviews of an app of one's own in Apple's App Store, by the App Store Connect API.

Apple tells when a review was written and not when it was edited: what stands in the list is read again, the newest by
every poll and the rest little by little. Facts:
https://developer.apple.com/documentation/appstoreconnectapi/customer-reviews
"""

from datetime import timedelta

from connectors.app_store_connect.settings import AppStoreConnectSettings
from connectors.app_store_connect.source import AppStoreConnectSource
from connectors.kit.kind import Kind

KIND = Kind(
    settings=AppStoreConnectSettings,
    build=AppStoreConnectSource,
    hears="Reviews of your app in Apple's App Store, in all countries, as they are written, edited and answered.",
    needs="A key of the App Store Connect API, with the role Customer Support.",
    steps=(
        "In App Store Connect open Users and Access > Integrations > App Store Connect API.",
        "Generate a key with the role Customer Support, and download its file: that works once.",
        "Name its Key ID, and the Issuer ID above the list of team keys (an individual key has none).",
    ),
    limits=(
        "An edit carries no date: it is seen by the next poll among the newest `reread_newest`, wherever a case is "
        "watched at its next look, and elsewhere when the sweep over all reviews comes by. Apple tells no language, no "
        "version of the app and no account; the place is the country as Apple writes it (USA). Stars without words are "
        "not there. An answer has at most 5,970 characters, a new one takes the place of the old, and Apple publishes "
        "it within a day. A review has another id in `appstore_rss`: use one of the two."
    ),
    about="us",
    every=timedelta(minutes=30),
    edits=True,
    deletions=True,
    replies=True,
    answers=True,
)
