"""Who gets which digest: brands, departments, other times, and addresses of mail."""

import textwrap
from pathlib import Path

import pytest

from alerts.email.settings import EmailSettings
from monitor.assembly.configuration import read_config
from monitor.assembly.digesting import digest_plans, plan_in_words
from monitor.config.problem import ConfigError
from monitor.config.schema import Config

TWO_BRANDS = """
    brands: [{name: Acme, keywords: [acme]}, {name: Bolt, keywords: [bolt]}, {name: Rival, competitor: true}]
    sources:
      - {name: forum, kind: rss, url: "https://feeds.test/a.xml", brands: [Acme, Bolt, Rival]}
      - {name: news, kind: rss, url: "https://feeds.test/b.xml", brand: Bolt}
    departments: [{name: billing, topics: [billing], channel: money}, {name: care}]
    channels:
      - {name: cx, kind: console}
      - {name: money, kind: console}
      - {name: post, kind: email, host: mail.test, security: ssl, sender: monitor@acme.test, to: [cx@acme.test]}
    timezone: Europe/London
"""


def config(folder: Path, text: str = "") -> Config:
    (folder / "config.yaml").write_text(textwrap.dedent(TWO_BRANDS + text), encoding="utf-8")
    return read_config(folder / "config.yaml")


def planned(folder: Path, text: str = "") -> list[str]:
    return [plan_in_words(plan) for plan in digest_plans(config(folder, text))]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "digest on monday 08:00 Europe/London: all brands to cx; Acme to cx; Bolt to cx"),
        ("    digest: {brands: [Bolt], to: [money]}", "digest on monday 08:00 Europe/London: Bolt to money"),
        (
            "    digest: {brands: [Acme, Bolt], timezone: UTC}",
            "digest on monday 08:00 UTC: all brands to cx; Acme to cx; Bolt to cx",
        ),
        (
            "    digests: [{name: desks, departments: all, every: tuesday 07:30}]",
            "digest desks on tuesday 07:30 Europe/London: all brands · billing to money; all brands · care to cx",
        ),
        (
            "    digests: [{name: bolt, departments: [billing], brands: [Bolt], to: [post, ceo@acme.test]}]",
            "digest bolt on monday 08:00 Europe/London: Bolt · billing to post, ceo@acme.test",
        ),
        (
            "    digests: [{name: sydney, timezone: Australia/Sydney}]",
            "digest sydney on monday 08:00 Australia/Sydney: all brands to cx",
        ),
    ],
)
def test_what_is_written_is_what_is_planned(tmp_path: Path, written: str, said: str) -> None:
    assert planned(tmp_path, written)[-1] == said


def test_a_competitor_has_no_digest_and_only_its_own_sources_cover_a_brand(tmp_path: Path) -> None:
    (plan,) = digest_plans(config(tmp_path))
    assert plan.rivals == ("Rival",)
    assert [scope.sources for scope in plan.scopes] == [None, ("forum",), ("forum", "news")]


def test_an_address_is_written_to_by_the_mail_server_that_is_there(tmp_path: Path) -> None:
    read = config(tmp_path, "    digest: {to: [cx, ceo@acme.test]}\n    digests: [{name: b, to: [ceo@acme.test]}]")
    assert [channel.name for channel in read.channels] == ["cx", "money", "post", "ceo@acme.test"]
    settings = read.channels[-1].settings
    assert isinstance(settings, EmailSettings)
    assert (settings.to, settings.host, settings.sender) == (("ceo@acme.test",), "mail.test", "monitor@acme.test")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("digest: {to: [ceo@]}", 'there is no channel called "ceo@"'),
        ("digest: {brands: [Rival]}", 'there is no brand called "Rival"'),
        ("digests: [{name: a, to: [mony]}]", 'there is no channel called "mony"; did you mean "money"?'),
        ("digests: [{name: a, departments: [bill]}]", 'there is no department called "bill"; did you mean "billing"?'),
        ("digests: [{name: a}, {name: a}]", 'another digest is called "a" too; give each a name of its own'),
        ("digests: [{name: Board Room}]", "digests[0].name"),
    ],
)
def test_what_leads_nowhere_is_refused(tmp_path: Path, written: str, said: str) -> None:
    with pytest.raises(ConfigError) as refused:
        config(tmp_path, f"    {written}")
    assert said in "\n".join(map(str, refused.value.problems))


def test_without_a_mail_server_an_address_is_no_channel_and_some_brand_must_be_ours(tmp_path: Path) -> None:
    text = 'brands: [{name: R, competitor: true}]\nsources: [{name: f, kind: rss, url: "https://feeds.test/a.xml"}]\n'
    (tmp_path / "config.yaml").write_text(f"{text}channels: [{{name: t, kind: console}}]\ndigest: {{to: [a@b.test]}}\n")
    with pytest.raises(ConfigError) as refused:
        read_config(tmp_path / "config.yaml")
    told = "\n".join(map(str, refused.value.problems))
    assert "every brand is a competitor; add your own" in told
    assert 'there is no channel called "a@b.test"' in told
