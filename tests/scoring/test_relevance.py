"""Relevance: whole terms however they are written, brands among thousands, and who speaks."""

import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from benchmarks.relevance import kept, labelled, noise_left, story
from connectors.contract import Author, Mention, MentionKey, Rating
from connectors.kit.query.terms import plain_terms
from monitor.domain.brand import BrandTerms, KnownSpeaker
from monitor.domain.relevance import About, Relevance, Speaker
from monitor.scoring.relevance import AboutDefault, Brands, Heard, relevance
from tests.shared import shared

ACME = BrandTerms(
    name="Acme Air",
    keywords=("acme air", "@acmeair", "#acme"),
    exclude=("acme airsoft", "acme air conditioning"),
    own_accounts={"bluesky": ("did:plc:abc",), "reddit": ("acmeair",)},
)
ORANGE = BrandTerms(name="Orange", keywords=("orange mobile", "c++", "Café Zoë"))
BRANDS = Brands([ACME, ORANGE])


def mention(
    text: str, *, platform: str = "hackernews", author: Author | None = None, title: str | None = None
) -> Mention:
    key = MentionKey(platform=platform, scope="", native_id="1")
    return Mention(
        key=key, text=text, title=title, author=author or Author(), posted_at=datetime(2026, 11, 1, tzinfo=UTC)
    )


def judged(heard: Mention, about: AboutDefault = "brand") -> Relevance:
    return relevance(heard, ACME, about, BRANDS.about(heard.text, heard.title).get("Acme Air", Heard()))


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("acme air", "flew ACME Air today"),
        ("acme air", "Acme\n  Air, again"),
        ("acme air", "“acme air”"),
        ("acme air", "ＡＣＭＥ ａｉｒ"),  # noqa: RUF001
        ("acme air", "acme air's crew"),
        ("acme", "#acme"),
        ("acme", "@acme!"),
        ("@acmeair", "hey @AcmeAir where is my bag"),
        ("#acme", "so late #Acme."),
        ("c++", "I write C++, mostly"),
        ("Café Zoë", "the CAFE ZOE in town"),
        ("o'neill", "O’Neill is closed"),  # noqa: RUF001
        ("アクメ", "アクメ航空は遅い"),
        ("straße", "in der STRASSE"),
    ],
)
def test_a_term_is_found_however_it_is_written(term: str, text: str) -> None:
    assert plain_terms([term]).find(text) == [0]


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("acme", "acmeair"),
        ("acme", "pacme"),
        ("acme", "acme_air"),
        ("@acme", "mail@acme.example"),
        ("@acme", "@acmeair"),
        ("c++", "c++11"),
        ("c++", "c+++"),
        ("air", "airs"),
        ("", "anything"),
        ("   ", "anything   at all"),
    ],
)
def test_a_term_is_not_a_part_of_a_word(term: str, text: str) -> None:
    assert plain_terms([term]).find(text) == []


def test_overlapping_terms_are_all_found() -> None:
    assert set(plain_terms(["acme", "acme air", "air", "air lines"]).find("the acme air lines")) == {0, 1, 2, 3}


def test_ten_thousand_terms_cost_no_more_than_ten() -> None:
    text = "flew acme air today and the seat was broken " * 20

    def seconds(count: int) -> float:
        terms = plain_terms([*(f"brand number {number}" for number in range(count)), "acme air"])
        started = time.perf_counter()
        for _ in range(200):
            assert terms.find(text) == [count]
        return time.perf_counter() - started

    assert min(seconds(10_000) for _ in range(2)) < 10 * min(seconds(10) for _ in range(2))


def test_brands_are_told_with_the_terms_that_were_found() -> None:
    found = BRANDS.about("from @acmeair to Orange Mobile", title="Acme Air")
    assert found["Acme Air"].words == ("acme air", "@acmeair")
    assert found["Orange"].words == ("orange mobile",)


def test_a_search_needs_a_keyword_and_our_own_page_does_not() -> None:
    assert judged(mention("my flight is late")).about is About.OTHER
    assert judged(mention("my flight is late"), "us").about is About.US
    assert judged(mention("Acme Air is late")).about is About.US


def test_an_excluded_term_makes_it_somebody_elses() -> None:
    assert judged(mention("Acme Air conditioning broke, Acme Air is rubbish")).about is About.OTHER


@pytest.mark.parametrize(
    ("platform", "author"),
    [
        ("bluesky", Author(id="did:plc:abc")),
        ("reddit", Author(id="AcmeAir")),
        ("reddit", Author(name="u/x", id="@acmeair")),
    ],
)
def test_our_own_accounts_are_ourselves(platform: str, author: Author) -> None:
    assert (
        judged(mention("Sorry, Acme Air is awful today", platform=platform, author=author)).speaker is Speaker.OURSELVES
    )


@pytest.mark.parametrize(
    ("platform", "author"),
    [("mastodon", Author(id="acmeair")), ("reddit", Author(id="t2_9", name="acmeair")), ("bluesky", Author())],
)
def test_a_name_can_be_taken_and_an_id_cannot(platform: str, author: Author) -> None:
    assert judged(mention("Acme Air is awful", platform=platform, author=author)).speaker is Speaker.CUSTOMER


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("We're hiring! Join our ground crew team at Acme Air, apply now https://x.example", Speaker.JOB_SEEKER),
        ("Acme Air announces record quarter as shares rise https://news.example/1", Speaker.NEWS),
        ("I am a bot, and this action was performed automatically. Acme Air", Speaker.BOT),
        ("Acme Air announced a delay and I am stuck here https://pic.example", Speaker.CUSTOMER),
        ("Acme Air lost my bag", Speaker.CUSTOMER),
        ("Payment outage at Acme Air leaves passengers without tickets for three hours.", Speaker.NEWS),
        ("Storm grounds forty Acme Air flights - The Morning Post", Speaker.NEWS),
        ("Acme Air cancels 40 flights after the storm, Reuters reports", Speaker.NEWS),
        ("RECALL: Acme Air travel kettle, batch F22. Do not use; return for refund.", Speaker.NEWS),
        ("Acme Air kettle leaks. It says do not use, and nobody answers", Speaker.CUSTOMER),
        ("Acme Air leaves a lot to be desired", Speaker.CUSTOMER),
        ("Two hours on the runway with Acme Air, still no news", Speaker.CUSTOMER),
    ],
)
def test_who_speaks_in_what_a_search_brings(text: str, speaker: Speaker) -> None:
    assert judged(mention(text)).speaker is speaker


def test_a_robot_is_known_by_its_name() -> None:
    assert judged(mention("Acme Air late", author=Author(name="flight_delay_bot"))).speaker is Speaker.BOT
    assert judged(mention("Acme Air late", author=Author(name="DelayBot"))).speaker is Speaker.BOT
    assert judged(mention("Acme Air late", author=Author(name="Abbot"))).speaker is Speaker.CUSTOMER


def test_reviews_of_us_are_never_taken_for_news() -> None:
    text = "Company announces a new app, reports crash https://x.example"
    assert judged(mention(text), "us").speaker is Speaker.CUSTOMER


FRUIT = BrandTerms(name="Orange", keywords=("orange",))


def orange(text: str) -> Relevance:
    return relevance(mention(text), FRUIT, "brand", Brands([FRUIT]).about(text).get("Orange", Heard()))


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("Orange has been down since nine", About.US),
        ("thanks @orange for nothing", About.US),
        ("a glass of orange juice on the terrace", About.OTHER),
        ("Orange county is lovely in spring", About.OTHER),
        ("My new sofa is orange and I love it", About.UNCLEAR),
        ("Orange juice or not, Orange lost my order", About.US),
    ],
)
def test_a_name_that_is_an_everyday_word_is_told_by_what_stands_beside_it(text: str, about: About) -> None:
    assert orange(text).about is about


def test_why_it_is_not_about_us_is_told() -> None:
    assert [(reason.cue, reason.words) for reason in orange("fresh orange juice").reasons] == [
        ("about_other", ("orange juice",))
    ]


@pytest.mark.parametrize(
    ("text", "speaker", "words"),
    [
        ("I work at Acme Air and we have not been paid", Speaker.STAFF, "i work at"),
        ("Tired of Acme Air? We fly you there, first month half price", Speaker.COMPETITOR, "Tired of Acme Air"),
        ("Acme Air giveaway! Enter to win two tickets https://x.example", Speaker.NEWS, "giveaway"),
        ("Acme Air confirms cuts to its northern routes https://x.example", Speaker.NEWS, "confirms"),
    ],
)
def test_who_speaks_is_told_with_the_words_that_give_it_away(text: str, speaker: Speaker, words: str) -> None:
    found = judged(mention(text))
    assert found.speaker is speaker
    assert words.lower() in " ".join(word for reason in found.reasons for word in reason.words).lower()


KNOWN = (
    KnownSpeaker(who=Speaker.RESELLER, platform="forum", accounts=("@Shop",), name="The shop"),
    KnownSpeaker(who=Speaker.CUSTOMER, platform="forum", accounts=("helpbot",)),
)


@pytest.mark.parametrize(
    ("author", "speaker"),
    [
        (Author(id="shop", name="x"), Speaker.RESELLER),
        (Author(name="Shop"), Speaker.RESELLER),
        (Author(id="u1", name="Shop"), Speaker.CUSTOMER),
        (Author(id="helpbot", name="HelpBot"), Speaker.CUSTOMER),
    ],
)
def test_who_is_known_speaks_as_they_are_known_by_id(author: Author, speaker: Speaker) -> None:
    terms = replace(ACME, speakers=KNOWN)
    found = relevance(mention("Acme Air is late", platform="forum", author=author), terms, "us", Heard())
    assert found.speaker is speaker


def test_a_customer_needs_no_reason() -> None:
    assert judged(mention("Acme Air lost my bag")).reasons == ()


def test_relevance_on_the_labelled_rows_reaches_its_floors() -> None:
    shared("data/complaints")
    told = labelled()
    assert kept(told) >= 0.95
    assert noise_left(told) <= 0.38
    assert kept(story()) >= 0.97


@pytest.mark.parametrize("stars", [1.0, None])
def test_who_gives_stars_is_a_customer_however_much_it_sounds_like_a_headline(stars: float | None) -> None:
    said = mention("The Acme Air site says halal, the pack says nothing.", title="Not halal", platform="reviews")
    rated = replace(said, rating=None if stars is None else Rating(stars=stars))
    assert judged(rated).speaker is (Speaker.NEWS if stars is None else Speaker.CUSTOMER)


def test_a_headline_of_which_no_words_tell_is_quoted_with_none() -> None:
    [reason] = judged(
        mention("Acme Air Wartezeiten Stunden Flughafen Bremen Hannover", title="Lange Schlangen")
    ).reasons
    assert (reason.cue, reason.words) == ("speaker_news", ())
