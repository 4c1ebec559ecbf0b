"""Reviews on Google of one's own locations (Google Maps, Google Search), by the Business Profile APIs.

Reviews are still read by version 4 of the My Business API, the locations by the newer one. Facts:
https://developers.google.com/my-business/content/review-data
"""

from datetime import timedelta

from connectors.google_business.settings import GoogleBusinessSettings
from connectors.google_business.source import GoogleBusinessSource
from connectors.kit.kind import Kind

KIND = Kind(
    settings=GoogleBusinessSettings,
    build=GoogleBusinessSource,
    hears="Reviews on Google Maps and Search of all locations of your business, as they are written, edited, answered.",
    needs=(
        "A project in Google Cloud that Google has approved for the Business Profile APIs, and a manager of the "
        "locations."
    ),
    steps=(
        "Apply at support.google.com/business/workflow/16726127; it takes some days.",
        "In the project switch on the My Business Business Information API and the Google My Business API.",
        (
            "Make an OAuth client in it, and with that a refresh token with the scope business.manage, of a manager of "
            "the locations; or make a service account a manager."
        ),
    ),
    limits=(
        "Only verified locations have reviews; one that cannot be read is told as a gap, and the others are heard. "
        "Your answers move nothing: they are seen on reviews that were written or changed in the last `reread_days`, "
        "and wherever a case is watched, as deletions are. Who reviews has no account that is told. An answer has at "
        "most 4,096 bytes, and a new one takes the place of the old. Google allows 300 requests a minute."
    ),
    about="us",
    every=timedelta(minutes=15),
    edits=True,
    deletions=True,
    replies=True,
    answers=True,
)
