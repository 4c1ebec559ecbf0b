"""The house rules that hold for every file: where things come from, how long they may be, who may catch everything."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.packaging.installing import ROOT

PACKAGES = ("monitor", "connectors", "alerts")
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-build.lock")
MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 50
VAGUE = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}
REGISTRIES = re.compile(
    "|".join(re.escape(host) for host in ("pypi" + ".org", "python" + "hosted.org", "npmjs" + ".com", "crates" + ".io"))
    + r"|index-url|extra-index|--find-links"
)
MAY_NAME_OPTIONS = {"Makefile", "tests/packaging/test_repository.py"}
PINNED = re.compile(r"^([a-zA-Z0-9._-]+)(?:\[[^\]]*\])?==[^\s;\\]+")


def tracked() -> list[Path]:
    """Every file of the project, as git knows them, or what lies there where git is absent."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        return [path for path in ROOT.rglob("*") if path.is_file() and not {".git", ".venv"} & set(path.parts)]
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def python_files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def own_code() -> list[Path]:
    return python_files(*PACKAGES)


def requirements(lock: str) -> Iterator[tuple[str, str]]:
    """Each requirement of a lock file by its normalized name, with its hashes."""
    for entry in re.split(r"\n(?=\S)", text_of(ROOT / lock).strip()):
        pinned = PINNED.match(entry)
        assert pinned, f"{lock}: {entry.splitlines()[0]!r} is no pinned requirement"
        yield _normal(pinned[1]), entry


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_no_file_names_a_package_registry() -> None:
    found = [
        f"{named(path)}: {match[0]}"
        for path in tracked()
        if named(path) not in MAY_NAME_OPTIONS and (match := REGISTRIES.search(text_of(path)))
    ]
    assert found == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_requirement_has_hashes_and_no_address(lock: str) -> None:
    for name, entry in requirements(lock):
        assert "--hash=sha256:" in entry, f"{lock}: {name} has no hash"
        assert "://" not in entry, f"{lock}: {name} names an address"
        assert " @ " not in entry, f"{lock}: {name} comes from an address"


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))
    groups = project["dependency-groups"]
    wanted = {
        "requirements.lock": project["project"]["dependencies"],
        "requirements-dev.lock": [*project["project"]["dependencies"], *filter(_is_name, groups["dev"])],
        "requirements-build.lock": groups["build"],
    }
    for lock, dependencies in wanted.items():
        locked = {name for name, _ in requirements(lock)}
        names = {_normal(re.split(r"[\[<>=!~ ]", dependency, maxsplit=1)[0]) for dependency in dependencies}
        assert names <= locked, f"{lock} lacks {sorted(names - locked)}: run `make lock`"


def test_what_runs_and_what_tests_is_locked_to_the_same_versions() -> None:
    pins = [{name: PINNED.match(entry) for name, entry in requirements(lock)} for lock in LOCKS]
    runs, tests, builds = ({name: found and found[0] for name, found in each.items()} for each in pins)
    assert runs.items() <= tests.items()
    assert builds.items() <= tests.items()


def _is_name(dependency: object) -> bool:
    return isinstance(dependency, str)


@pytest.mark.parametrize("folder", [*PACKAGES, "tests", "benchmarks"])
def test_no_file_is_too_long(folder: str) -> None:
    lengths = {named(path): len(text_of(path).splitlines()) for path in python_files(folder)}
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}


def test_no_function_is_too_long() -> None:
    too_long = {
        f"{named(path)}: {node.name}": node.end_lineno - node.lineno + 1
        for path in own_code()
        for node in ast.walk(ast.parse(text_of(path)))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= MOST_LINES_OF_A_FUNCTION
    }
    assert too_long == {}


def test_no_file_has_a_vague_name() -> None:
    assert [named(path) for path in own_code() if VAGUE & {path.stem, path.parent.name}] == []


def test_one_place_catches_everything() -> None:
    catching = [
        named(path)
        for path in own_code()
        for node in ast.walk(ast.parse(text_of(path)))
        if isinstance(node, ast.ExceptHandler) and _is_broad(node.type)
    ]
    assert catching == ["monitor/guard.py"]


def _is_broad(caught: ast.expr | None) -> bool:
    names = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(name is None or (isinstance(name, ast.Name) and name.id in _ALL) for name in names)


_ALL = {"Exception", "BaseException"}


def test_no_import_is_hidden_from_run_time() -> None:
    assert [named(path) for path in own_code() if "TYPE_CHECKING" in text_of(path)] == []


@pytest.mark.parametrize("contract", ["connectors/contract.py", "alerts/contract.py"])
def test_a_contract_imports_the_standard_library_only(contract: str) -> None:
    imported = {
        name.split(".")[0] for node in ast.walk(ast.parse(text_of(ROOT / contract))) for name in _imported(node)
    }
    assert imported <= sys.stdlib_module_names


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def test_the_floors_hold() -> None:
    program = "from importlinter.cli import lint_imports_command; lint_imports_command(['--no-cache'])"
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert ran.returncode == 0, ran.stdout[ran.stdout.find("Broken contracts") :] + ran.stderr
