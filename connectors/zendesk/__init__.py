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
        "A confidential OAuth client of your Zendesk: as an administrator, in Admin Center under Apps and integrations "
        "> APIs > OAuth clients, add one of the kind Confidential; its identifier and secret. An API token with an "
        "administrator's e-mail address works until April 30, 2027. Surveys need Support Professional or Suite Growth."
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
