"""Other languages: their own lexicons find what a complaint says, and what praises; no list was tuned on test rows."""

import pytest

from benchmarks.judgement import THRESHOLD, VADER_THRESHOLD
from benchmarks.languages import judged
from benchmarks.quality import quality
from connectors.kit.query.fold import readable
from monitor.scoring.lexicon.cues import lexicon, marks
from monitor.scoring.lexicon.tongues import EXPERIMENTAL, MEASURED, tongue
from monitor.scoring.stage import LANGUAGES, measure
from monitor.scoring.team import TeamLayer, TeamModel
from tests.shared import shared
from tests.store.seeds import mention

FLOOR = 0.58


def cues(language: str, text: str) -> dict[str, list[str]]:
    found = tongue(language)
    assert found is not None
    return {name: cue.words for name, cue in found.cues.cues(found.read(readable(text))).items()}


@pytest.mark.parametrize(
    ("language", "text", "cue"),
    [
        ("es", "Llevo tres semanas esperando y nadie contesta", "ignored"),
        ("es", "La aplicación no funciona desde ayer", "not_working"),
        ("fr", "Toujours pas de remboursement", "waiting"),
        ("fr", "J'en ai marre, l'appli ne marche plus", "not_working"),
        ("de", "Schon wieder Verspätung", "repetition"),
        ("de", "Die App stürzt ständig ab", "not_working"),
        ("pt", "Ninguém responde e o pedido não chegou", "late"),
        ("pt", "Péssimo atendimento", "rudeness"),
        ("it", "Il corriere è stato maleducato", "rudeness"),
        ("it", "Non funziona niente, che schifo", "dismay"),
    ],
)
def test_complaints_speak_through_cues_of_their_language(language: str, text: str, cue: str) -> None:
    assert cue in cues(language, text)


@pytest.mark.parametrize(
    ("language", "text", "lost"),
    [
        ("es", "no está mal", "let_down"),
        ("fr", "ce n'est pas un problème", "trouble"),
        ("de", "das ist nicht schlecht", "dismay"),
        ("pt", "não tive problemas", "trouble"),
        ("it", "senza problemi", "trouble"),
    ],
)
def test_a_negation_takes_a_cue_away(language: str, text: str, lost: str) -> None:
    assert lost not in cues(language, text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "No me gusta nada"),
        ("fr", "pas content du tout"),
        ("de", "ich bin nicht zufrieden"),
        ("it", "non mi piace"),
    ],
)
def test_praise_that_is_negated_is_none(language: str, text: str) -> None:
    score = measure(text, language=language)
    assert score.complaint is not None
    assert score.complaint >= 0.5


@pytest.mark.parametrize(
    "text",
    [
        "Ich warte seit drei Wochen auf mein Geld und niemand antwortet mir",
        "Llevo tres semanas esperando el reembolso y no me contestan",
        "Toujours pas livré, personne ne répond, c'est honteux",
        "Péssimo serviço, não respondem e o meu pedido ainda não chegou",
        "Il pacco non è mai arrivato e nessuno risponde, vergogna",
    ],
)
def test_a_complaint_is_scored_with_its_words(text: str) -> None:
    score = measure(text)
    assert score.scored
    assert score.complaint is not None
    assert score.complaint >= 0.8
    assert any(reason.words for reason in score.reasons)


@pytest.mark.parametrize(
    "text",
    [
        "Merci beaucoup pour la livraison rapide, c'est parfait",
        "Vielen Dank, das hat super funktioniert und alle waren sehr freundlich",
        "Muchas gracias por todo, el equipo fue muy amable",
        "Muito obrigada, o atendimento foi excelente e rápido",
        "Grazie mille, siete stati gentilissimi e molto veloci",
        "Super Service, alles bestens",
    ],
)
def test_praise_is_no_complaint(text: str) -> None:
    score = measure(text)
    assert score.complaint is not None
    assert score.complaint < 0.3


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("Ich schalte jetzt meinen Anwalt ein, das Geld ist immer noch nicht da", "legal"),
        ("Mi hijo acabó en el hospital por su yogur en mal estado", "injury"),
        ("On a piraté mon compte et vous ne faites rien", "fraud"),
        ("Minha avó usa cadeira de rodas e o motorista foi embora", "vulnerable"),
        ("Chiamerò Striscia la Notizia, vergognatevi", "press"),
    ],
)
def test_what_must_not_be_lost_is_marked(text: str, mark: str) -> None:
    score = measure(text)
    assert score.critical
    assert mark in [reason.cue for reason in score.reasons]


def test_each_phrase_is_one_reason() -> None:
    reasons = [reason for reason in measure("Un service honteux", language="fr").reasons if "honteux" in reason.words]
    assert [reason.cue for reason in reasons] == ["dismay"]


@pytest.mark.parametrize("language", [*MEASURED, *EXPERIMENTAL])
def test_groups_are_those_of_english(language: str) -> None:
    found = tongue(language)
    assert found is not None
    assert found.cues.groups.keys() <= lexicon().groups.keys()
    assert found.marks.groups.keys() == marks().groups.keys()


def test_a_language_without_a_lexicon_is_not_scored() -> None:
    assert tongue("sv") is None
    assert measure("Mitt paket har inte kommit och ingen svarar", language="sv").reasons == ()


def test_an_experimental_lexicon_tells_what_it_heard_and_scores_nothing() -> None:
    assert "nl" not in LANGUAGES
    score = measure("Ik wacht al drie weken op mijn geld en niemand reageert, schandalig. Dit wordt een rechtszaak.")
    assert (score.language, score.scored, score.complaint, score.critical) == ("nl", False, None, False)
    assert {"waiting", "money", "ignored", "demand", "legal"} <= {reason.cue for reason in score.reasons}


def test_what_an_experimental_lexicon_heard_can_be_learned_from() -> None:
    layer = TeamLayer(TeamModel(version="team-1", cues={"waiting": 1.0}, languages=frozenset(("nl",))))
    heard = mention("Ik wacht al drie weken op mijn geld")
    score = layer.scored(heard, measure(heard.text))
    assert score.scored
    assert (score.complaint or 0) > 0.5


@pytest.mark.parametrize("language", MEASURED)
def test_negative_posts_are_found_and_always_more_than_by_vader(language: str) -> None:
    rows = judged(shared("data/complaints"), language)
    ours = quality([(one.complaint, one.stage) for one in rows], THRESHOLD).f1
    vader = quality([(one.complaint, one.vader) for one in rows], VADER_THRESHOLD).f1
    assert ours >= FLOOR
    assert ours > vader
