"""Google Play: the monthly reports, with stars alone and what is older than the API tells."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from connectors.contract import Changed, History, MentionKey, Refused, Rereader, Unavailable
from connectors.google_play import KIND, reports
from connectors.google_play.shelves import SCOPE, Folder
from connectors.google_play.source import GooglePlaySource
from connectors.kit.http import Door
from connectors.kit.kind import Tools
from tests.connectors.contract import NOW, TIMEOUT, drain, mentions
from tests.connectors.server import Reply, ScriptedServer, Seen, json_reply
from tests.connectors.test_google_play import ACCESS, PACKAGE, PATH, TOKEN_PATH, grant, key_file, page, review
from tests.shared import shared

BUCKET = "pubsite_prod_rev_0123456789"
OBJECTS = f"/storage/v1/b/{BUCKET}/o"
COLUMNS = (
    *("Package Name", "App Version Code", "App Version Name", "Reviewer Language", "Device"),
    *("Review Submit Date and Time", "Review Submit Millis Since Epoch"),
    *("Review Last Update Date and Time", "Review Last Update Millis Since Epoch"),
    *("Star Rating", "Review Title", "Review Text"),
    *("Developer Reply Date and Time", "Developer Reply Millis Since Epoch", "Developer Reply Text", "Review Link"),
)
OLD = NOW - timedelta(days=20)
KEY = MentionKey(platform="google_play", scope=PACKAGE, native_id="gp:7")


def row(text: str = "", name: str = "", at: datetime = OLD, stars: int = 1, **more: Any) -> dict[str, Any]:
    """Return a row of a report: of the review `name`, or of stars alone."""
    millis = int(at.timestamp() * 1000)
    link = f"http://play.google.com/console/user-feedback/review-details?reviewId={name.replace(':', '%3A')}&corpus=X"
    times = {COLUMNS[6]: millis, COLUMNS[8]: millis}
    said = {"Star Rating": stars, "Review Text": text, "Review Link": link if name else "", "Device": "G07"}
    return {"Package Name": PACKAGE, "Reviewer Language": "en", **times, **said, **more}


def written(*rows: dict[str, Any]) -> bytes:
    """Return a report as Google writes it."""
    out = io.StringIO()
    table = csv.DictWriter(out, COLUMNS)
    table.writeheader()
    table.writerows(rows)
    return b"\xff\xfe" + out.getvalue().encode("utf-16-le")


class FakeBucket:
    """Objects of a bucket by month, each of a generation that grows as it is written."""

    def __init__(self, server: ScriptedServer) -> None:
        self.files: dict[str, bytes] = {}
        self.written = 0
        self.generations: dict[str, int] = {}
        grant(server, ACCESS)
        server.script(PATH, json_reply({}))
        server.always(self.answer)

    def put(self, month: str, *rows: dict[str, Any]) -> None:
        """Write the report of a month."""
        name = f"reviews/reviews_{PACKAGE}_{month}.csv"
        self.written += 1
        self.files[name], self.generations[name] = written(*rows), self.written

    def answer(self, seen: Seen) -> Reply:
        """Return a list of two objects a page, or a part of one."""
        if seen.path == OBJECTS:
            names = [name for name in [*self.files, "reviews/reviews_x.txt"] if name.startswith(seen.query["prefix"])]
            start = int(seen.query.get("pageToken", 0))
            items = [self._listed(name) for name in names[start : start + 2]]
            more = {"nextPageToken": str(start + 2)} if start + 2 < len(names) else {}
            return json_reply({"kind": "storage#objects", **({"items": items} if items else {}), **more})
        name = seen.path.removeprefix(f"{OBJECTS}/").replace("%2F", "/")
        if seen.query.get("generation") != str(self.generations.get(name)):
            return Reply(status=404)
        start, end = (int(part) for part in seen.headers["range"].removeprefix("bytes=").split("-"))
        return Reply(status=206, body=self.files[name][start : end + 1])

    def _listed(self, name: str) -> dict[str, Any]:
        return {"name": name, "generation": str(self.generations[name]), "size": str(len(self.files[name]))}


@pytest.fixture
def bucket(server: ScriptedServer) -> FakeBucket:
    return FakeBucket(server)


def source(server: ScriptedServer, door: Door, **more: Any) -> GooglePlaySource:
    given = {"package": PACKAGE, "service_account": key_file(), "base_url": server.url, "reports_url": server.url}
    where = {"reports_bucket": f"gs://{BUCKET}/reviews/", "token_url": f"{server.url}{TOKEN_PATH}"}
    made = KIND.build(
        KIND.settings.model_validate({**given, **where, **more}),
        Tools(http=door.bind(timeout=TIMEOUT, allow_private=True), now=lambda: NOW),
    )
    assert isinstance(made, GooglePlaySource)
    return made


def texts(pages: Sequence[Any]) -> list[str]:
    return sorted(mention.text for mention in mentions(pages))


def downloads(server: ScriptedServer) -> int:
    return sum(seen.path.startswith(f"{OBJECTS}/") for seen in server.requests)


def test_stars_alone_and_old_reviews_are_heard_by_the_ids_that_the_api_has(
    bucket: FakeBucket, server: ScriptedServer, door: Door
) -> None:
    answered = {"Developer Reply Text": "Sorry", COLUMNS[13]: int(NOW.timestamp() * 1000)}
    edited = {COLUMNS[8]: int((OLD + timedelta(days=2)).timestamp() * 1000)}
    bucket.put("202611", row(), row('Says\n"no", then dies', "gp:7", **answered, **edited), row("By API", "gp:8", NOW))
    server.script(PATH, json_reply(page([review(8, "By API, later")])))
    heard = {mention.key.native_id: mention for mention in mentions(drain(source(server, door), None))}
    stars = next(name for name in heard if name.startswith("stars:"))
    assert set(heard) == {stars, "gp:7", "gp:8"}
    assert (heard[stars].text, heard[stars].rating, heard[stars].edited_at) == ("", heard["gp:7"].rating, None)
    assert (heard["gp:7"].text, heard["gp:7"].edited_at) == ('Says\n"no", then dies', OLD + timedelta(days=2))
    assert [(one.native_id, one.text) for one in heard["gp:7"].own_replies] == [("gp:7:reply", "Sorry")]
    assert heard["gp:8"].text == "By API, later", "of the last days the API knows more"


def test_stars_alone_keep_their_id_when_they_change(bucket: FakeBucket, server: ScriptedServer, door: Door) -> None:
    asking, ids = source(server, door), set()
    for stars in (1, 5):
        bucket.put("202611", row(stars=stars))
        ids |= {mention.key for mention in mentions(drain(asking, None))}
    assert len(ids) == 1


def test_only_what_was_written_anew_is_read_again(bucket: FakeBucket, server: ScriptedServer, door: Door) -> None:
    asking = source(server, door)
    for month in ("202608", "202609", "202610", "202611"):
        bucket.put(month, row(f"In {month}", f"gp:{month}"))
    pages = drain(asking, None)
    assert texts(pages) == ["In 202609", "In 202610", "In 202611"]
    known = downloads(server)
    assert texts(drain(asking, pages[-1].cursor)) == []
    assert downloads(server) == known
    bucket.put("202611", row("In 202611", "gp:202611"), row("More", "gp:9"))
    assert texts(drain(asking, pages[-1].cursor)) == ["In 202611", "More"]


@pytest.mark.parametrize("part", [900, 1500, 1_000_000])
def test_a_report_is_read_in_parts_and_resumed_after_any_page(
    bucket: FakeBucket, server: ScriptedServer, door: Door, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    monkeypatch.setattr(reports, "PART", part)
    monkeypatch.setattr(reports, "ROWS_PER_PAGE", 2)
    bucket.put("202611", *(row(f"Bär\nNo {n} 🐻", f"gp:{n}") for n in range(12)))
    asking, cursor, heard = source(server, door), None, []
    for _ in range(30):
        pages = drain(asking, cursor, most=1)
        heard += texts(pages)
        cursor = pages[-1].cursor
    assert sorted(heard) == sorted(f"Bär\nNo {n} 🐻" for n in range(12)), "each row, once"


def test_the_past_is_in_the_reports(bucket: FakeBucket, server: ScriptedServer, door: Door) -> None:
    for month in (5, 6, 7, 8, 9, 10, 11):
        at = NOW.replace(month=month, day=3)
        bucket.put(f"2026{month:02}", row(f"In {month}", f"gp:{month}", at))
    back = source(server, door)
    assert isinstance(back, History)
    assert texts(list(back.history(NOW.replace(month=7, day=2), None))) == sorted(f"In {n}" for n in (7, 8, 9, 10, 11))
    with pytest.raises(Refused, match="reports_bucket"):
        list(source(server, door, reports_bucket=None).history(OLD, None))


@pytest.mark.parametrize(
    ("answer", "kind", "says"),
    [
        (json_reply({}, 403), Refused, "download bulk reports"),
        (json_reply({}, 404), Refused, "copy the Cloud Storage URI"),
        (json_reply({}, 503), Unavailable, "503"),
        (json_reply({"surprise": 1}), Changed, "list of reports"),
    ],
)
def test_reports_that_cannot_be_read_are_told_after_the_reviews_were_heard(
    bucket: FakeBucket, server: ScriptedServer, door: Door, answer: Reply, kind: type[Exception], says: str
) -> None:
    server.script(OBJECTS, answer)
    server.script(PATH, json_reply(page([review(1, "Heard")])))
    asking, cursor = source(server, door), None
    for _ in range(3):
        pages = asking.pages(cursor)
        heard = [next(pages), next(pages)]
        with pytest.raises(kind, match=says):
            next(pages)
        assert texts(heard) == ["Heard"]
        cursor = heard[-1].cursor


def test_a_report_that_is_written_anew_meanwhile_is_read_later(
    bucket: FakeBucket, server: ScriptedServer, door: Door
) -> None:
    bucket.put("202611", row("x", "gp:1"))
    bucket.generations = dict.fromkeys(bucket.generations, 99)
    listed = bucket._listed(next(iter(bucket.files)))
    server.script(OBJECTS, json_reply({"kind": "storage#objects", "items": [{**listed, "generation": "1"}]}))
    with pytest.raises(Unavailable, match="written anew"):
        drain(source(server, door), None)


def test_a_folder_of_downloads_will_do(bucket: FakeBucket, server: ScriptedServer, door: Door, tmp_path: Path) -> None:
    (tmp_path / f"reviews_{PACKAGE}_202611.csv").write_bytes(written(row("From a folder", "gp:1")))
    (tmp_path / "reviews_com.other_202611.csv").write_bytes(written(row("Not ours", "gp:2")))
    asking = source(server, door, reports_bucket=None, reports_folder=str(tmp_path))
    assert texts(drain(asking, None)) == ["From a folder"]
    with pytest.raises(Refused, match="cannot be read"):
        drain(source(server, door, reports_bucket=None, reports_folder=str(tmp_path / "none")), None)


def test_the_scopes_are_apart(bucket: FakeBucket, server: ScriptedServer, door: Door) -> None:
    drain(source(server, door), None)
    assert len([seen for seen in server.requests if seen.path == TOKEN_PATH]) == 2
    assert SCOPE.endswith("read_only")


def test_a_review_is_looked_at_again_by_its_id(bucket: FakeBucket, server: ScriptedServer, door: Door) -> None:
    server.script(f"{PATH}/gp:7", json_reply(review(7, "Works now", reply_text="Good to hear")))
    again = source(server, door)
    assert isinstance(again, Rereader)
    stars, old = (MentionKey(platform="google_play", scope=PACKAGE, native_id=name) for name in ("stars:ab", "gp:1"))
    seen = again.reread([KEY, old, stars])
    assert [(mention.text, mention.own_replies[0].text) for mention in seen.mentions] == [("Works now", "Good to hear")]
    assert seen.deleted == (), "what is not told of may only be old"
    assert again.replies_to(stars) == ()
    with pytest.raises(Refused, match="stars alone"):
        again.reply(stars, "Hello")


@pytest.mark.parametrize("wrong", [{"reports_bucket": "../x"}, {"reports_folder": "here"}, {"reports_bucket": 7}])
def test_a_wrong_setting_is_refused(wrong: dict[str, Any]) -> None:
    given = {"package": PACKAGE, "service_account": key_file(), "reports_bucket": BUCKET}
    with pytest.raises(ValidationError):
        KIND.settings.model_validate({**given, **wrong})


def test_the_recorded_report_is_read(tmp_path: Path) -> None:
    recorded = shared("recordings/google_play_api/play_console_reviews_utf16_header_and_row.csv").read_bytes()
    (tmp_path / "reviews_com.example.app_202601.csv").write_bytes(recorded)
    shelf = Folder(tmp_path, "com.example.app")
    (mention,) = mentions(list(reports.Reports(shelf, "com.example.app", NOW).pages(None)))
    assert (mention.rating and mention.rating.stars, mention.language, mention.text) == (5, "ar", "")
    assert mention.key.native_id.startswith("stars:")
