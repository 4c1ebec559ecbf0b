"""Zendesk: what customers say of how their tickets were answered, in surveys or as legacy ratings."""

from datetime import timedelta

from connectors.kit.kind import Kind
from connectors.zendesk.settings import ZendeskSettings
from connectors.zendesk.source import ZendeskSource

KIND = Kind(
    settings=ZendeskSettings,
    build=ZendeskSource,
    hears="Bad answers to Zendesk's satisfaction surveys or legacy ratings, with comment and subject of the ticket.",
    needs=(
        "A confidential OAuth client of your Zendesk, or until April 30, 2027 an API token that is there already. "
        "Surveys need Support Professional or Suite Growth."
    ),
    steps=(
        "As an administrator open Admin Center > Apps and integrations > APIs > OAuth clients > Add OAuth client.",
        "Choose the client kind Confidential, save, and copy its identifier and secret: the secret is shown once.",
        "What it writes is written by whoever made it: answers will stand there in that name.",
        "Put the secret into the environment or `.env`, and write `client_id` and `client_secret: ${NAME}`.",
        "See under People > Satisfaction whether surveys or legacy ratings are sent, and set `csat` accordingly.",
    ),
    limits=(
        "Satisfaction may be read by administrators only. A survey is heard within minutes where it is answered within "
        "two days of being sent, else within a day. Answers are public comments in the ticket, in the name of the "
        "client's user; a closed ticket takes none. A plan allows 200 to 700 requests a minute, for all that use it."
    ),
    about="us",
    every=timedelta(minutes=5),
    edits=True,
    deletions=True,
    replies=True,
    answers=True,
)
