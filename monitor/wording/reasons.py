"""Why something was flagged, in words that need no explaining."""

from collections.abc import Mapping, Sequence

from monitor.domain.score import Reason

MOST_WORDS = 3
STARS, BALANCE = "stars", "balance"
MOST_REASONS = 5
_MIDDLING = -1.0
"""A rating that takes less than this away from the log-odds of a complaint is no good one: three stars of five."""

_SAID: Mapping[str, str] = {
    "amount": "is about much money",
    "anger_signs": "shows anger",
    "assent": "says the same of itself",
    "broken_promise": "says that a promise was broken",
    "cancelled": "tells of a cancellation",
    "comparison": "compares to our favour",
    "delight": "has warm praise, too",
    "demand": "demands that something be done",
    "dismay": "is appalled",
    "enquiry": "asks for information",
    "failing": "says what does not happen",
    "fraud": "speaks of fraud or a stolen account",
    "ignored": "says that nobody answered or helped",
    "ignored_words": "uses words that the team ignores",
    "injury": "tells of harm to a person",
    "joy_signs": "shows joy",
    "late": "tells of a delay",
    "leaving": "is leaving, or says that others should",
    "legal": "threatens to go to court or to an authority",
    "learned": "is worded as many complaints are",
    "let_down": "feels let down",
    "liking": "has a kind word, too",
    "loss": "has lost something, or got it damaged, spoiled or wrong",
    "money": "wants money back, or was charged wrongly",
    "news": "sounds like a headline or an advertisement, not like a customer",
    "not_working": "says that something does not work",
    "policy": "objects to a rule of ours",
    "own_words": "uses words that the team watches for",
    "press": "threatens to go to the press",
    "price": "objects to the price",
    "question": "asks what is wrong",
    "relief": "says that something went well",
    "repetition": "says that it happens again and again",
    "rudeness": "says that staff were rude",
    "safety": "tells of a danger",
    "sarcasm": "is sarcastic",
    "slow": "says that it is slow",
    "span": "tells how long it took",
    "about_other": "means something else by our name",
    "about_unclear": "may mean something else by our name",
    "not_looked_for": "is not what is looked for",
    "excluded_words": "uses words that rule it out",
    "speaker_bot": "was written by a robot",
    "speaker_competitor": "speaks for a competitor",
    "speaker_job_seeker": "is about a job",
    "speaker_news": "sounds like a headline or an advertisement, not like a customer",
    "speaker_ourselves": "comes from our own account",
    "speaker_reseller": "comes from somebody who sells our things",
    "speaker_staff": "comes from somebody who works for us",
    "praises_staff": "speaks well of staff",
    "sorrow": "tells of something bad or sad",
    "swearing": "swears",
    "scorer": "is a complaint to the scorer that is plugged in",
    "team": "uses words that this team's labels call a complaint",
    "team_graver": "is of a kind that this team takes more seriously",
    "team_milder": "is of a kind that this team takes less seriously",
    "thanks": "says thank you, too",
    "trade_bad": "uses words that unhappy customers use",
    "trade_good": "uses words that happy customers use",
    "trouble": "tells of a problem",
    "vulnerable": "may come from someone who needs care",
    "waiting": "says it has waited",
    "wish": "wishes for something better",
}
_MEASURED: Mapping[str, str] = {
    "age": "has been public for a while",
    "asks": "is put as a question",
    "complained_before": "the author has complained before",
    "content_before": "the author was content before",
    "under_complaint": "stands under a complaint",
    "under_own_complaint": "follows up on an own complaint",
    "under_our_answer": "replies to our answer",
    "people": "others tell of the same",
    "unanswered": "has waited for an answer",
    BALANCE: "has more words of complaint than of praise",
    "closing": "ends on a bad note",
    "contrast": "turns to the bad after a kind word",
    "followers": "has many followers",
    "likes": "others agree with it",
    "link": "has a link",
    "long": "is told at length",
    "replies": "many people have answered it",
    "shares": "is being passed on",
    "silent": "uses none of the words that we know",
    STARS: "gave a low rating",
    "to_handle": "speaks to us by name",
    "tone_bad": "the tone is negative",
    "tone_good": "the tone is positive",
    "views": "many people have seen it",
}

_AGAINST: Mapping[str, str] = {
    "learned": "is worded as complaints rarely are",
    BALANCE: "has more words of praise than of complaint",
    "closing": "ends on a good note",
    "contrast": "turns to the good in the end",
    STARS: "gave a good rating",
    "scorer": "is no complaint to the scorer that is plugged in",
    "team": "uses words that this team's labels call no complaint",
}
"""What a measure means where it speaks against a complaint."""


def sentence(reason: Reason) -> str:
    """Return one reason in plain words, with what caused it: `says it has waited ("still waiting", "3 weeks")`.

    What a customer said stands in quotes, what was measured without. A cue without a sentence of its own is still
    readable.
    """
    shown = _distinct(reason.words)[:MOST_WORDS]
    if not shown:
        return _told(reason)
    causes = shown if reason.cue in _MEASURED else tuple(f'"{words}"' for words in shown)
    return f"{_told(reason)} ({', '.join(causes)})"


def sentences(reasons: Sequence[Reason], most: int = MOST_REASONS) -> tuple[str, ...]:
    """Return the sentences of what speaks for a complaint, `most` at most, in the order given.

    What has no weight is told first of all: it is no opinion (a threat, a danger, a reach). Of the others the
    heaviest are told, and none that says another thing of the same words. What speaks against a complaint is left
    out, unless there is nothing else to say; so is the count of words that others quote.
    """
    speaking = _once([reason for reason in reasons if reason.weight >= 0] or list(reasons))
    if any(reason.words and reason.cue not in _MEASURED for reason in speaking):
        speaking = [reason for reason in speaking if reason.cue != BALANCE]
    heaviest = sorted(speaking, key=lambda reason: (reason.weight != 0, -abs(reason.weight)))[:most]
    return tuple(dict.fromkeys(sentence(reason) for reason in speaking if reason in heaviest))


def against(reasons: Sequence[Reason], most: int = MOST_REASONS) -> tuple[str, ...]:
    """Return the sentences of what speaks against a complaint, `most` at most: who speaks and what about, the heaviest.

    Where nothing does, those of what speaks for one, too little.
    """
    ranked = sorted(reasons, key=lambda reason: (reason.weight != 0, reason.weight))
    speaking = [reason for reason in ranked if reason.weight <= 0]
    return tuple(dict.fromkeys(map(sentence, _once(speaking)[:most]))) or sentences(reasons, most)


def _once(reasons: Sequence[Reason]) -> list[Reason]:
    """Leave out a reason whose every word another has told before it."""
    told: set[str] = set()
    kept = []
    for reason in reasons:
        words = {word.casefold() for word in reason.words}
        if not words or words - told:
            kept.append(reason)
        told |= words
    return kept


def _distinct(words: Sequence[str]) -> tuple[str, ...]:
    """Leave out what is said again, in whatever capitals, or stands in a longer one: "twice" in "charged twice"."""
    first = {" ".join(each.casefold().split()): each for each in reversed(words)}
    return tuple(
        first[each]
        for each in dict.fromkeys(" ".join(word.casefold().split()) for word in words)
        if not any(each != other and f" {each} " in f" {other} " for other in first)
    )


def _told(reason: Reason) -> str:
    if reason.cue == STARS and _MIDDLING < reason.weight < 0:
        return "gave a middling rating"
    if reason.weight < 0 and reason.cue in _AGAINST:
        return _AGAINST[reason.cue]
    return _SAID.get(reason.cue) or _MEASURED.get(reason.cue) or f"shows signs of {reason.cue.replace('_', ' ')}"
