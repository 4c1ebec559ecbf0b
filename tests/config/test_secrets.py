"""`${NAME}` stands for what the environment or `.env` holds, and nothing that is told holds it."""

from pathlib import Path

import pytest

from monitor.config.secrets import fill, names_in
from tests.config.kinds import AppSettings, SlackSettings
from tests.config.reading import SMALLEST, problems, read, told

SLACK = SMALLEST.replace("{name: terminal, kind: console}", '{name: cx, kind: slack, token: "${TOKEN}", channel: C1}')
APP = SMALLEST.replace('kind: rss, url: "https://feeds.test/a.xml"', "kind: app, app: test.acme, key: APP_KEY")


def token(config_text: str, directory: Path, environ: dict[str, str] | None = None) -> str:
    settings = read(directory, config_text, environ).channels[0].settings
    assert isinstance(settings, SlackSettings)
    return settings.token.get_secret_value()


def test_a_secret_comes_from_the_environment(tmp_path: Path) -> None:
    assert token(SLACK, tmp_path, {"TOKEN": "from-environment"}) == "from-environment"


def test_or_from_the_env_file_beside_the_configuration(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("# a comment\nexport TOKEN='from ${file} #1'\nOTHER=\n")
    assert token(SLACK, tmp_path) == "from ${file} #1"


def test_the_environment_is_above_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("TOKEN=from-file\n")
    assert token(SLACK, tmp_path, {"TOKEN": "from-environment"}) == "from-environment"


@pytest.mark.parametrize(("kept", "state"), [("", "not set"), ("TOKEN=\n", "empty"), ("TOKEN\n", "not set")])
def test_a_secret_that_is_missing_is_named(tmp_path: Path, kept: str, state: str) -> None:
    (tmp_path / ".env").write_text(kept)
    (line,) = told(tmp_path, SLACK)
    assert line.startswith(f"3: channels[0].token: the secret TOKEN is {state}; ")
    assert line.endswith("; set TOKEN in the environment or in .env beside this file")


def test_several_may_be_part_of_one_text(tmp_path: Path) -> None:
    text = SMALLEST + 'store: "postgresql://${DB_USER}:${DB_PASSWORD}@db.test/x"\n'
    config = read(tmp_path, text, {"DB_USER": "monitor", "DB_PASSWORD": "hunter2"})
    assert config.store == "postgresql://monitor:hunter2@db.test/x"
    assert "hunter2" not in repr(config)


def test_two_dollars_stand_for_one_that_is_meant(tmp_path: Path) -> None:
    assert read(tmp_path, SMALLEST.replace("Acme Air", "'a $${b} $c $$d'")).brands[0].name == "a ${b} $c $$d"


@pytest.mark.parametrize("written", ["${slack-token}", "${}", "${TOKEN", "${ TOKEN }", "${1ST}", "${TOKEN:-x}"])
def test_what_is_no_reference_is_told(tmp_path: Path, written: str) -> None:
    (line,) = told(tmp_path, SLACK.replace("${TOKEN}", written), {"TOKEN": "token"})
    assert line.startswith("3: channels[0].token: not a reference to a secret; write ${NAME}, ")


def test_a_secret_in_clear_is_refused_and_not_repeated(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, SLACK.replace("${TOKEN}", "xoxb-hunter2"))
    assert problem.message == "a secret is written in clear"
    assert problem.remedy == "write ${TOKEN} here and set TOKEN in the environment or in .env beside this file"
    assert "hunter2" not in repr(problem)


def test_a_secret_in_clear_is_kept_out_of_the_other_problems_too(tmp_path: Path) -> None:
    text = APP.replace("APP_KEY", "hunter2hunter2, app: hunter2hunter2").replace("app: test.acme, ", "")
    assert "hunter2" not in " ".join(told(tmp_path, text))


@pytest.mark.parametrize("value", ["hunter2", "hunter2" * 20, "hunter2 'quoted' \\ \"twice\"", "hunter2\nhunter2"])
@pytest.mark.parametrize(
    "added",
    [
        "web: {host: '${S}', port: '${S}', base_url: '${S}'}",
        "engine: '${S}'",
        "store: '${S}'",
        "store: 'mysql://u:${S}@h/x'",
        "operators: '${S}'",
        "digest: {every: '${S}', timezone: '${S}', to: ['${S}'], brands: ['${S}']}",
        "departments: [{name: '${S}', channel: '${S}', topics: ['${S}']}, {name: '${S}'}]",
        "retention: '${S}'",
        f"operators: '{'x' * 50}${{S}}'",
        f"digest: {{every: '{'x' * 55}${{S}}', to: ['{'x' * 53}${{S}}']}}",
        "judgement: {threshold: {case: '${S}'}, severity: {topics: {safety: '${S}'}}}",
    ],
)
def test_the_value_of_a_secret_is_in_no_problem(tmp_path: Path, added: str, value: str) -> None:
    shown = repr(problems(tmp_path, f"{SMALLEST}{added}\n", {"S": value}))
    assert "hunt" not in shown
    assert "xhu" not in shown


@pytest.mark.parametrize("key", ["kind", "name", "app", "every", "brand", "about", "department", "language"])
def test_nor_where_a_source_holds_it(tmp_path: Path, key: str) -> None:
    text = APP.replace("key: APP_KEY", f"key: '${{K}}', zzz: 1, {key}: '${{S}}'").replace(
        "app: test.acme, ", "app: a, " if key != "app" else ""
    )
    assert "hunter2" not in repr(problems(tmp_path, text, {"S": "hunter2", "K": "hunter2-key"}))


def test_a_secret_may_be_in_a_text_of_ours(tmp_path: Path) -> None:
    settings = read(tmp_path, APP.replace("APP_KEY", "'Bearer ${K}'"), {"K": "k-e-y"}).sources[0].settings
    assert isinstance(settings, AppSettings)
    assert settings.key.get_secret_value() == "Bearer k-e-y"


def test_an_env_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"A=1\nTOKEN=\xff\xfe\n")
    (problem,) = problems(tmp_path, SMALLEST)
    assert (problem.file, problem.line) == (str(tmp_path / ".env"), 2)
    assert problem.message == "holds bytes that are no UTF-8"


def test_the_names_in_a_text_are_each_told_once() -> None:
    assert names_in("${B} ${A} $${C} ${B} ${-}") == ("B", "A")


def test_filling_tells_what_it_used() -> None:
    filled = fill("a ${X} b", {"X": "1"})
    assert (filled.text, filled.names, filled.wrong) == ("a 1 b", ("X",), ())
