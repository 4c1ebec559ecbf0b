"""What the digest asks of its reader, as a question with the cases that it is about."""

from collections.abc import Callable, Mapping

from monitor.domain.decision import Ask, Decision
from monitor.domain.figures import Figures
from monitor.wording import names
from monitor.wording.digest.sentences import ids, mean, seconds, share, topic


def question(figures: Figures, asked: Decision) -> str:
    """Return the question that a decision puts to a manager."""
    return _QUESTIONS[asked.ask](figures, asked)


def _urgent(_figures: Figures, asked: Decision) -> str:
    many = names.plural(asked.cases.count, "critical complaint")
    return f"Who answers today? {many} without an answer: {ids(asked.cases)}."


def _blind(figures: Figures, asked: Decision) -> str:
    silent = next(each.silent for each in figures.coverage if each.source == asked.about)
    return f"Who repairs {asked.about}? It was silent for {seconds(silent)}: there is more than these figures show."


def _rising(figures: Figures, asked: Decision) -> str:
    line = next(each for each in figures.topics if each.name == asked.about)
    rise = f"{names.plural(line.count.now, 'complaint')}, usually {mean(line.count)}"
    return f"Who takes up {topic(asked.about)}? {rise}: {ids(asked.cases)}."


def _late(figures: Figures, asked: Decision) -> str:
    late = share(asked.cases.count, figures.kept.due)
    return f"More hands, or a longer promise? {late} answers that were due came late or not at all: {ids(asked.cases)}."


def _old(_figures: Figures, asked: Decision) -> str:
    old = names.plural(asked.cases.count, "complaint")
    return f"Answer them or close them? {old} of earlier weeks still without an answer: {ids(asked.cases)}."


def _noise(figures: Figures, _asked: Decision) -> str:
    wrong = share(figures.precision.wrong, figures.precision.acted)
    return f"Raise judgement.threshold.case? {wrong} cases that somebody acted on were no complaint."


def _nothing(_figures: Figures, _asked: Decision) -> str:
    return "Nothing needs a decision this week."


_QUESTIONS: Mapping[Ask, Callable[[Figures, Decision], str]] = {
    Ask.URGENT: _urgent,
    Ask.BLIND: _blind,
    Ask.RISING: _rising,
    Ask.LATE: _late,
    Ask.OLD: _old,
    Ask.NOISE: _noise,
    Ask.NOTHING: _nothing,
}
