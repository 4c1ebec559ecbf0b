"""`monitor judgement` and `monitor replay`: how well it is judged, and what other rules would do."""

import io
from datetime import timedelta

import pytest

from monitor.domain.brand import BrandTerms
from monitor.domain.labels import What
from monitor.domain.listening import Listening
from monitor.scoring.judge import Judge
from monitor.scoring.relevance import Brands
from monitor.stages.judge import Judges, JudgeStage, Rules
from monitor.store import labels
from tests.cli.installation import Installation
from tests.stages.test_judge import Listener
from tests.store.seeds import NOON, mention

NOW = "2026-11-23T12:00:00Z"


@pytest.fixture
def judged(here: Installation) -> Installation:
    """What was heard and judged: a few refunds, which were flagged, and fine days, which were not."""
    return judged_by(Listener(), here)


def judged_by(judge: Judges, here: Installation) -> Installation:
    from monitor.domain.routing import Routing
    from tests.store.seeds import add_source, hear

    db = here.open()
    with db.write() as tx:
        texts = [f"Still no refund {place}, worst service ever, call +44 20 7946 0958" for place in range(4)] + [
            f"A fine day {n}" for n in range(6)
        ]
        hear(tx, *(mention(f"r{place}", text, stars=None) for place, text in enumerate(texts)))
        listening = {add_source(tx): Listening(source="play", brands=("Acme Air",), about="us")}
    rules = Rules(listening=listening, routing=Routing(fallback="terminal"))
    JudgeStage(db, judge, rules, stopping=lambda: False).run_once(NOON + timedelta(minutes=1))
    db.close()
    return here


def test_a_store_without_answers_says_what_is_not_known(here: Installation) -> None:
    told = here.run("judgement", "report", "--now", NOW)
    assert told.code == 0
    assert "Precision: not known yet" in told.out
    assert "Missed: not known" in told.out


def test_the_report_counts_clicks_and_says_that_they_are_few(judged: Installation) -> None:
    judged.run("cases", "dismiss", "1", "not_a_complaint")
    judged.run("cases", "respond", "2")
    told = judged.run("judgement", "report", "--days", "3650", "--json").document
    assert (told["precision"]["count"], told["precision"]["of"]) == (1, 2)
    assert told["labels"]["complaint"] == 2
    assert "too few to trust" in judged.run("judgement", "report", "--days", "3650").out


def test_a_threshold_is_proposed(judged: Installation) -> None:
    found = judged.run("judgement", "propose", "--alerts-a-day", "2", "--now", NOW, "--json").document
    assert found["key"] == "judgement.threshold.alert"
    assert judged.run("judgement", "propose", "--miss-at-most", "1/20", "--now", NOW).code == 1
    assert judged.run("judgement", "propose", "--miss-at-most", "often", "--now", NOW).code == 2


def test_a_report_and_a_proposal_count_alerts_a_day_alike(here: Installation) -> None:
    judged_by(Judge(Brands([BrandTerms(name="Acme Air", keywords=("acme",))])), here)
    report, proposal = (
        here.run("judgement", *wanted, "--now", NOW, "--json").document
        for wanted in (("report",), ("propose", "--miss-at-most", "1/20"))
    )
    assert report["alerts_a_day"] == proposal["alerts_a_day"] == pytest.approx(4 / 7, abs=0.01)
    assert proposal["cases_a_day"] == pytest.approx(10 / 7, abs=0.01)


def test_too_few_answers_are_not_learned_from(judged: Installation) -> None:
    ran = judged.run("judgement", "learn")
    assert (ran.code, "about 500" in ran.err) == (1, True)
    assert judged.run("judgement", "rollback").code == 1


def test_the_sample_is_read_blind_on_a_terminal(judged: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\nn\nwhat\no\nq\n"))
    told = judged.run("judgement", "audit", "--draw", "--now", NOW)
    assert told.code == 0
    assert "1 of 6" in told.out
    assert "score" not in told.out
    db = judged.open()
    with db.read() as tx:
        assert [label.yes for label in labels.labelled(tx, What.COMPLAINT)] == [True, False]
        assert labels.count(tx, What.OURS) == 3
    db.close()


def rules(here: Installation, text: str) -> str:
    file = here.home / "rules.yaml"
    file.write_text(text)
    return str(file)


def test_other_rules_are_tried_on_what_was_heard(judged: Installation) -> None:
    file = rules(judged, "judgement: {keywords: {complaint: [fine day], ignore: [refund]}}\n")
    found = judged.run("replay", "--rules", file, "--since", "2026-11-01", "--now", NOW, "--json").document
    assert (found["mentions"], found["both"], found["only_was"], found["only_would"]) == (10, 0, 4, 6)
    assert found["alerts_by_day"]["2026-11-16"] == {"was": 4, "would": 6}
    assert len(found["gained"]) == 6
    assert "7946" not in str(found)


def test_a_whole_configuration_can_be_tried_too(judged: Installation) -> None:
    other = (judged.home / "config.yaml").read_text() + "judgement: {keywords: {ignore: [refund]}}\n"
    told = judged.run("replay", "--rules", rules(judged, other), "--since", "2026-11-01", "--now", NOW)
    assert told.code == 0
    assert "flagged no longer     4" in told.out


@pytest.mark.parametrize("text", ["sorces: []\n", "judgement: {threshold: {case: 7}}\n", "- 1\n", "a: [\n"])
def test_rules_that_cannot_be_are_refused(here: Installation, text: str) -> None:
    ran = here.run("replay", "--rules", rules(here, text), "--since", "2026-11-01")
    assert (ran.code, "rules.yaml" in ran.err) == (2, True)


def test_replay_changes_nothing(judged: Installation) -> None:
    before = judged.run("cases", "list", "--json").document
    file = rules(judged, "judgement: {threshold: {case: 0.9, alert: 0.9}}\n")
    judged.run("replay", "--rules", file, "--since", "2026-11-01", "--now", NOW)
    assert judged.run("cases", "list", "--json").document == before


def test_a_complaint_that_was_not_flagged_is_opened_by_hand(judged: Installation) -> None:
    case = judged.run(
        "cases", "open", "M-7", "--severity", "high", "--topic", "staff", "--by", "ana", "--json"
    ).document
    assert (case["state"], case["severity"], case["topic"], case["events"][0]["by"]) == ("open", "high", "staff", "ana")
    again = judged.run("cases", "open", "7")
    assert (again.code, "already" in again.err) == (1, True)
    report = judged.run("judgement", "report", "--days", "3650", "--json").document
    assert report["labels"] == {"complaint": 1, "ours": 1, "topic": 1, "severity": 1}
    assert report["precision"]["of"] == 0


@pytest.mark.parametrize("wrong", [("99",), ("7", "--brand", "Nobody")])
def test_what_cannot_be_opened_says_why(judged: Installation, wrong: tuple[str, ...]) -> None:
    ran = judged.run("cases", "open", *wrong)
    assert (ran.code, "M-" in ran.err) == (1, True)
