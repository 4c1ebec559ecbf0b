"""Why something was flagged, in words that need no explaining."""

from collections.abc import Mapping, Sequence

from monitor.domain.score import Reason

MOST_WORDS = 3
MOST_REASONS = 4

_SAID: Mapping[str, str] = {
    "blame": "puts the blame on us",
    "broken_promise": "says that a promise was broken",
    "cancellation": "is about a cancellation",
    "contrast": "turns to the bad after a kind word",
    "damage": "tells of something lost or damaged",
    "delay": "tells of a delay",
    "demand": "demands that something be done",
    "disappointment": "is disappointed",
    "discrimination": "tells of discrimination",
    "emphasis": "says it loudly",
    "fraud": "speaks of fraud or a stolen account",
    "frustration": "has had enough",
    "ignored": "says that nobody answered",
    "injury": "tells of harm to a person",
    "insult": "uses abusive language",
    "leaving": "is leaving or says that others should",
    "legal": "threatens to go to court or to an authority",
    "loss": "has lost something by it",
    "lost": "tells of something lost or damaged",
    "money": "is about money",
    "negation": "says what did not happen",
    "not_working": "says that something does not work",
    "policy": "objects to a rule of ours",
    "praise": "has a kind word, too",
    "press": "threatens to go to the press",
    "price": "objects to the price",
    "privacy": "worries about private data",
    "profanity": "swears",
    "quality": "objects to the quality",
    "question": "asks for help",
    "repetition": "says that it happens again and again",
    "request": "asks for help",
    "rudeness": "says that staff were rude",
    "safety": "tells of a danger",
    "sarcasm": "is sarcastic",
    "staff": "is about our staff",
    "vulnerable": "may come from someone who needs care",
    "waiting": "says it has waited",
}
_MEASURED: Mapping[str, str] = {
    "age": "has been public for a while",
    "crowd": "several people say the same",
    "distinct": "several people say the same",
    "earlier": "has complained before",
    "followers": "has many followers",
    "learned": "reads like complaints that we know",
    "likes": "others agree with it",
    "model": "reads like complaints that we know",
    "reach": "many people have seen it",
    "shares": "is being passed on",
    "stars": "gave a low rating",
    "thumb": "gave a thumbs down",
    "vader": "the tone is negative",
    "views": "many people have seen it",
}


def sentence(reason: Reason) -> str:
    """Return one reason in plain words, with what caused it: `says it has waited ("still waiting", "3 weeks")`.

    What a customer said stands in quotes, what was measured without. A cue without a sentence of its own is still
    readable.
    """
    told = _SAID.get(reason.cue) or _MEASURED.get(reason.cue) or f"shows signs of {reason.cue.replace('_', ' ')}"
    shown = reason.words[:MOST_WORDS]
    if not shown:
        return told
    causes = shown if reason.cue in _MEASURED else tuple(f'"{words}"' for words in shown)
    return f"{told} ({', '.join(causes)})"


def sentences(reasons: Sequence[Reason], most: int = MOST_REASONS) -> tuple[str, ...]:
    """Return the sentences of the reasons that speak for a complaint, the weightiest first, `most` at most.

    Reasons that speak against it (a negative weight) are left out, unless there is nothing else to say.
    """
    speaking = [reason for reason in reasons if reason.weight >= 0] or list(reasons)
    speaking.sort(key=lambda reason: -abs(reason.weight))
    return tuple(dict.fromkeys(sentence(reason) for reason in speaking))[:most]
