"""YouTube: comments on one's own channels and on videos, or videos that a search finds.

A thread shows only a few of its answers, and a new one does not bring it to the top: threads of the last days are
looked at again, and read as a whole where they have grown. Searches have a small bucket of their own.
"""

from datetime import timedelta

from connectors.kit.kind import Kind
from connectors.youtube.settings import YoutubeSettings
from connectors.youtube.source import YoutubeSource

KIND = Kind(
    settings=YoutubeSettings,
    build=YoutubeSource,
    hears="Comments on your YouTube channels or on videos that you name, or new videos that a search finds.",
    needs="A key for the YouTube Data API. It costs nothing, and needs no login of yours.",
    steps=(
        "In the Google Cloud console make a project, or choose one of your company's.",
        "Under APIs & Services > Library find the YouTube Data API v3, and enable it.",
        "Under APIs & Services > Credentials create an API key, and restrict it to that API.",
        "Put the key into the environment or `.env`, and write `api_key: ${NAME}`.",
        "A channel's id (UC...) is on YouTube under the channel's About > Share channel > Copy channel ID.",
    ),
    limits=(
        "YouTube allows 100 pages of search results and 10,000 other requests a day, until midnight in California. New "
        "answers and edits are seen in threads of the last `reread_days`, deletions wherever a case is watched. "
        "Comments that are held for review are not there. A search hears videos, not their comments. Answers are "
        "written on YouTube: a key cannot post."
    ),
    about="us",
    every=timedelta(minutes=30),
    edits=True,
    deletions=True,
    replies=True,
)
