"""What is good to hear: praise of staff, and thanks for customers who were won back."""

from collections.abc import Sequence

from alerts.contract import Fact, Notice, Tone
from connectors.contract import Mention
from monitor.domain.case import CaseFile
from monitor.domain.links import followed
from monitor.wording import names, notices


def praise(mention: Mention, quote: str, *, whom: Sequence[str] = (), key: str) -> Notice:
    """Return a customer's praise of our staff; `quote` is their words, masked, and `whom` they name in them."""
    stars = f"{names.stars(mention.rating)} on " if mention.rating else "On "
    url = followed(mention.url)
    place = names.platform(mention.key.platform)
    return Notice(
        key=key,
        tone=Tone.DONE,
        title=f"Praise for our people · {stars}{place}",
        quote=quote or None,
        facts=(Fact(label="Whom", value=", ".join(whom)),) if whom else (),
        link=url,
    )


def gone(*, key: str) -> Notice:
    """Return what stands instead of a praise whose words are gone."""
    return Notice(key=key, tone=Tone.DONE, title="Praise for our people", body="It was deleted.")


def thanks(file: CaseFile, *, key: str, web_url: str | None) -> Notice:
    """Return the line that thanks whoever answered a customer who was won back."""
    case = file.case
    place = names.platform(file.mention.key.platform)
    title = f"{case.owner or 'We'} won a customer back"
    body = f"{case.public_id} · {case.brand} · {names.topic(case.topic)} · on {place}. Thank you!"
    return Notice(key=key, tone=Tone.DONE, title=title, body=body, buttons=notices.buttons(case, web_url))
