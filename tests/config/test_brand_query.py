"""What a brand is looked for with narrows what its sources ask for and what they keep."""

from pathlib import Path

import pytest

from connectors.contract import Mention, MentionKey
from connectors.kit.query.field import Query
from monitor.assembly.configuration import read_config
from monitor.assembly.hearing import keeps, query_of
from monitor.assembly.judging import judge_for
from monitor.config.problem import ConfigError
from monitor.config.schema import Config
from tests.connectors.contract import NOW

ACME = '{name: Acme, query: "acme -job"}'


def read(folder: Path, brands: str, source: str) -> Config:
    file = folder / "config.yaml"
    channels = "channels: [{name: terminal, kind: console}]"
    file.write_text(f"brands: [{brands}]\nsources: [{{name: s, {source}}}]\n{channels}\n")
    return read_config(file)


def looked_for(folder: Path, brands: str, source: str) -> str | None:
    """Return what the one source keeps, as it is written."""
    config = read(folder, brands, source)
    query = query_of(config.sources[0], config.brands)
    return None if query is None else query.written


def said(text: str) -> Mention:
    return Mention(key=MentionKey(platform="rss", scope="s", native_id="1"), text=text, posted_at=NOW)


FEED = 'kind: rss, url: "https://x.example/feed"'
BOTH = f'{ACME}, {{name: Bolt, query: "bolt"}}'


@pytest.mark.parametrize(
    ("brands", "source", "kept"),
    [
        (ACME, FEED, "acme -job"),
        (ACME, f"{FEED}, query: late OR lost", "(late OR lost) AND (acme -job)"),
        (ACME, "kind: hackernews", "acme -job"),
        (ACME, "kind: hackernews, query: refund", "(refund) AND (acme -job)"),
        (BOTH, f"{FEED}, brands: [Acme, Bolt]", "(acme -job) OR (bolt)"),
        (BOTH, f"{FEED}, brand: Bolt, query: late", "(late) AND (bolt)"),
        (f"{ACME}, {{name: Bolt}}", f"{FEED}, brands: [Acme, Bolt]", None),
        (f"{ACME}, {{name: Bolt}}", f"{FEED}, brands: [Acme, Bolt], query: late", "late"),
        ("{name: Acme}", FEED, None),
    ],
)
def test_both_must_hold(tmp_path: Path, brands: str, source: str, kept: str | None) -> None:
    assert looked_for(tmp_path, brands, source) == kept


def test_a_platform_is_asked_for_both(tmp_path: Path) -> None:
    config = read(tmp_path, ACME, "kind: hackernews, query: refund OR late")
    asked = config.sources[0].settings.query  # type: ignore[attr-defined]
    assert isinstance(asked, Query)
    assert not asked.matches(said("Late again"))
    wanted = keeps(config.sources[0], config.brands)
    assert wanted
    assert [wanted(said(text)) for text in ("acme is late", "acme job, late")] == [True, False]


@pytest.mark.parametrize(
    ("brands", "source", "told"),
    [
        (
            '{name: Acme, query: "acme (job"}',
            FEED,
            "config.yaml:1: brands[0].query: a bracket that is never closed",
        ),
        (ACME, f'{FEED}, query: "late) OR (acme"', "sources[0].query: "),
        ('{name: Acme, query: "-job"}', "kind: hackernews", "sources[0]: it names no words"),
    ],
)
def test_a_mistake_is_told_where_it_is_written(tmp_path: Path, brands: str, source: str, told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, brands, source)
    (problem,) = caught.value.problems
    assert told in str(problem)


def test_each_brand_has_what_it_looks_for(tmp_path: Path) -> None:
    config = read(tmp_path, BOTH, f"{FEED}, brands: [Acme, Bolt]")
    verdicts = judge_for(config).judge(
        said("bolt lost my parcel, terrible service"), [("Acme", "us"), ("Bolt", "brand")]
    )
    assert {name: (str(one.about), one.complaint) for name, one in verdicts.items()} == {
        "Acme": ("other", False),
        "Bolt": ("us", True),
    }


def test_a_query_takes_the_place_of_keywords_that_are_not_written(tmp_path: Path) -> None:
    text = "The purple planes lost my parcel, terrible service"
    for keywords, about in (("", "us"), (", keywords: [acme]", "other")):
        brand = f'{{name: Acme, query: "purple planes"{keywords}}}'
        config = read(tmp_path, brand, FEED)
        assert str(judge_for(config).judge(said(text), [("Acme", "brand")])["Acme"].about) == about
