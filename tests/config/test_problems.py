"""Whatever is wrong is told with its line, its key and what to do; all of it at once."""

import re
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import Field

from monitor.config.kinds import Kinds, SourceKind
from monitor.config.load import load
from monitor.config.problem import ConfigError
from tests.config.kinds import SOURCES, Settings, TestKind, channel_kinds
from tests.config.reading import SMALLEST, problems, told

STORES = "sqlite:///monitor.db or postgresql://user:${DB_PASSWORD}@host/name"
DURATIONS = "write a number and a unit: 30s, 5m, 2h, 7d or 1h30m"
MOMENTS = "write it as `monday 08:00`, on a 24-hour clock"


def test_all_problems_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = """\
store: mysql://root:hunter2@db.test/x
engine: distributd
web: {port: 99999, hots: x}
brands:
  - {name: Acme Air, keyword: [acme]}
sources:
  - {name: news, kind: rss, brand: Acme Ari, urll: x}
  - {name: news, kind: rsss, every: 5 minutes}
channels:
  - {name: cx, kind: console, colour: red}
departments:
  - {name: digital, topics: [biling], channel: cz, sla: {critical: 0s}}
digest: {every: mnday 08:00, to: cx}
shaddow: off
"""
    assert told(tmp_path, text) == [
        f"1: store: not the address of a known database; write {STORES}",
        '2: engine: "distributd" is not known here; did you mean "distributed"?',
        "3: web.port: should be less than or equal to 65535; change it: the port to listen on; 0 takes a free one",
        '3: web.hots: unknown key; did you mean "host"?',
        '5: brands[0].keyword: unknown key; did you mean "keywords"?',
        "7: sources[0].url: is missing; add it: the feed's address",
        '7: sources[0].brand: there is no brand called "Acme Ari"; did you mean "Acme Air"?',
        '7: sources[0].urll: unknown key; did you mean "url"?',
        '8: sources[1].name: another source is called "news" too; give each a name of its own',
        '8: sources[1].kind: "rsss" is not a kind of source; did you mean "rss"?',
        '8: sources[1].every: "5 minutes" is not a duration; ' + DURATIONS,
        "10: channels[0].colour: unknown key; known: kind, name, quiet_hours, timezone",
        '12: departments[0].topics[0]: "biling" is not known here; did you mean "billing"?',
        '12: departments[0].channel: there is no channel called "cz"; known: cx',
        f'12: departments[0].sla.critical: "0s" is no time at all; {DURATIONS}',
        f'13: digest.every: "mnday 08:00" is not a day and a time; did you mean "monday"? {MOMENTS}',
        '13: digest.to: a list belongs here, not "cx"; write it as [cx]',
        '14: shaddow: unknown key; did you mean "shadow"?',
    ]  # fmt: skip


def test_a_problem_names_the_file_the_line_and_the_column(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, SMALLEST + "web:\n  port: eighty\n")
    assert problem.file == str(tmp_path / "config.yaml")
    assert (problem.line, problem.column, problem.key) == (5, 3, "web.port")
    assert str(problem).startswith(f"{tmp_path}/config.yaml:5: web.port: ")


@pytest.mark.parametrize(
    ("added", "problem"),
    [
        ("web: {port: eighty}", '4: web.port: a whole number belongs here, not "eighty"; change it: the port'),
        ("web: 8080", '4: web: keys with values belong here, not "8080"; change it: where the web pages are served'),
        (
            "web: {base_url: example.org}",
            '4: web.base_url: "example.org" is no address; write it whole, such as https://example.org: ',
        ),
        ("judgement: {threshold: {case: high}}", '4: judgement.threshold.case: a number belongs here, not "high"; '),
        (
            "judgement: {threshold: {case: .9}}",
            "4: judgement.threshold: 0.6 is below the case threshold of 0.9; raise `alert`, or lower `case`",
        ),
        ("judgement: {severity: {topics: {safty: high}}}", '4: judgement.severity.topics.safty: "high" is'),
        ("operators: cx", '4: operators: there is no channel called "cx"; known: terminal'),
        ("digest: {brands: [acme]}", '4: digest.brands[0]: there is no brand called "acme"; did you mean "Acme Air"?'),
        ("engine: distributed", "4: engine: the distributed engine needs a PostgreSQL store; set `store: postgresql"),
        ("store: postgres://u@h/x", "4: store: not the address of a known database; write sqlite:///"),
        ("shadow: {until: tomorrow}", '4: shadow.until: "tomorrow" is not a duration; '),
        ("retention: {mention: 3d}", '4: retention.mention: unknown key; did you mean "mentions"?'),
        ("departments: [support]", "4: departments[0]: keys with values belong here, not"),
        ("departments: [{name: ''}]", "4: departments[0].name: "),
        ("zzz:", "4: zzz: unknown key; known: brands, channels, "),
        ("channels: [{name: x, kind: console}]", "4: channels: is written twice; keep one of the two"),
        ("? [a, b]\n: c", "4: a key that is no text; "),
    ],
)  # fmt: skip
def test_each_key_is_checked(tmp_path: Path, added: str, problem: str) -> None:
    (line,) = told(tmp_path, f"{SMALLEST}{added}\n")
    assert line.startswith(problem)


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("name: b, kind: rss, url: x, every: 0s", '2: sources[0].every: "0s" is no time at all; '),
        ("name: b, kind: rss, url: x, about: them", '2: sources[0].about: "them" is not known here; known: brand, us'),
        ("name: b, kind: rss, url: x, first_run: alarm", '2: sources[0].first_run: "alarm" is not known here; did you'),
        ("name: b, kind: rss, url: x, language: English!", "2: sources[0].language: "),
        ("name: b, kind: rss, url: x, max_pages: 0", "2: sources[0].max_pages: should be greater than or equal to 1"),
        ("name: b, kind: rss, url: x, allow_private: maybe", "2: sources[0].allow_private: true or false belongs here"),
        ("name: b, kind: rss, url: x, department: it", '2: sources[0].department: there is no department called "it"'),
        ("name: b, kind: rss, url: [x]", "2: sources[0].url: text belongs here; change it: the feed's address"),
        ("name: b, kind: rss, url: x, settings: {}", "2: sources[0].settings: unknown key; known: about, "),
        ("name: b, kind: rss, url: x, brand: Acme Air, brands: [Acme Air]", "2: sources[0].brand: is written beside"),
        ("name: b, kind: rss, url: x, brands: []", "2: sources[0].brands: the list is too short; "),
        ("name: b, kind: rss, url: x, brand: [Acme Air]", "2: sources[0].brand: text belongs here; "),
        ("name: b, url: x", "2: sources[0].kind: is missing; add it: what kind of source it is"),
        ("kind: rss, url: x", "2: sources[0].name: is missing; add it: what the source is called"),
        ("name: b, kind: app, app: x.y", "2: sources[0].key: is missing; add it: the account's key"),
        ("name: b, kind: app, app: xy, key: '${K}'", "2: sources[0].app: 'xy' is no app id; change it: the app's id"),
        ("name: b, kind: app, app: x.y, key: '${K}', stars: [1, x]", "2: sources[0].stars[1]: a whole number belongs"),
    ],
)  # fmt: skip
def test_each_key_of_a_source_is_checked(tmp_path: Path, source: str, problem: str) -> None:
    text = SMALLEST.replace('name: feed, kind: rss, url: "https://feeds.test/a.xml"', source)
    (line,) = told(tmp_path, text, {"K": "a-key"})
    assert line.startswith(problem)


def test_a_source_must_say_which_brand_it_speaks_of_where_there_are_several(tmp_path: Path) -> None:
    text = SMALLEST.replace("[{name: Acme Air}]", "[{name: Acme Air}, {name: Acme Rail}]")
    (line,) = told(tmp_path, text)
    assert line.startswith(
        "2: sources[0].brands: is missing; add it: the brands it may speak of; `brand: NAME` for one"
    )


@pytest.mark.parametrize("key", ["brands", "sources", "channels"])
def test_without_a_brand_a_source_or_a_channel_there_is_nothing_to_do(tmp_path: Path, key: str) -> None:
    lines = [line for line in SMALLEST.splitlines() if not line.startswith(key)]
    assert any(f"1: {key}: is missing" in line for line in told(tmp_path, "\n".join(lines)))
    assert any(f"{key}: the list is too short" in line for line in told(tmp_path, "\n".join([*lines, f"{key}: []"])))


def test_a_list_whose_every_item_is_wrong_is_not_called_empty_too(tmp_path: Path) -> None:
    (line,) = told(tmp_path, SMALLEST.replace("kind: rss", "kind: rsss"))
    assert line == '2: sources[0].kind: "rsss" is not a kind of source; did you mean "rss"?'


def test_a_topic_belongs_to_one_department(tmp_path: Path) -> None:
    text = "departments:\n- {name: a, topics: [billing]}\n- {name: b, topics: [billing]}\n- {name: c}\n- {name: d}\n"
    assert told(tmp_path, SMALLEST + text) == [
        '6: departments[1].topics[0]: "billing" already belongs to the department "a"; leave it to one',
        '8: departments[3]: "the rest" already belongs to the department "c"; give one of the two its topics',
    ]


class Numbered(Settings):
    by: Literal["page"]


class Linked(Settings):
    by: Literal["link"]


class PagedSettings(Settings):
    url: str
    paging: Annotated[Numbered | Linked, Field(discriminator="by")]


@pytest.mark.parametrize(
    ("by", "said"), [("pages", 'paging.by: "pages" is not known here; did you mean "page"?'), ("${S}", "not fit")]
)
def test_one_of_several_forms_is_named_by_the_key_that_tells_them_apart(tmp_path: Path, by: str, said: str) -> None:
    text = SMALLEST.replace("kind: rss", f'kind: rss, paging: {{by: "{by}"}}')
    (tmp_path / "config.yaml").write_text(text)
    kinds: Kinds[SourceKind] = Kinds(names=("rss",), get=lambda _: TestKind(settings=PagedSettings))
    with pytest.raises(ConfigError, match=re.escape(said)) as caught:
        load(tmp_path / "config.yaml", source_kinds=kinds, channel_kinds=channel_kinds(), environ={"S": "hunter2"})
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("error", [ImportError("No module named 'tidbits'"), TypeError("gives str")])
def test_a_kind_that_cannot_be_loaded_is_told(tmp_path: Path, error: Exception) -> None:
    def get(name: str) -> SourceKind:
        raise error

    (tmp_path / "config.yaml").write_text(SMALLEST)
    kinds: Kinds[SourceKind] = Kinds(names=tuple(SOURCES), get=get)
    with pytest.raises(ConfigError, match=f'the kind "rss" cannot be loaded: {error}; install what it needs'):
        load(tmp_path / "config.yaml", source_kinds=kinds, channel_kinds=channel_kinds(), environ={})


def test_a_kind_of_which_there_is_none_at_all_says_where_kinds_come_from(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(SMALLEST)
    kinds: Kinds[SourceKind] = Kinds(names=(), get=SOURCES.__getitem__)
    with pytest.raises(ConfigError, match="install a package that has this kind of source"):
        load(tmp_path / "config.yaml", source_kinds=kinds, channel_kinds=channel_kinds(), environ={})


@pytest.mark.parametrize("text", ["", "# nothing but a comment\n", "---\n", "null\n"])
def test_an_empty_file_names_what_writes_one(tmp_path: Path, text: str) -> None:
    (problem,) = problems(tmp_path, text)
    assert (problem.message, problem.remedy) == ("is empty", "`monitor init` writes an example")


@pytest.mark.parametrize("text", ["hello", "- a\n- b\n", "'quoted'"])
def test_a_file_that_is_no_mapping_names_how_to_begin(tmp_path: Path, text: str) -> None:
    (line,) = told(tmp_path, text)
    assert line.startswith("1: keys with values belong here; begin with `brands:`")


def test_no_file_names_what_writes_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.yaml: there is no such file; `monitor init` writes one"):
        load(
            tmp_path / "nowhere.yaml",
            source_kinds=Kinds(names=(), get=SOURCES.__getitem__),
            channel_kinds=channel_kinds(),
            environ={},
        )


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read: Is a directory; check the path"):
        load(
            tmp_path,
            source_kinds=Kinds(names=(), get=SOURCES.__getitem__),
            channel_kinds=channel_kinds(),
            environ={},
        )
