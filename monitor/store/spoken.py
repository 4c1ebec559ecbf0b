"""The words of customers that a digest names, as they are now: what was erased since is not among them."""

from collections import Counter, defaultdict
from collections.abc import Callable

from sqlalchemy import select

from connectors.contract import Mention
from monitor.domain.figures import Figures
from monitor.domain.spoken import Spoken
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.judgements import reasons_from_json
from monitor.store.mention_rows import mention_of
from monitor.store.tables import CaseRow, MentionRow, VerdictRow

MOST_RULES = 3
_POLICY = "policy"
"""The cue of the judge's reason that quotes a rule."""
_CASES, _MENTIONS, _VERDICTS = table(CaseRow), table(MentionRow), table(VerdictRow)


def read(tx: Transaction, figures: Figures, *, quote: Callable[[Mention], str], mask: Callable[[str], str]) -> Spoken:
    """Return what was said by those whom a digest names; `quote` and `mask` make what may be shown of it."""
    waiting = [each.case for each in figures.open.oldest] if figures.open else []
    there = _MENTIONS.c.gone_at.is_(None)
    said = select(_CASES.c.id.label("case"), _MENTIONS).join(_CASES, _CASES.c.mention_id == _MENTIONS.c.id)
    praise = select(_MENTIONS).where(_MENTIONS.c.id.in_(figures.praise.mentions), there)
    return Spoken(
        cases={row.case: quote(mention_of(row)) for row in tx.execute(said.where(_CASES.c.id.in_(waiting), there))},
        praise={row.id: quote(mention_of(row)) for row in tx.execute(praise)},
        rules=_rules(tx, figures, mask),
    )


def _rules(tx: Transaction, figures: Figures, mask: Callable[[str], str]) -> dict[str, tuple[str, ...]]:
    """Count each rule once a case, of the cases that the digest names. One word ("policy") names no rule."""
    named = [case for line in figures.policies for case in line.cases]
    same = (_VERDICTS.c.mention_id == _CASES.c.mention_id) & (_VERDICTS.c.brand == _CASES.c.brand)
    found = select(_CASES.c.id, _CASES.c.topic, _VERDICTS.c.reasons).join(_VERDICTS, same & _VERDICTS.c.policy)
    found = found.join(_MENTIONS, _MENTIONS.c.id == _CASES.c.mention_id)
    found = found.where(_CASES.c.id.in_(named), _MENTIONS.c.gone_at.is_(None)).order_by(_VERDICTS.c.id)
    quoted: dict[str, set[tuple[int, str]]] = defaultdict(set)
    for case, topic, reasons in tx.execute(found):
        words = (word for reason in reasons_from_json(reasons) if reason.cue == _POLICY for word in reason.words)
        quoted[topic].update((case, mask(word.lower())) for word in words if " " in word.strip())
    return {topic: _most(Counter(word for _, word in pairs)) for topic, pairs in quoted.items()}


def _most(counts: Counter[str]) -> tuple[str, ...]:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(word for word, _ in ordered[:MOST_RULES])
