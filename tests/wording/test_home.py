"""Whatever customers and colleagues say and are called, home and command are what Slack takes."""

import json
from datetime import UTC, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.slack.blocks import message_for
from alerts.slack.home import home_for
from monitor.domain.case import State
from monitor.domain.people import OnDuty
from monitor.wording import command, home
from monitor.wording.home import Listing
from tests.fake_slack import blocks, views
from tests.wording.files import NOON as NOW
from tests.wording.files import a_file

ACTIONS = ("case.take", "case.respond", "case.resolve", "case.dismiss", "case.assign", "case.note", "silence.add")
NASTY = st.one_of(
    st.text(max_size=400),
    st.sampled_from(
        ["<!channel> <@U0ANN>", "*bold* _x_ `y`", "<http://a.example|b>", "\u202egnp.exe", "&lt;!here&gt;", "x" * 9000]
    ),
)


def listing(quote: str, owner: str, cases: int) -> Listing:
    files = [a_file(case={"id": number, "owner": owner}) for number in range(1, min(cases, home.MOST) + 1)]
    quotes = {file.case.id: quote for file in files}
    return Listing(title="Mine", files=files, total=cases, quotes=quotes, empty="Nothing.")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(quote=NASTY, name=NASTY, cases=st.sampled_from([0, 1, 10, 1042]))
def test_the_home_is_always_a_view_that_slack_takes(quote: str, name: str, cases: int) -> None:
    screen = home.screen(
        [listing(quote, name or "Ann", cases) for _ in range(4)],
        actions=ACTIONS,
        on_duty=[OnDuty(department=name, name=name, until=NOW + timedelta(days=1))] * 3,
        troubles=[name] * 3,
        sources=3,
        web_url="https://monitor.example",
        now=NOW,
        zone=UTC,
    )
    assert views.refusal(home_for(screen, "1")) is None
    if cases == 1042:
        assert "1,032 more" in json.dumps(home_for(screen, "1"))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(quote=NASTY, name=NASTY, cases=st.sampled_from([0, 1, 10, 1042]))
def test_what_the_command_answers_is_always_a_message_that_slack_takes(quote: str, name: str, cases: int) -> None:
    found = listing(quote, name or "Ann", cases)
    duty = [OnDuty(department=name, name=name)]
    notices = (
        command.helped("k", found, now=NOW, zone=UTC, show="case.show"),
        command.unknown("k", name[:200], "mine"),
        command.listed("k", found, now=NOW, zone=UTC, web_url="https://monitor.example", show="case.show"),
        command.duties("k", duty, now=NOW, zone=UTC),
        command.status(
            "k", {State.OPEN: cases}, overdue=1, on_duty=duty, silences=(), troubles=[name], sources=2, now=NOW,
            zone=UTC, web_url=None,
        ),
    )  # fmt: skip
    for notice in notices:
        assert blocks.refusal(message_for(notice).blocks) is None


def test_a_case_is_one_line() -> None:
    assert home.line(a_file(case={"id": 7, "owner": "Mia"}), now=NOW, zone=UTC).startswith("C-7 · ")
