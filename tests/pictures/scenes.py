"""What is pictured: a day's work in Slack, played through the real service, and what else it says."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from alerts.contract import Notice
from alerts.slack.blocks import message_for
from connectors.contract import Author, Rating, Reach
from monitor.domain.delivery import DeliveryKind
from monitor.domain.figures import Open, Rise, Tally, Waiting
from monitor.domain.incident import Cause
from monitor.domain.morning import Morning
from monitor.domain.people import OnDuty
from monitor.domain.score import Severity, Topic
from monitor.domain.venue import Venue
from monitor.store import case_files, incidents
from monitor.store.incident_files import incident_file
from monitor.wording import kudos, morning, summaries
from monitor.wording.digest.chart import chart
from monitor.wording.digest.notice import digest_notice
from monitor.wording.digest.page import document
from monitor.wording.incidents import incident_notice
from tests.domain.weeks import BUSY
from tests.fake_slack import FakeSlack, Message
from tests.fake_slack.server import ANN, BOB
from tests.pictures import page
from tests.store.seeds import mention
from tests.stories.clock import NOON, StoryClock
from tests.stories.work import Shift, shift

WEB = "https://complaints.example.org"
SAID = (
    "Acme Air lost my suitcase and nobody called me for three weeks, you idiots. My number is +44 20 7946 0958.",
    "The Acme Air app crashed three times before it showed my boarding pass. Useless.",
    "Acme Air charged me twice for one seat and does not answer. I want my money back!",
)
SAME_TROUBLE = (
    "The app says error PAY-417 when I pay, and then my seat is gone.",
    "PAY-417 again and again. I cannot check in, my flight leaves in two hours!",
    "Paying fails with PAY-417, and the money was taken all the same.",
)
WEEK = replace(
    BUSY,
    days=(9, 14, 8, 21, 17, 6, 9),
    days_before=(8, 7, 6, 9, 8, 5, 7),
    rise=Rise(topic="billing", since=date(2026, 11, 17), department="support"),
)


def cards(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the name of each picture, and its HTML."""
    clock = StoryClock()
    with (
        FakeSlack(now=clock.seconds, speed=1.0) as slack,
        shift(
            folder,
            slack,
            clock,
            "http",
            *SAID,
            author=Author(id="a1", name="Jane D.", followers=12_300),
            rating=Rating(stars=1, out_of=5),
            reach=Reach(likes=240),
            url="https://reviews.example.com/r/1",
        ) as desk,
    ):
        desk.town.live(8)
        yield from _case(desk)
        yield from _asked(desk)
        yield from _lists(desk)
        yield from _incident(desk)
        yield from _shift(desk)
        yield from _given(desk)
        yield from _ended(desk)
    yield from _told()


def _case(desk: Shift) -> Iterator[tuple[str, str]]:
    yield "alert-open", page.message(desk.alert.blocks)
    desk.click("Respond")
    yield "modal-respond", page.modal(desk.slack.view(ANN).content)
    desk.slack.desk.leave(desk.slack.view(ANN))
    desk.click("Take")
    yield "alert-taken", page.message(desk.alert.blocks)
    for choice, name in (("Assign…", "assign"), ("Snooze…", "snooze"), ("Severity or topic…", "correct")):
        desk.choose(choice)
        yield f"modal-{name}", page.modal(desk.slack.view(ANN).content)
        desk.slack.desk.leave(desk.slack.view(ANN))
    desk.click("Resolve")
    yield "modal-resolve", page.modal(desk.slack.view(ANN).content)
    desk.slack.desk.leave(desk.slack.view(ANN))


def _asked(desk: Shift) -> Iterator[tuple[str, str]]:
    for line, name in (("on-duty me 18:00", ""), ("", "help"), ("status", "status"), ("search app", "search")):
        desk.slack.type(f"/complaints {line}".strip(), by=ANN)
        desk.settle()
        if name:
            yield f"command-{name}", page.message(desk.slack.whispers(ANN)[-1].blocks, only=True)
    desk.slack.type("/complaints mute C-1", by=BOB)
    desk.settle()
    yield "modal-silence", page.modal(desk.slack.view(BOB).content)
    desk.fill(BOB, name="carrier-strike", reason="Strike of the carrier")
    yield "silence-tried", page.message(desk.slack.whispers(BOB)[-1].blocks, only=True)


def _lists(desk: Shift) -> Iterator[tuple[str, str]]:
    with desk.town.db.read() as tx:
        files = case_files.files(tx, [1, 2, 3])
    quotes = {file.case.id: file.mention.text.split(", you")[0] for file in files}
    day = NOON.date()
    shadow = summaries.shadow_list(
        files, total=14, day=day, key="s", quotes=quotes, web_url=WEB, live_at=NOON + timedelta(days=5)
    )
    yield "shadow-list", _message(shadow)
    severities = {Severity.HIGH: 33, Severity.MEDIUM: 54}
    topics = {Topic.DIGITAL: 71, Topic.LOST_OR_DAMAGED: 9, Topic.BILLING: 7}
    crowd = summaries.group(files, total=87, severities=severities, topics=topics, key="g", quotes=quotes, web_url=WEB)
    yield "crowd", _message(crowd)
    yield (
        "kudos",
        _message(kudos.thanks(replace(files[0], case=replace(files[0].case, owner="Ann")), key="k", web_url=WEB)),
    )


def _incident(desk: Shift) -> Iterator[tuple[str, str]]:
    desk.choose("Incident…")
    yield "modal-incident", page.modal(desk.slack.view(ANN).content)
    desk.fill(incident="new")
    with desk.town.db.read() as tx:
        file = incident_file(tx, incidents.get(tx, 1), named=3)
        known = case_files.files(tx, [1, 2, 3])
    first = tuple(replace(one, case=replace(one.case, topic=Topic.DIGITAL)) for one in known)
    many = {Severity.CRITICAL: 4, Severity.HIGH: 301, Severity.MEDIUM: 67}
    places = {("google_play", "acme-play"): 301, ("reddit", "reddit"): 71}
    venues = {Venue(platform=one, source=source): count for (one, source), count in places.items()}
    crowd = replace(file.crowding, people=340, cases=372, unanswered=338, severities=many, venues=venues)
    found = replace(file.incident, topic=Topic.DIGITAL, cause=Cause.BURST, opened_by="judge")
    grown = replace(file, incident=found, crowding=crowd, first=first, keys=("error:PAY-417",))
    quotes = dict(zip((1, 2, 3), SAME_TROUBLE, strict=True))
    acts = ("incident.close", "incident.merge")
    yield "incident", _message(incident_notice(grown, quotes, now=NOON, key="i", web_url=WEB, actions=acts))
    desk.slack.open_home(ANN)
    desk.settle()
    yield "home", page.home(desk.slack.home(ANN).content)


def _shift(desk: Shift) -> Iterator[tuple[str, str]]:
    desk.slack.type("/complaints shift all", by=ANN)
    desk.settle()
    desk.slack.click(desk.slack.whispers(ANN)[-1], "Hand the shift over…", by=ANN)
    desk.settle()
    desk.fill(note="C-1 was promised a call before six; the depot looks for the suitcase.")
    yield "shift", page.message(_of_kind(desk, DeliveryKind.SHIFT)[-1].blocks)


def _of_kind(desk: Shift, kind: DeliveryKind) -> list[Message]:
    known = {row.reference for row in desk.town.deliveries() if row.kind == kind.value}
    return [one for one in desk.slack.messages() if one.ts in known]


def _given(desk: Shift) -> Iterator[tuple[str, str]]:
    desk.choose("Assign…")
    desk.fill(person=BOB, note="You know the baggage desk in Leeds.")
    desk.town.live(20)
    yield "personal", page.message(desk.slack.direct.messages(BOB)[-1].blocks)
    told = [one for one in desk.slack.messages() if one.thread_ts == desk.alert.ts]
    yield "called", page.message(told[-1].blocks)


def _ended(desk: Shift) -> Iterator[tuple[str, str]]:
    desk.click("Resolve")
    desk.fill(outcome="recovered")
    yield "alert-resolved", page.message(desk.alert.blocks)
    desk.town.live(20)
    told = [one for one in desk.slack.messages() if one.thread_ts == desk.alert.ts]
    yield "thread", page.message(told[-1].blocks)
    desk.town.clock.move(timedelta(days=1))
    desk.town.monitor.remind.run_once(desk.town.clock.now())
    desk.town.live(20)
    yield "reminder", page.message(_of_kind(desk, DeliveryKind.REMINDER)[-1].blocks)


def _told() -> Iterator[tuple[str, str]]:
    notice = digest_notice(WEEK, key="d", base_url=WEB)
    yield "digest", page.message(message_for(notice).blocks, picture=chart(WEEK))
    mail = document(WEEK, base_url=WEB)
    yield "digest-mail", page.windows(mail, "light", width=670, height=900)
    yield "digest-mail-dark", page.windows(mail, "dark", width=670, height=560)
    yield "digest-phone", page.windows(mail, "light", "dark", width=330, height=700)
    waiting = Waiting(case=17, opened_at=NOON - timedelta(days=2), severity=Severity.HIGH, topic=Topic.STAFF)
    live = Open(open=8, acknowledged=5, overdue=2, urgent=Tally(name="urgent", count=1), oldest=(waiting,))
    duty = (OnDuty(department="", name="Ann", until=NOON + timedelta(hours=6)),)
    day = Morning(at=NOON - timedelta(hours=4), new=11, live=live, on_duty=duty)
    yield "morning", _message(morning.note(day, key="m", zone=NOON.tzinfo, web_url=WEB))  # type: ignore[arg-type]
    warm = mention("p1", stars=5, url="https://play.google.com/store/apps/details?id=org.example")
    said = "Priya at the desk in Leeds was wonderful and found my bag in ten minutes. Thank you so much!"
    yield "praise", _message(kudos.praise(warm, said, whom=("Priya",), key="p"))


def _message(notice: Notice) -> str:
    return page.message(message_for(notice).blocks)
