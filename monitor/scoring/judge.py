"""The judge: relevance, measure and decision for each brand that a mention was heard for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from connectors.contract import Mention
from connectors.kit.query.terms import plain_terms
from monitor.domain.surroundings import ALONE, Surroundings
from monitor.domain.verdict import Circumstances, JudgingRules, OwnWords, Verdict, decide
from monitor.scoring.blend import stars_place
from monitor.scoring.layers import SHIPPED, Layer
from monitor.scoring.opinions import Opinion
from monitor.scoring.relevance import AboutDefault, Brands, Heard, relevance
from monitor.scoring.stage import measure

JUDGE_VERSION = "3"
"""Names what judged on every verdict; changes when the lexicon, the weights or the rules of judging do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """Words of the company's own trade, as configured: what makes a complaint, a critical one, or rules one out."""

    complaint: tuple[str, ...] = ()
    critical: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


class Judge:
    """Judges mentions. `layers` are those that have a say in the score."""

    def __init__(
        self,
        brands: Brands,
        rules: JudgingRules | None = None,
        trade: Trade | None = None,
        *,
        opinions: Sequence[Opinion] = (),
        layers: Sequence[Layer] = SHIPPED,
    ) -> None:
        self._brands = brands
        self._rules = rules or JudgingRules()
        self._trade = _OwnTerms(trade or Trade())
        self._opinions = opinions
        self._layers = layers

    @property
    def version(self) -> str:
        """What judged."""
        silent = [f"no-{one.name}" for one in SHIPPED if one not in self._layers]
        return "+".join((JUDGE_VERSION, *silent, *(one.version for one in self._opinions if one.version)))

    def prepare(self, mentions: Sequence[Mention]) -> None:
        """Let those with an opinion look at a batch that will be judged; may wait, so never inside a transaction."""
        for opinion in self._opinions:
            opinion.prepare(mentions)

    def judge(
        self, mention: Mention, brands: Sequence[tuple[str, AboutDefault]], surroundings: Surroundings = ALONE
    ) -> Mapping[str, Verdict]:
        """Return a verdict for each of `brands`, which come with what their source is about; measure the text once."""
        heard = self._brands.about(mention.text, mention.title)
        relevant = {
            name: relevance(mention, self._brands.by_name[name], about, heard.get(name, Heard()))
            for name, about in brands
        }
        score = measure(
            mention.text,
            title=mention.title,
            rating=mention.rating,
            language=mention.language,
            ours=self._brands.words,
            layers=self._layers,
            surroundings=surroundings,
        )
        for opinion in self._opinions:
            score = opinion.scored(mention, score)
            relevant = {name: opinion.related(mention, name, one) for name, one in relevant.items()}
        around = self._circumstances(mention, surroundings.age)
        return {name: decide(score, one, self._rules, around) for name, one in relevant.items()}

    def judge_all(
        self, heard: Sequence[tuple[Mention, Sequence[tuple[str, AboutDefault]]]]
    ) -> list[Mapping[str, Verdict]]:
        """Judge a batch, in its order."""
        return [self.judge(mention, brands) for mention, brands in heard]

    def _circumstances(self, mention: Mention, age: timedelta | None) -> Circumstances:
        return Circumstances(
            reach=mention.reach,
            followers=mention.author.followers,
            stars=stars_place(mention.rating),
            age=age,
            own_words=self._trade.find(mention),
        )


class _OwnTerms:
    """The words of the trade, ready to be found."""

    def __init__(self, trade: Trade) -> None:
        self._trade = trade
        self._words = (*trade.complaint, *trade.critical, *trade.ignore)
        self._finder = plain_terms(self._words)

    def find(self, mention: Mention) -> OwnWords:
        """Return those that stand in the mention, by what they mean."""
        if not self._words:
            return OwnWords()
        found = self._finder.find(f"{mention.title or ''}\n{mention.text}")
        first_critical = len(self._trade.complaint)
        first_ignored = first_critical + len(self._trade.critical)
        return OwnWords(
            complaint=tuple(self._words[place] for place in found if place < first_critical),
            critical=tuple(self._words[place] for place in found if first_critical <= place < first_ignored),
            ignore=tuple(self._words[place] for place in found if place >= first_ignored),
        )
