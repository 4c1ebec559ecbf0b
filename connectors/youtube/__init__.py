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
    needs=(
        "A key: in Google Cloud make a project, switch on the YouTube Data API v3, and under APIs & Services > "
        "Credentials create an API key, restricted to that API."
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
