"""A right configuration is read into values; what it leaves out has its default."""

from datetime import time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from monitor.config.calendar import Weekly
from monitor.config.kinds import Kinds, SourceKind
from monitor.config.load import load
from tests.config.kinds import SOURCES, AppSettings, FeedSettings, SlackSettings, channel_kinds
from tests.config.reading import SMALLEST, read

WHOLE = """\
store: "postgresql://monitor:${DB_PASSWORD}@db.test/complaints"
engine: distributed
web: {host: 0.0.0.0, port: 9000, base_url: https://cx.test/inbox}
brands:
  - name: Acme Air
    keywords: [acme air, "@acmeair"]
    exclude: [acme airport]
    own_accounts: {bluesky: ["did:plc:abc"], reddit: [acmeair]}
  - {name: Acme Rail}
sources:
  - {name: news, kind: rss, brands: [Acme Air, Acme Rail], every: 5m, url: "https://feeds.test/a.xml", first_run: alert}
  - {name: shop, kind: app, brand: Acme Air, app: test.acme, key: "${APP_KEY}", language: no, place: Oslo,
     department: digital, timeout: 1m, max_pages: 3, allow_private: true, paused: true, stars: [1, 2]}
judgement:
  threshold: {case: .4, alert: .7}
  severity: {reach: {likes: 500}, topics: {billing: medium}}
  keywords: {complaint: [delay repay], critical: [chest pain], ignore: [giveaway]}
departments:
  - {name: digital, topics: [digital, account], channel: cx, sla: {critical: 15m, low: 3d}}
  - {name: support}
channels:
  - {name: terminal, kind: console}
  - {name: cx, kind: slack, token: "${SLACK_BOT_TOKEN}", channel: C0123456789}
operators: cx
shadow: {until: 14d}
digest: {every: friday 16:30, timezone: Europe/London, to: [cx, terminal], brands: [Acme Rail]}
retention: {mentions: 200d, payloads: 7d}
"""
SECRETS = {"DB_PASSWORD": "pass-word", "APP_KEY": "app-key", "SLACK_BOT_TOKEN": "bot-token"}


def test_everything_that_is_written_is_read(tmp_path: Path) -> None:
    config = read(tmp_path, WHOLE, SECRETS)
    assert config.store == "postgresql://monitor:pass-word@db.test/complaints"
    assert (config.engine, config.web.host, config.web.port) == ("distributed", "0.0.0.0", 9000)
    assert config.brands[0].own_accounts == {"bluesky": ("did:plc:abc",), "reddit": ("acmeair",)}
    assert config.judgement.threshold.alert == 0.7
    assert config.judgement.severity.reach.likes == 500
    assert config.judgement.severity.topics == {"billing": "medium"}
    assert config.judgement.keywords.critical == ("chest pain",)
    assert config.operators == "cx"
    assert config.shadow.until == timedelta(days=14)
    assert config.digest.every == Weekly(weekday=4, at=time(16, 30))
    assert config.digest.timezone == ZoneInfo("Europe/London")
    assert (config.digest.to, config.digest.brands) == (("cx", "terminal"), ("Acme Rail",))
    assert (config.retention.mentions, config.retention.payloads) == (timedelta(days=200), timedelta(days=7))


def test_the_digest_has_the_time_zone_of_the_whole_unless_it_names_its_own(tmp_path: Path) -> None:
    whole = f"{SMALLEST}timezone: Asia/Tokyo\n"
    assert read(tmp_path, whole).digest.timezone == ZoneInfo("Asia/Tokyo")
    assert read(tmp_path, f"{whole}digest: {{timezone: UTC}}\n").digest.timezone == ZoneInfo("UTC")


def test_a_source_has_its_own_keys_and_the_settings_of_its_kind(tmp_path: Path) -> None:
    news, shop = read(tmp_path, WHOLE, SECRETS).sources
    assert news.brands == ("Acme Air", "Acme Rail")
    assert (news.every, news.about, news.first_run) == (timedelta(minutes=5), "brand", "alert")
    assert news.settings == FeedSettings(url="https://feeds.test/a.xml")
    assert (shop.department, shop.place, shop.timeout, shop.max_pages) == ("digital", "Oslo", timedelta(minutes=1), 3)
    assert shop.allow_private
    assert shop.paused
    assert isinstance(shop.settings, AppSettings)
    assert (shop.settings.app, shop.settings.stars) == ("test.acme", (1, 2))
    assert shop.settings.key.get_secret_value() == "app-key"


def test_a_key_that_both_a_source_and_its_kind_know_is_given_to_both(tmp_path: Path) -> None:
    shop = read(tmp_path, WHOLE, SECRETS).sources[1]
    assert isinstance(shop.settings, AppSettings)
    assert (shop.language, shop.settings.language) == ("no", "no")


def test_a_department_has_the_times_that_it_does_not_name_from_the_defaults(tmp_path: Path) -> None:
    digital, support = read(tmp_path, WHOLE, SECRETS).departments
    assert (digital.sla.critical, digital.sla.high) == (timedelta(minutes=15), timedelta(hours=2))
    assert (digital.sla.medium, digital.sla.low) == (timedelta(hours=8), timedelta(days=3))
    assert (support.topics, support.channel) == ((), "terminal")


def test_a_topic_may_be_called_by_another_name(tmp_path: Path) -> None:
    (department,) = read(tmp_path, f"{SMALLEST}departments: [{{name: it, topics: [app_bug, account]}}]\n").departments
    assert department.topics == ("digital", "account")


def test_the_smallest_configuration_has_a_default_for_all_the_rest(tmp_path: Path) -> None:
    config = read(tmp_path, SMALLEST)
    assert (config.store, config.engine) == ("sqlite:///monitor.db", "embedded")
    assert (config.web.host, config.web.port, config.web.base_url) == ("127.0.0.1", 8080, "http://127.0.0.1:8080")
    assert (config.judgement.threshold.case, config.judgement.threshold.alert) == (0.5, 0.6)
    assert config.shadow.until == timedelta(days=7)
    assert config.digest.every == Weekly(weekday=0, at=time(8))
    assert (config.operators, config.digest.to, config.digest.brands) == ("terminal", ("terminal",), ("Acme Air",))
    assert config.brands[0].matched_by == ("Acme Air",)


def test_a_source_has_from_its_kind_and_the_only_brand_what_it_does_not_say(tmp_path: Path) -> None:
    source = read(tmp_path, SMALLEST).sources[0]
    assert (source.brands, source.every, source.about) == (("Acme Air",), timedelta(minutes=15), "brand")
    assert (source.timeout, source.max_pages, source.first_run) == (timedelta(seconds=20), 10, "baseline")
    assert not source.allow_private
    assert not source.paused


@pytest.mark.parametrize("written", ["off", "'off'", "false"])
def test_shadow_off_goes_live_at_once(tmp_path: Path, written: str) -> None:
    assert read(tmp_path, SMALLEST + f"shadow: {written}\n").shadow.until is None


def test_a_key_without_a_value_is_not_set(tmp_path: Path) -> None:
    text = "departments:\nretention:\n  mentions: ~\ndigest: null\n"
    assert read(tmp_path, SMALLEST + text) == read(tmp_path, SMALLEST)


@pytest.mark.parametrize("written", ["0123456", "1.10", "2026-11-23", "12:30:45", "1e3", "yes", "0x1F", "=", "<<"])
def test_where_text_belongs_it_stays_as_it_is_written(tmp_path: Path, written: str) -> None:
    text = f"{SMALLEST}\noperators: cx\n".replace(
        "terminal, kind: console", "cx, kind: slack, token: '${T}', channel: X"
    )
    config = read(tmp_path, text.replace("channel: X", f"channel: {written}"), {"T": "token"})
    assert isinstance(config.channels[0].settings, SlackSettings)
    assert config.channels[0].settings.channel == written


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_the_usual_encodings_and_line_ends_are_read(tmp_path: Path, encoding: str, line_end: str) -> None:
    text = SMALLEST.replace("Acme Air", "Åcme ✈").replace("\n", line_end)
    assert read(tmp_path, text.encode(encoding)).brands[0].name == "Åcme ✈"


def test_an_anchor_stands_for_its_value(tmp_path: Path) -> None:
    text = SMALLEST + "departments:\n - {name: a, sla: &fast {low: 1h}, topics: [staff]}\n - {name: b, sla: *fast}\n"
    first, second = read(tmp_path, text).departments
    assert first.sla == second.sla


def test_only_the_kinds_that_are_used_are_asked_for(tmp_path: Path) -> None:
    asked: list[str] = []

    def get(name: str) -> SourceKind:
        asked.append(name)
        return SOURCES[name]

    (tmp_path / "config.yaml").write_text(SMALLEST)
    kinds: Kinds[SourceKind] = Kinds(names=tuple(SOURCES), get=get)
    load(tmp_path / "config.yaml", source_kinds=kinds, channel_kinds=channel_kinds(), environ={})
    assert asked == ["rss"]


def test_a_configuration_cannot_be_changed(tmp_path: Path) -> None:
    config = read(tmp_path, SMALLEST)
    with pytest.raises(ValidationError, match="frozen"):
        config.store = "sqlite:///other.db"


def test_two_readings_of_one_file_are_equal(tmp_path: Path) -> None:
    assert read(tmp_path, WHOLE, SECRETS) == read(tmp_path, WHOLE, SECRETS)
    assert read(tmp_path, WHOLE, SECRETS) != read(tmp_path, WHOLE.replace("every: 5m", "every: 6m"), SECRETS)
