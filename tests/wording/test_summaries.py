"""Many cases at once make one message; a trouble of ours names its remedy."""

from datetime import UTC, date, datetime, timedelta

from alerts.contract import Tone
from monitor.domain.case import State
from monitor.domain.score import Severity, Topic
from monitor.wording.summaries import group, shadow_list, trouble, trouble_over
from tests.wording.files import NOON, a_file


def some(count: int, severity: Severity = Severity.MEDIUM, first: int = 1):
    return [
        a_file(case={"id": first + n, "severity": severity, "opened_at": NOON + timedelta(minutes=first + n)})
        for n in range(count)
    ]


def test_a_crowd_makes_one_message_that_names_the_newest_critical_first():
    files = some(30) + some(2, Severity.CRITICAL, first=100)
    notice = group(
        files,
        total=74,
        severities={Severity.MEDIUM: 70, Severity.CRITICAL: 4},
        topics={Topic.BILLING: 60, Topic.DELIVERY: 14},
        key="group:9",
        quotes={101: "My card  was\ncharged twice"},
        web_url="http://127.0.0.1:8080",
    )
    assert notice.tone is Tone.CRITICAL
    assert notice.title == "74 complaints at once, 4 of them critical"
    assert "How bad: 4 critical, 70 medium." in notice.body
    assert "About: billing 60, delivery 14." in notice.body
    assert "64 more are in the list of cases" in notice.body
    assert len(notice.facts) == 10
    assert notice.facts[0].label == "C-101 · Critical · billing · 1★ on Google Play"
    assert notice.facts[0].value == "My card was charged twice"
    assert notice.buttons[0].url == "http://127.0.0.1:8080/cases"


def test_a_crowd_whose_worst_were_answered_is_as_bad_as_what_still_waits():
    answered = [a_file(case={"id": n, "severity": Severity.HIGH, "state": State.RESPONDED}) for n in range(1, 13)]
    counts = {"topics": {}, "key": "group:9"}
    waiting = group([*some(1), *answered[:5]], total=6, severities={Severity.HIGH: 5, Severity.MEDIUM: 1}, **counts)
    assert waiting.tone is Tone.MEDIUM
    assert group(answered, total=74, severities={Severity.HIGH: 74}, **counts).tone is Tone.HIGH
    assert group(answered[:5], total=5, severities={Severity.HIGH: 5}, **counts).tone is Tone.DONE


def test_many_topics_are_told_as_the_five_largest_and_the_rest():
    topics = {topic: 10 - n for n, topic in enumerate(list(Topic)[:8])}
    notice = group(some(1), total=60, severities={Severity.MEDIUM: 60}, topics=topics, key="g")
    assert "other topics 12" in notice.body


def test_long_words_are_cut_and_gone_ones_not_shown():
    files = [a_file(case={"id": 1}), a_file(case={"id": 2}, gone=True)]
    notice = group(
        files, total=2, severities={Severity.CRITICAL: 2}, topics={}, key="g", quotes={1: "x" * 500, 2: "secret"}
    )
    values = {fact.label[:3]: fact.value for fact in notice.facts}
    assert len(values["C-1"]) == 140
    assert values["C-2"] == "(no words to show)"


def test_shadow_says_what_it_would_have_sent_and_when_it_goes_live():
    live = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
    notice = shadow_list(some(12), total=12, day=date(2026, 11, 18), key="shadow:2026-11-18:cx", live_at=live)
    assert notice.tone is Tone.INFO
    assert notice.title == "Shadow: I would have sent 12 alerts"
    assert "On Wed 18 Nov" in notice.body
    assert "Alerts go live on Wed 25 Nov 09:30 UTC" in notice.body
    assert "2 more" in notice.body


def test_a_quiet_day_in_shadow_says_that_it_listened():
    notice = shadow_list([], total=0, day=date(2026, 11, 18), key="k")
    assert notice.title == "Shadow: I would have sent nothing"
    assert "Everything was heard and judged." in notice.body


def test_a_trouble_says_what_where_since_when_and_what_to_do():
    notice = trouble(
        what="Slack answered not_in_channel",
        where="channel cx",
        since=NOON,
        remedy="Invite the app with /invite, then wait 20 s",
        key="trouble:channel:cx",
        now=NOON + timedelta(hours=1),
    )
    assert notice.tone is Tone.TROUBLE
    assert notice.title == "Channel cx needs a person"
    assert notice.body == "Slack answered not_in_channel.\nInvite the app with /invite, then wait 20 s."
    assert [(fact.label, fact.value) for fact in notice.facts] == [("Since", "12:00 UTC")]


def test_a_trouble_that_is_over_says_how_long_it_took():
    notice = trouble_over(where="source acme-hn", since=NOON, until=NOON + timedelta(minutes=90), key="t")
    assert notice.tone is Tone.DONE
    assert notice.title == "Source acme-hn works again"
    assert notice.body.startswith("It was in trouble for 1 h 30 min.")
