"""Whatever is put in the file's place is read or refused in words: quickly, and never with a traceback."""

import json
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.config import tree
from monitor.config.problem import ConfigError, Problem
from tests.config.reading import SMALLEST, problems, read, told
from tests.shared import shared

LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]\n" for level in range(1, 10)
)
CHAIN = "a0: &a0 [x]\n" + "".join(f"a{level}: &a{level} [*a{level - 1}]\n" for level in range(1, 2000))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("brands: [", "did not find expected node content; look at this line"),
        ("a: b: c", "mapping values are not allowed in this context; look at this line"),
        ("brands:\n\t- a", "found character that cannot start any token; look at this line"),
        ("a: 'x", "found unexpected end of stream; look at this line"),
        ("a: *b", "*b stands for nothing; define &b above it"),
        ("a: &a [*a]", "*a stands for nothing; define &a above it"),
        ("a: !!python/object/apply:os.system [true]", "a tag (!...); remove it"),
        ("a: !!binary aGk=", "a tag (!...); remove it"),
        ("a: 1\n---\nb: 1", "a second document begins; remove the line `---`"),
        ("a: " + "[" * 5000 + "]" * 5000, "nested more than 40 deep; no setting is that deep: unnest it"),
        ("a: " + "{a: " * 5000 + "}" * 5000, "nested more than 40 deep; no setting is that deep: unnest it"),
        ("- " * 5000 + "x", "nested more than 40 deep; no setting is that deep: unnest it"),
        (LAUGHS, "too many values; at most 100,000 values are read: split the file, or use fewer aliases"),
        (CHAIN, "nested more than 40 deep; no setting is that deep: unnest it"),
        ("a: \0", "holds the control character U+0000; remove it, and save as UTF-8"),
        ("a: 1\nb: \x1b[31mred", "holds the control character U+001B; remove it, and save as UTF-8"),
        ('a: "\\0"', "a character that is no text; remove the \\u or \\0 escape"),
        ('a: "\\ud800"', ""),
        ("%YAML 3.0\n---\na: 1", ""),
        ("? {a: b}\n: c", "a key that is no text; a key is one word; put text with { or [ in quotes"),
        ("~: x", "a key that is no text; "),
    ],
    ids=lambda value: value[:12].replace("\0", "NUL") if isinstance(value, str) else None,
)
def test_what_is_no_configuration_is_refused_with_its_line(tmp_path: Path, text: str, problem: str) -> None:
    begun = time.perf_counter()
    line = told(tmp_path, text)[0]
    assert problem in line
    assert time.perf_counter() - begun < 2


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32", "latin-1", "shift-jis"])
def test_another_encoding_is_named_as_the_trouble(tmp_path: Path, encoding: str) -> None:
    (problem,) = problems(
        tmp_path, SMALLEST.replace("Acme Air", "Acmé" if encoding == "latin-1" else "日本").encode(encoding)
    )
    assert "UTF-8" in problem.message + problem.remedy


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, b"# x\n" * 300_000)
    assert problem.message == "is larger than 1,000,000 bytes"


def test_the_largest_file_is_read_in_good_time(tmp_path: Path) -> None:
    begun = time.perf_counter()
    read(tmp_path, SMALLEST + f"# {'x' * (999_000 - len(SMALLEST))}\n")
    with pytest.raises(ConfigError):
        read(tmp_path, f"[{'a, ' * 90_000}]")
    with pytest.raises(ConfigError):
        read(tmp_path, f"{'k' * 900_000}: 1\n{SMALLEST}")
    assert time.perf_counter() - begun < 10


def test_what_a_terminal_would_obey_is_shown_and_not_sent(tmp_path: Path) -> None:
    text = SMALLEST + 'engine: "\\e]0;owned\\a\\u202Edetubirtsid"\n"\\e[2J": 1\n'
    lines = "".join(told(tmp_path, text))
    assert lines.isprintable()
    assert r"\x1b]0;owned\x07\u202edetubirtsid" in lines


def test_a_thousand_sources_are_read_in_seconds(tmp_path: Path) -> None:
    rows = "".join(f"  - {{name: s{n}, kind: rss, url: 'https://feeds.test/{n}', every: 5m}}\n" for n in range(1000))
    begun = time.perf_counter()
    config = read(
        tmp_path,
        SMALLEST.replace('sources: [{name: feed, kind: rss, url: "https://feeds.test/a.xml"}]', f"sources:\n{rows}"),
    )
    assert len(config.sources) == 1000
    assert time.perf_counter() - begun < 5


def read_or_problems(directory: Path, text: bytes) -> tuple[Problem, ...]:
    try:
        read(directory, text)
    except ConfigError as error:
        return error.problems
    return ()


@pytest.mark.parametrize("text", [SMALLEST, SMALLEST + "web: {port: x}", LAUGHS, "a: [", "- " * 60, "a: &x\nb: *x"])
def test_the_parser_without_its_compiled_part_reads_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    compiled = read_or_problems(tmp_path, text.encode())
    monkeypatch.setattr(tree, "_LOADER", yaml.SafeLoader)
    plain = read_or_problems(tmp_path, text.encode())
    assert [(each.line, each.key) for each in compiled] == [(each.line, each.key) for each in plain]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(raw=st.binary(max_size=200))
def test_no_bytes_lead_to_anything_but_problems(tmp_path: Path, raw: bytes) -> None:
    assert problems(tmp_path, raw)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
        max_leaves=8,
    ),
    key=st.sampled_from(
        [
            "store",
            "engine",
            "web",
            "brands",
            "sources",
            "judgement",
            "departments",
            "channels",
            "operators",
            "shadow",
            "digest",
            "retention",
        ]
    ),
    wrap=st.booleans(),
)
def test_whatever_stands_where_a_part_belongs_is_read_or_told(
    tmp_path: Path, value: object, key: str, wrap: bool
) -> None:
    whole = {
        "brands": [{"name": "a"}],
        "sources": [{"name": "s", "kind": "rss", "url": "x"}],
        "channels": [{"name": "c", "kind": "console"}],
    }
    whole[key] = [value] if wrap else value  # type: ignore[assignment, list-item]
    text = json.dumps(whole, ensure_ascii=True).encode("ascii")
    assert all(problem.message and problem.remedy for problem in read_or_problems(tmp_path, text))


def test_every_shared_hostile_file_is_told(tmp_path: Path) -> None:
    folder = shared("hostile")
    files = [*folder.glob("generated/*"), *folder.glob("jsontestsuite*/*"), *folder.glob("*.json")]
    for path in files:
        raw = path.read_bytes()[:1_500_000]
        assert problems(tmp_path, raw), path.name


def test_every_naughty_string_is_kept_as_a_name_or_told(tmp_path: Path) -> None:
    for text in json.loads(shared("hostile/blns.json").read_text("utf-8")):
        written = SMALLEST.replace("{name: terminal", "{name: " + json.dumps(text.replace("${", "$${")))
        for problem in read_or_problems(tmp_path, written.encode("utf-8", "backslashreplace")):
            assert problem.key in {"", "channels[0].name"}, str(problem)
