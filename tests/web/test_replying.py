"""Answering on the page of a case: what is told before it is sent, who approves it, and what becomes of it."""

import re
from datetime import timedelta
from typing import Any

import pytest

from connectors.contract import Refused, Uncertain
from monitor.access import tokens
from monitor.domain.access import UNLIMITED, Limits, Permission, User
from monitor.domain.answer import AnswerState
from monitor.domain.case import EventKind, State
from monitor.domain.correction import SetTopic
from monitor.domain.people import Role
from monitor.domain.playbook import Playbook
from monitor.domain.score import Topic
from monitor.store import answers, case_files, cases, incident_acts
from monitor.store.answer_tables import AnswerRow
from monitor.store.columns import table
from monitor.store.database import Database
from tests.stages.answering import TEXT, Hands, Platform, desk, stage
from tests.store.seeds import LATER, NOON, Wanted, mention, open_case, open_many
from tests.web.pages import Browser, a_browser, somebody

CASE, ANSWER, DECISION = "/cases/C-1", "/cases/C-1/answer", "/cases/C-1/decision"
ASKING = frozenset({"support"})


def an_agent(db: Database, name: str = "Ann", **more: Any) -> Browser:
    return a_browser(db, user=somebody(db, name, Role.AGENT), **more)


def written(browser: Browser, how: str = "send", text: str = TEXT, **more: str) -> Any:
    return browser.fill(CASE, at=ANSWER, how=how, text=text, **more)


def kinds(db: Database) -> list[EventKind]:
    with db.read() as tx:
        return [event.kind for event in case_files.file(tx, 1).events][1:]


def latest(db: Database) -> AnswerState:
    with db.read() as tx:
        return AnswerState(tx.execute(table(AnswerRow).select().order_by(table(AnswerRow).c.id.desc())).first().state)


def sent(db: Database, platform: Platform) -> None:
    stage(db, platform, Hands(LATER)).run_once(LATER)


def test_an_answer_is_written_from_the_playbook_sent_once_and_stands_in_the_conversation(db: Database) -> None:
    open_case(db, Wanted(mention=mention(author="Sam", url="https://p.example/1")))
    browser, platform = an_agent(db), Platform(lambda: LATER)
    page = browser.get(CASE).text
    suggested = re.search(r'<textarea id="answer"[^>]*>(.+?)</textarea>', page, re.DOTALL)
    assert suggested is not None
    assert "Up to 20 GBP: a voucher. Never for a changed review." in page
    once = re.findall(r'name="once" value="([0-9a-f]{16})"', page)[0]
    for _ in range(2):
        answer = written(browser, offer="5 GBP voucher", once=once)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{CASE}#reply")
    assert "Answer: being sent" in browser.get(CASE).text
    sent(db, platform)
    assert written(browser, offer="5 GBP voucher", once=once).status_code == 303
    sent(db, platform)
    assert platform.texts == [TEXT]
    page = browser.get(CASE).text
    assert page.count(TEXT) == 1
    assert "written by Ann" in page
    assert '<a href="https://p.example/o"' in page
    assert "Ann offered 5 GBP" in page
    assert kinds(db) == [EventKind.ANSWER_WRITTEN, EventKind.RESPONDED, EventKind.OFFERED]


@pytest.mark.parametrize(
    ("text", "says", "insist"),
    [
        ("Write to ann@home.example.", "It holds personal data", False),
        ("You get £15 if you change your review.", "platforms forbid that", False),
        ("x" * 351, "It has 351 characters, and the platform takes 350", False),
        ("", "There are no words", False),
        ("Calm down. We look into it.", "sounds as if it were the customer", True),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(
    sqlite_db: Database, text: str, says: str, insist: bool
) -> None:
    open_case(sqlite_db)
    browser = an_agent(sqlite_db)
    for how, status in (("check", 200), ("send", 422)):
        page = written(browser, how, text, offer="<5 GBP")
        assert page.status_code == status
        assert says in page.text
        assert f">{text}</textarea>" in page.text
        assert 'value="&lt;5 GBP"' in page.text
    assert browser.get(ANSWER).headers["location"] == f"{CASE}#reply"
    assert ('value="insist"' in page.text) is insist
    assert kinds(sqlite_db) == []
    if insist:
        assert written(browser, "insist", text).status_code == 303
        assert latest(sqlite_db) is AnswerState.APPROVED


def test_a_draft_is_kept_and_gone_on_with_or_left_for_the_playbooks_words(sqlite_db: Database) -> None:
    open_case(sqlite_db)
    browser = an_agent(sqlite_db)
    assert written(browser, "keep", "My secret draft for ann@home.example").status_code == 303
    page = browser.get(CASE).text
    assert ">My secret draft for ann@home.example</textarea>" in page
    assert "It holds personal data" in page
    again = written(browser, "suggest", "Something else")
    assert again.status_code == 200
    assert "Something else</textarea>" not in again.text
    assert latest(sqlite_db) is AnswerState.DRAFT


def test_the_words_are_in_the_customers_language_or_it_is_told_that_there_are_none(sqlite_db: Database) -> None:
    open_case(sqlite_db, Wanted(mention=mention(author="Sam"), language="es"))
    page = an_agent(sqlite_db).get(CASE).text
    assert "The customer writes in Spanish, and the playbook has no text in Spanish: this is English." in page
    own = Playbook(topic=Topic.BILLING, language="es", reply="Lo sentimos mucho.")
    page = an_agent(sqlite_db, name="Bea", desk=desk(playbooks=(own,))).get(CASE).text
    assert "Lo sentimos mucho." in page
    assert "this is English" not in page


def test_a_case_of_an_incident_is_answered_as_what_most_of_it_is_about(sqlite_db: Database) -> None:
    about = (Topic.BILLING, Topic.DIGITAL, Topic.DIGITAL, Topic.BILLING)
    open_many(
        sqlite_db, [Wanted(mention=mention(str(n), author=f"u{n}"), topic=topic) for n, topic in enumerate(about)]
    )
    with sqlite_db.write() as tx:
        incident_acts.gather(tx, [1, 2, 3], by="ana", now=NOON)
    told, browser = "The playbook is that for app or website: most of I-1 is about that.", an_agent(sqlite_db)
    page = browser.get(CASE).text
    assert told in page
    assert "Name the version that mends it" in page
    for other in ("C-2", "C-4"):
        assert told not in browser.get(f"/cases/{other}").text
    with sqlite_db.write() as tx:
        incident_acts.put(tx, 4, 1, by="ana", now=NOON)
    assert told not in browser.get(CASE).text  # as many are about what this one is about
    with sqlite_db.write() as tx:
        cases.act(tx, 4, SetTopic(topic=Topic.DIGITAL), by="ana", now=NOON)
    assert told in browser.get(CASE).text
    with sqlite_db.write() as tx:
        cases.act(tx, 1, SetTopic(topic=Topic.STAFF), by="ana", now=NOON)
    assert "Apologise without an if" in browser.get(CASE).text


def test_a_second_person_approves_or_gives_it_back_with_a_word(sqlite_db: Database) -> None:
    open_case(sqlite_db)
    counter = desk(asking=ASKING)
    ann, lea = (an_agent(sqlite_db, name, desk=counter) for name in ("Ann", "Lea"))
    assert ">Ask for approval</button>" in ann.get(CASE).text
    written(ann)
    mine, theirs = (browser.get(CASE).text for browser in (ann, lea))
    assert ("Take it back" in mine, "Approve and send" in mine) == (True, False)
    assert ("Take it back" in theirs, "Approve and send" in theirs) == (False, True)
    assert TEXT in theirs

    def decided(browser: Browser, number: int, **more: str) -> Any:
        return browser.fill(CASE, at=DECISION, answer=str(number), **more)

    refused = decided(ann, 1, do="approve")
    assert (refused.status_code, "somebody else must approve it" in refused.text) == (409, True)
    assert "Say what should be different" in decided(lea, 1, do="reject", why=" ").text
    assert decided(lea, 1, do="reject", why="Too cold").status_code == 303
    page = ann.get(CASE).text
    assert "Lea rejected it: Too cold" in page
    assert f">{TEXT}</textarea>" in page
    written(ann, text=f"{TEXT} Really.")
    assert "not there any more" in decided(lea, 1, do="approve").text
    assert decided(lea, 2, do="approve").status_code == 303
    platform = Platform(lambda: LATER)
    sent(sqlite_db, platform)
    assert platform.texts == [f"{TEXT} Really."]
    assert "written by Ann, approved by Lea" in lea.get(CASE).text


def test_a_closed_case_has_no_reply_box(sqlite_db: Database) -> None:
    open_case(sqlite_db)
    browser = an_agent(sqlite_db)
    assert 'id="reply-title"' in browser.get(CASE).text
    browser.fill(CASE, at=CASE, do="resolve")
    assert 'id="reply-title"' not in browser.get(CASE).text


def test_what_waits_for_a_second_person_is_a_view_of_the_inbox(db: Database) -> None:
    for number in range(3):
        open_case(db, Wanted(mention=mention(str(number))))
    browser = an_agent(db, desk=desk(asking=ASKING))
    browser.fill("/cases/C-2", at="/cases/C-2/answer", how="send", text=TEXT)
    assert re.findall(r">(C-\d)</a></th>", browser.get("/cases?state=to_approve").text) == ["C-2"]
    assert 'href="/cases?state=to_approve"' in browser.get("/cases").text


@pytest.mark.parametrize(
    ("fault", "title", "words"),
    [
        (Refused("the review is gone"), "Answer: not sent", "the review is gone"),
        (Uncertain("no answer in time"), "Answer: being looked for", "looked for before anything is sent again"),
    ],
)
def test_what_became_of_it_is_told_with_a_way_on(sqlite_db: Database, fault: Exception, title: str, words: str) -> None:
    open_case(sqlite_db)
    browser = an_agent(sqlite_db)
    written(browser)
    sent(sqlite_db, Platform(lambda: LATER, before=[fault]))
    page = browser.get(CASE).text
    assert title in page
    assert words in page
    again = f">{TEXT}</textarea>" in page and ">Send it again</button>" in page
    assert again is (title == "Answer: not sent")


def test_where_nothing_is_sent_from_here_words_are_copied_and_the_answer_there_is_recorded(sqlite_db: Database) -> None:
    open_case(sqlite_db)
    browser = an_agent(sqlite_db, desk=desk(sending={}))
    page = browser.get(CASE).text
    assert ('data-copy="answer"' in page, 'value="send"' in page) == (True, False)
    wrong = written(browser, "there", url="p.example/9")
    assert (wrong.status_code, "must begin with https://" in wrong.text) == (409, True)
    assert f">{TEXT}</textarea>" in wrong.text
    assert "are not sent from here" in written(browser).text
    assert written(browser, "there", url="https://p.example/9").status_code == 303
    with sqlite_db.read() as tx:
        file = case_files.file(tx, 1)
    assert (file.case.state, file.events[-1].became) == (State.RESPONDED, "https://p.example/9")


def test_who_may_not_answer_sees_no_form_and_no_program_approves(sqlite_db: Database) -> None:
    open_case(sqlite_db)
    counter = desk(asking=ASKING)
    vic = a_browser(sqlite_db, user=somebody(sqlite_db, "Vic", Role.VIEWER), desk=counter)
    assert 'id="answer"' not in vic.get(CASE).text
    assert written(vic).status_code == 403
    other = somebody(sqlite_db, "Bo", Role.AGENT, limits=Limits(brands=frozenset({"Bolt"})))
    bo = a_browser(sqlite_db, user=other, desk=counter)
    for address in (ANSWER, DECISION):
        assert bo.fill("/account", at=address, how="send", text=TEXT, do="approve").status_code == 404
    ann = somebody(sqlite_db, "Ann", Role.AGENT)
    written(a_browser(sqlite_db, user=ann, desk=counter))
    program = token_of(sqlite_db, ann)
    told = a_browser(sqlite_db, user=ann, desk=counter).request(
        "POST", DECISION, data={"do": "approve", "answer": "1"}, headers={"Authorization": f"Bearer {program}"}
    )
    assert (told.status_code, "and no program" in told.text) == (409, True)
    with sqlite_db.read() as tx:
        assert answers.get(tx, 1).state is AnswerState.WAITING


def token_of(db: Database, owner: User) -> str:
    """A key for a program that may do all that Ann may, under a name of its own."""
    may, lasts = {Permission.LOOK, Permission.ACT}, timedelta(days=1)
    with db.write() as tx:
        return tokens.make(tx, owner, name="script", scopes=may, limits=UNLIMITED, lasts=lasts, by="Ann", now=NOON)
