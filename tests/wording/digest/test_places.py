"""Where it was said, in every form of the digest, and what a week in hindsight leaves out of each."""

import csv
import io

from monitor.domain.figures import Claimed, Count, Coverage, Place, Promoters, Stars
from monitor.wording.digest.markdown import markdown
from monitor.wording.digest.notice import digest_notice
from monitor.wording.digest.page import letter
from monitor.wording.digest.sheet import sheet
from monitor.wording.digest.text import text
from tests.domain.weeks import a_week
from tests.wording.digest.test_forms import section


def test_places_are_called_as_customers_call_them():
    count, silent = Count(now=3), {"kind": "sample", "polls": 9, "silent": 7200}
    heard = [("google_play", "play"), ("google_play", "told"), ("reddit", "told"), ("steam", "told"), ("", "feed")]
    week = a_week(
        sources=tuple(Place(name=source, platform=platform, count=count) for platform, source in heard),
        claimed=(Claimed(source="told", platform="reddit", of=3),),
        promoters=tuple(Promoters(source=source, platform=one, now=Stars(promoters=20)) for one, source in heard),
        coverage=tuple(Coverage(source=source, **silent) for source in ("play", "told", "feed", "new")),
    )
    html, marked = letter(week).html, markdown(week).replace("\\", "")
    rows = {row["name"] for row in csv.DictReader(io.StringIO(sheet(week)))}
    said = ["Google Play (play)", "Google Play (told)", "Reddit", "Steam", "feed"]
    listening = ["Google Play (play)", "Google Play, Reddit and 1 more (told)", "feed", "new"]
    for title, names in (
        ("WHERE IT WAS SAID", said),
        ("WHAT THE STARS SAY", said),
        ("FROM POST TO CLAIM", ["Reddit"]),
        ("HOW WELL WE LISTENED", listening),
    ):
        assert [row.split("  ")[0] for row in section(text(week), title)[1:] if "  " in row] == names, title
        assert all(name in html and name in marked for name in names), title
        assert set(names) <= rows, title
    links = letter(week, base_url="https://monitor.example").html
    assert "platform=reddit&amp;source=told" in links
    assert "state=all&amp;source=feed" in links
    told = {fact.label: fact.value for fact in digest_notice(week, key="k").facts}
    assert "Google Play (play) silent for 2 h; Google Play, Reddit and 1 more (told) silent" in told["Listening"]


def test_a_week_in_hindsight_says_that_what_waited_is_not_known():
    week = a_week(open=None)
    words = text(week)
    as_of = "Mon 23 Nov 2026 08:00 GMT: the digest began later; what waited, was late or claimed is not known."
    assert as_of in " ".join(words.split())
    assert not any(title in words for title in ("WHAT IS STILL OPEN", "WAITING LONGEST"))
    told = (words, letter(week).html, markdown(week), digest_notice(week, key="k").body)
    assert not any("for an answer" in one or "nothing waits" in one for one in told)
    assert not any("Waiting" in fact.label for fact in digest_notice(week, key="k").facts)
    assert not any(row["section"] == "open" for row in csv.DictReader(io.StringIO(sheet(week))))
