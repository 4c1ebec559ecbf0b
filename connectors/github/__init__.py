"""Issues and discussions on GitHub: those of one's own repositories, with comments, or what a search finds.

One's own are read in the order of changes, so that nothing slips through; whoever speaks for a repository (its owner,
members, collaborators) answers in the brand's name. A search that GitHub breaks off never counts as read.
"""

from datetime import timedelta

from connectors.github.settings import GithubSettings
from connectors.github.source import GithubSource
from connectors.kit.kind import Kind

KIND = Kind(
    settings=GithubSettings,
    build=GithubSource,
    hears="Issues, comments and discussions in your GitHub repositories, or what a search of all of GitHub finds.",
    needs="A personal access token, best of an account of the brand. A search for issues goes without one.",
    steps=(
        "On GitHub open Settings > Developer settings > Personal access tokens > Fine-grained tokens > Generate.",
        "Choose the organization, the repositories, and an end date that somebody will remember.",
        "Under Permissions > Repositories give Issues and Discussions to read; Issues to write for answers.",
        "Put the token into the environment or `.env`, and write `token: ${NAME}`.",
    ),
    limits=(
        "A search finds issues and discussions, not comments, and lags by minutes. Edits of issues are seen by their "
        "words; deletions wherever a case is watched. Of a discussion the last 30 comments are read, with the last 10 "
        "answers to each; answers to discussions are written on GitHub. With a token GitHub allows 5,000 requests an "
        "hour and 30 searches a minute."
    ),
    about="us",
    every=timedelta(minutes=5),
    edits=True,
    deletions=True,
    replies=True,
    answers=True,
)
