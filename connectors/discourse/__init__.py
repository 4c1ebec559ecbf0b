"""Posts of a Discourse forum: all new ones by their ids, which only grow, or what its search finds.

`/posts.json?before=` tells of windows of ids: one may hold few posts or none, because some are hidden, and that is not
the end. Posts of the forum's staff are answers of one's own, told with the post that they answer.
"""

from datetime import timedelta

from connectors.discourse.settings import DiscourseSettings
from connectors.discourse.source import DiscourseSource
from connectors.kit.kind import Kind

KIND = Kind(
    settings=DiscourseSettings,
    build=DiscourseSource,
    hears="Posts in a Discourse forum: all that everybody may read, or those that its search finds.",
    needs="Nothing for an open forum. To read a closed one, or to answer there: a key that an administrator makes.",
    steps=(
        "In the forum open Admin > API > Keys > Add API key.",
        "Choose Single user, and the account that answers in the brand's name; a global key could do anything.",
        "As scope choose granular: topics and posts to read, search, and posts to create where answers are sent.",
        "Put the key into the environment or `.env`, and write `api_key: ${NAME}` and `api_username`.",
    ),
    limits=(
        "Edits are seen among the newest `reread_posts`, edits and deletions wherever a case is watched. Whispers, "
        "messages and posts hidden by flags are never taken. A search asks for each hit as a whole, so it suits "
        "forums with few mentions. A forum allows 20 to 200 requests a minute, as its administrators say."
    ),
    about="us",
    every=timedelta(minutes=5),
    edits=True,
    deletions=True,
    replies=True,
    answers=True,
)
