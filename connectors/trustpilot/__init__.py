"""Reviews of a company on Trustpilot, with its answers: polled, pushed, or both.

Reviews are edited for years, and no list goes by the time of an edit: so each poll reads those of the last weeks again.
Trustpilot signs nothing that it delivers. What is delivered is taken for a hint, and asked for by an API key; without
one the secret in the address is all that shows where it comes from.
"""

from datetime import timedelta

from connectors.kit.kind import Kind
from connectors.trustpilot.settings import TrustpilotSettings
from connectors.trustpilot.source import TrustpilotSource

KIND = Kind(
    settings=TrustpilotSettings,
    build=TrustpilotSource,
    hears="Reviews of your company on Trustpilot, as they are written, edited, taken away and answered by you.",
    needs="An API key (an add-on, or part of the larger plans); or webhooks alone, where the plan has no API.",
    steps=(
        "In Trustpilot Business open Integrations > Developers > APIs and make an `api_key`.",
        (
            "Give its `api_secret`, too, to read what only you may see, and to answer; for answers also the id of the "
            "business user who `author`s them."
        ),
        (
            "To be told at once, or where the plan has no API: under Integrations > Webhooks give `web: base_url` "
            "with /in/NAME?secret=… behind it, the same words as `webhook_secret`."
        ),
    ),
    limits=(
        "Company reviews, not product reviews. Edits are seen for `reread_days`, by webhook, and wherever a case is "
        "watched; deletions by webhook and wherever a case is watched. A review keeps one answer. Trustpilot asks for "
        "no more than 833 requests in 5 minutes, and lists the newest 100,000 reviews. It signs no webhook: with an "
        "API key each delivery is looked up before it is believed."
    ),
    about="us",
    every=timedelta(minutes=30),
    edits=True,
    deletions=True,
    replies=True,
    answers=True,
)
