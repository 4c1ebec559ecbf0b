"""A Facebook page of one's own: what people write on it and below its posts, where they name it, what they recommend.

Meta tells by webhook at once, and by polls for sure: each looks at the posts of the last days and reads the comments of
those that have changed. The page's own comments are answers, known by the page's id.
"""

from datetime import timedelta

from connectors.facebook.settings import FacebookSettings
from connectors.facebook.source import FacebookSource
from connectors.kit.kind import Kind

KIND = Kind(
    settings=FacebookSettings,
    build=FacebookSource,
    hears="Comments, visitors' posts, public posts that name your page, and recommendations, on your Facebook page.",
    needs="An app of a verified business that Meta has reviewed, and a page access token.",
    steps=(
        "At developers.facebook.com make an app of your verified business.",
        (
            "Ask for pages_read_engagement, pages_read_user_content, pages_manage_metadata (webhooks) and "
            "pages_manage_engagement (answers); Meta reviews each."
        ),
        "Under Business settings > System users > Generate token make a page access token.",
        (
            "To be told at once: in the app under Webhooks > Page give `web: base_url` with /in/NAME behind it and "
            "your `verify_token`, and tick feed, mention and ratings."
        ),
        "Install the app on the page: POST /PAGE/subscribed_apps?subscribed_fields=feed,mention,ratings.",
    ),
    limits=(
        "Your own pages only: Facebook has no search. Polls see comments on posts of the last `reread_days`, webhooks "
        "those on older ones. Edits and deletions come by webhook, and wherever a case is watched. What you hide stays "
        "a mention. Names are missing where the token lacks permissions. An app delivers for all its pages to one "
        "address: a second page needs an app of its own, or is heard by polls alone. Private messages are not read."
    ),
    about="us",
    every=timedelta(minutes=10),
    edits=True,
    deletions=True,
    replies=True,
    answers=True,
)
