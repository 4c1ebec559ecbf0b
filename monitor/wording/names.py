"""What people call the things of the product: platforms, topics, severities, needs, stars."""

from collections.abc import Mapping

from connectors.contract import Rating
from monitor.domain.case import Dismissal, Outcome, State
from monitor.domain.score import Need, Severity, Topic

_PLATFORMS: Mapping[str, str] = {
    "app_store": "the App Store",
    "appstore": "the App Store",
    "appstore_rss": "the App Store",
    "app_store_connect": "the App Store",
    "bluesky": "Bluesky",
    "discourse": "a Discourse forum",
    "file": "an import",
    "github": "GitHub",
    "google_play": "Google Play",
    "gdelt": "the news",
    "hackernews": "Hacker News",
    "lemmy": "Lemmy",
    "mastodon": "Mastodon",
    "rss": "a feed",
    "sample": "the sample",
    "stackexchange": "Stack Exchange",
    "steam": "Steam",
    "youtube": "YouTube",
}
_TOPICS: Mapping[Topic, str] = {
    Topic.LOST_OR_DAMAGED: "lost or damaged",
    Topic.NOT_WORKING: "product not working",
    Topic.DIGITAL: "app or website",
    Topic.ACCOUNT: "account and access",
    Topic.STAFF: "staff and service",
    Topic.NO_ANSWER: "no answer from us",
    Topic.LEAVING: "customer leaving",
    Topic.SAFETY: "safety and fraud",
    Topic.POLICY: "a policy of ours",
    Topic.OTHER: "something else",
}
_NEEDS: Mapping[Need, str] = {
    Need.FUNCTIONAL: "wants it put right",
    Need.EMOTIONAL: "wants to be respected",
    Need.BOTH: "wants it put right, and to be respected",
}
_DISMISSALS: Mapping[Dismissal, str] = {
    Dismissal.NOT_A_COMPLAINT: "not a complaint",
    Dismissal.NOT_OURS: "not ours",
    Dismissal.DUPLICATE: "a duplicate",
    Dismissal.SPAM: "spam",
    Dismissal.EXTORTION: "extortion",
}


def platform(slug: str) -> str:
    """Return what a platform is called in the middle of a sentence; an unknown slug is made readable."""
    return _PLATFORMS.get(slug) or slug.replace("_", " ").title()


def site(slug: str) -> str:
    """Return what a platform is called by itself, as in a table: `App Store`."""
    return capital(platform(slug).removeprefix("the "))


def topic(value: Topic) -> str:
    """Return a topic in plain lower-case words."""
    return _TOPICS.get(value) or value.value.replace("_", " ")


def severity(value: Severity) -> str:
    """Return how bad it is, as a first word."""
    return value.value.capitalize()


def need(value: Need) -> str:
    """Return what the customer wants, as the end of a sentence about them."""
    return _NEEDS[value]


def state(value: State) -> str:
    """Return where a case stands, as a first word."""
    return value.value.capitalize()


def dismissal(value: Dismissal) -> str:
    """Return why a case was set aside."""
    return _DISMISSALS[value]


def outcome(value: Outcome) -> str:
    """Return what the customer did after our answer."""
    return "outcome unknown" if value is Outcome.UNKNOWN else value.value


def stars(rating: Rating) -> str:
    """Return a rating as short as it can be read: `2★`, `thumbs down`, `3/10`."""
    if rating.out_of == 1:
        return "thumbs up" if rating.stars >= 1 else "thumbs down"
    value = f"{rating.stars:g}"
    return f"{value}★" if rating.out_of == 5 else f"{value}/{rating.out_of:g}"


def plural(count: int, noun: str, many: str | None = None) -> str:
    """Return a count with its noun: `1 case`, `1,204 cases`."""
    return f"{count:,} {noun if count == 1 else many or noun + 's'}"


def capital(words: str) -> str:
    """Return `words` with a capital first letter and the rest as it is."""
    return words[:1].upper() + words[1:]


def sentence(words: str) -> str:
    """Return `words` as a sentence, with a capital and a full stop."""
    return capital(words if words.endswith((".", "!", "?")) else f"{words}.")
