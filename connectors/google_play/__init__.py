"""Reviews of an Android app of one's own: by the Google Play Developer API, and by the Play Console's monthly reports.

The API shows what was written or changed in the last 7 days, on production, with text. The reports have all of it, and
the stars without text, some days later. Facts: https://developers.google.com/android-publisher/reply-to-reviews and
https://support.google.com/googleplay/android-developer/answer/6135870
"""

from datetime import timedelta

from connectors.google_play.settings import GooglePlaySettings
from connectors.google_play.source import GooglePlaySource
from connectors.kit.kind import Kind

KIND = Kind(
    settings=GooglePlaySettings,
    build=GooglePlaySource,
    hears="Reviews of your Android app on Google Play, as they are written, edited and answered by you.",
    needs="A service account of Google Cloud that is invited in the Play Console, and its JSON key.",
    steps=(
        "In the Google Cloud console make a service account, and a JSON key of it.",
        "In the Play Console under Users and permissions invite its address, with the leave to reply to reviews.",
        "For the monthly reports give it the leave to view app information and download bulk reports, too.",
        "Their address is under Download reports > Reviews > Copy Cloud Storage URI.",
    ),
    limits=(
        "Google shows what was written or changed in the last 7 days, on production, with text; never the country. "
        "Poll at least daily. A review's time is that of its last change. With `reports_bucket` or `reports_folder`, "
        "stars without text and older reviews are heard from the monthly reports, 3 to 7 days late; one that gets its "
        "text later counts as another. Deletions are not seen. An answer has at most 350 characters, and a new one "
        "takes the place of the old; stars alone cannot be answered."
    ),
    about="us",
    every=timedelta(minutes=30),
    edits=True,
    replies=True,
    answers=True,
)
