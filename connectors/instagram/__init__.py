"""An Instagram account of one's own: comments below its posts, posts that tag it, and where others name it.

Meta tells by webhook at once, and by polls for sure, except for @mentions: where these stand is told by webhook alone,
and then asked for. The account's own comments are answers, known by its id.
"""

from datetime import timedelta

from connectors.instagram.settings import InstagramSettings
from connectors.instagram.source import InstagramSource
from connectors.kit.kind import Kind

KIND = Kind(
    settings=InstagramSettings,
    build=InstagramSource,
    hears="Comments on your Instagram posts, posts that tag you, and comments and captions that @mention you.",
    needs=(
        "A professional account that is linked to a Facebook page, an app of a verified business that Meta has "
        "reviewed, and a page access token."
    ),
    steps=(
        "Link the professional account to your Facebook page.",
        "At developers.facebook.com make an app of your verified business.",
        (
            "Ask for instagram_basic, instagram_manage_comments, pages_show_list and pages_read_engagement; Meta "
            "reviews each."
        ),
        "Under Business settings > System users > Generate token make a page access token.",
        (
            "To be told at once, and of @mentions at all: in the app under Webhooks > Instagram give `web: base_url` "
            "with /in/NAME behind it and your `verify_token`, and tick comments and mentions."
        ),
        "Install the app on the page: POST /PAGE/subscribed_apps?subscribed_fields=feed.",
    ),
    limits=(
        "Your own account only: Instagram has no search. Polls see comments on posts of the last `reread_days`, "
        "webhooks those on older ones. Of private accounts and stories nothing is told. Edits and deletions of "
        "comments on your posts are seen wherever a case is watched. Photos that tag you without naming you in words, "
        "hidden comments and live videos cannot be answered from here."
    ),
    about="us",
    every=timedelta(minutes=10),
    edits=True,
    deletions=True,
    replies=True,
    answers=True,
)
