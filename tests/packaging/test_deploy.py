"""What is in `deploy/` is well formed, safe, and speaks of what there is."""

import argparse
import configparser
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from monitor.assembly.configuration import read_config
from monitor.cli import service
from monitor.cli.failure import WRONG
from monitor.cli.table import COMMANDS
from monitor.store.database import Database
from monitor.web.probes import make_probes
from tests.packaging.installing import ROOT
from tests.store.seeds import LATER
from tests.web.pages import Browser, a_browser

DEPLOY = ROOT / "deploy"
PROCESSES = {"run", "migrate", "scheduler", "worker", "listen", "web"} & COMMANDS.keys()
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
INSTRUCTIONS = {
    "ARG", "FROM", "RUN", "WORKDIR", "COPY", "ENV", "USER", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD"
}  # fmt: skip


def containerfile() -> list[tuple[str, str]]:
    """Each instruction with its argument, continued lines joined."""
    lines = [line for line in (DEPLOY / "Containerfile").read_text().splitlines() if not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in joined.splitlines() if line)]


def last_stage() -> list[tuple[str, str]]:
    whole = containerfile()
    begins = max(at for at, (word, _) in enumerate(whole) if word == "FROM")
    return whole[begins:]


def manifests() -> list[dict[str, Any]]:
    return list(yaml.safe_load_all((DEPLOY / "kubernetes/monitor.yaml").read_text()))


def manifest(kind: str, name: str) -> dict[str, Any]:
    [found] = [one for one in manifests() if (one["kind"], one["metadata"]["name"]) == (kind, name)]
    return found


def pods() -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each pod's specification with that of its one container."""
    for one in manifests():
        if one["kind"] in {"Deployment", "Job"}:
            pod = one["spec"]["template"]["spec"]
            [container] = pod["containers"]
            yield pod, container


def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return loaded


def ours() -> dict[str, dict[str, Any]]:
    """The compose file's services that run our image."""
    return {name: one for name, one in compose()["services"].items() if one["image"] == "complaint-monitor"}


def test_the_image_is_built_of_known_instructions_and_what_is_there() -> None:
    assert {word for word, _ in containerfile()} <= INSTRUCTIONS
    let_in = {line[1:] for line in (DEPLOY / "Containerfile.dockerignore").read_text().split() if line[0] == "!"}
    copied = [shlex.split(rest)[:-1] for word, rest in containerfile() if word == "COPY" and "--from" not in rest]
    assert {name for names in copied for name in names} == let_in
    assert all((ROOT / name).exists() for name in let_in)


def test_the_image_installs_by_hash_alone() -> None:
    runs = [step for word, rest in containerfile() if word == "RUN" for step in rest.split("&&")]
    installs = [step for step in runs if "pip install" in step]
    assert len(installs) == 3
    assert all("--require-hashes" in step or "--no-deps --no-build-isolation ." in step for step in installs)


def test_the_image_runs_as_nobody_in_particular() -> None:
    stage = last_stage()
    words = [word for word, _ in stage]
    assert dict(stage)["USER"] == "10001:10001"
    assert "RUN" not in words[words.index("USER") :]
    assert dict(stage)["CMD"] == '["run"]'
    assert dict(stage)["ENTRYPOINT"].startswith('["monitor", ')


def test_the_image_asks_for_its_health_where_it_is_answered(sqlite_db: Database) -> None:
    check = dict(last_stage())["HEALTHCHECK"]
    port, path = re.search(r"127\.0\.0\.1:(\d+)(/\w+)", check).groups()  # type: ignore[union-attr]
    assert dict(last_stage())["EXPOSE"] == port
    assert a_browser(sqlite_db).get(path).status_code == 200


COMPOSED = {"migrate": "migrate", "scheduler": "scheduler", "worker": "worker", "listener": "listen", "web": "web"}


@pytest.mark.parametrize(("service", "command"), COMPOSED.items(), ids=COMPOSED)
def test_composed_processes_can_change_nothing_but_the_database(service: str, command: str) -> None:
    found = ours()[service]
    assert found["command"][0] == command
    assert found["read_only"] is True
    assert found["cap_drop"] == ["ALL"]
    assert found["security_opt"] == ["no-new-privileges:true"]
    assert all(volume.endswith(":ro") for volume in found["volumes"])


def test_composed_services_wait_for_services_that_there_are() -> None:
    services = compose()["services"]
    for name, one in services.items():
        for other, wait in one.get("depends_on", {}).items():
            assert other in services, name
            assert wait["condition"] != "service_healthy" or "test" in services[other]["healthcheck"]
    volumes = {volume.split(":")[0] for one in services.values() for volume in one["volumes"]}
    assert {volume for volume in volumes if not volume.startswith(".")} == set(compose()["volumes"])


def test_composed_pages_are_published_to_this_machine_alone() -> None:
    ports = [port for one in compose()["services"].values() for port in one.get("ports", [])]
    assert ports == ["127.0.0.1:8080:8080"]


def test_every_unit_is_one_of_the_processes() -> None:
    commands = {unit.name: parsed(unit)["Service"]["ExecStart"].split()[3] for unit in UNITS}
    assert commands == {
        "monitor.service": "run",
        "monitor-worker@.service": "worker",
        "monitor-scheduler.service": "scheduler",
        "monitor-listener.service": "listen",
        "monitor-web.service": "web",
    }


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_restarts_and_is_confined(unit: Path) -> None:
    found = parsed(unit)
    assert set(found.sections()) == {"Unit", "Service", "Install"}
    service = found["Service"]
    assert (service["Restart"], service["User"], service["NoNewPrivileges"]) == ("always", "monitor", "yes")
    assert (service["ProtectSystem"], service["CapabilityBoundingSet"]) == ("strict", "")
    assert int(service["TimeoutStopSec"]) > 10  # what runs has ten seconds to end
    assert found["Install"]["WantedBy"] == "multi-user.target"


def test_a_listener_without_anything_to_hear_is_not_started_for_ever() -> None:
    unit = parsed(DEPLOY / "systemd" / "monitor-listener.service")["Service"]
    assert int(unit["RestartPreventExitStatus"]) == WRONG
    assert ours()["listener"]["profiles"] == ["listen"]
    assert manifest("Deployment", "monitor-listener")["spec"]["replicas"] == 0


def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("needs systemd-analyze")
    files = [tmp_path / unit.name for unit in UNITS]
    for unit, file in zip(UNITS, files, strict=True):
        file.write_text(unit.read_text().replace("/opt/monitor/bin/monitor", "/bin/true"))
    ran = subprocess.run([analyze, "verify", *files], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")


def parsed(unit: Path) -> configparser.RawConfigParser:
    reader = configparser.RawConfigParser(strict=False, delimiters=("=",), comment_prefixes=("#",))
    reader.optionxform = str  # type: ignore[assignment, method-assign]
    reader.read(unit)
    return reader


def test_every_manifest_has_what_every_manifest_has() -> None:
    names = [(one["apiVersion"], one["kind"], one["metadata"]["name"]) for one in manifests()]
    assert names == [
        ("v1", "ConfigMap", "monitor-config"),
        ("batch/v1", "Job", "monitor-migrate"),
        ("apps/v1", "Deployment", "monitor-scheduler"),
        ("apps/v1", "Deployment", "monitor-listener"),
        ("apps/v1", "Deployment", "monitor-worker"),
        ("apps/v1", "Deployment", "monitor-web"),
        ("v1", "Service", "monitor-web"),
        ("autoscaling/v2", "HorizontalPodAutoscaler", "monitor-worker"),
    ]


def test_every_pod_is_confined_and_says_what_it_needs() -> None:
    for pod, container in pods():
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["automountServiceAccountToken"] is False
        inside = container["securityContext"]
        assert (inside["readOnlyRootFilesystem"], inside["allowPrivilegeEscalation"]) == (True, False)
        assert inside["capabilities"] == {"drop": ["ALL"]}
        assert {"cpu", "memory"} <= set(container["resources"]["requests"])
        assert {mount["name"] for mount in container["volumeMounts"]} == {one["name"] for one in pod["volumes"]}
        assert container["args"][0] in PROCESSES


def test_selectors_find_their_pods() -> None:
    deployments = {one["metadata"]["name"]: one["spec"] for one in manifests() if one["kind"] == "Deployment"}
    for spec in deployments.values():
        assert spec["selector"]["matchLabels"] == spec["template"]["metadata"]["labels"]
    service = manifest("Service", "monitor-web")["spec"]
    assert service["selector"] == deployments["monitor-web"]["template"]["metadata"]["labels"]
    ports = deployments["monitor-web"]["template"]["spec"]["containers"][0]["ports"]
    assert service["ports"][0]["targetPort"] in {port["name"] for port in ports}


def test_pages_are_probed_and_read_where_they_answer(sqlite_db: Database) -> None:
    browser = a_browser(sqlite_db)
    template = manifest("Deployment", "monitor-web")["spec"]["template"]
    [container] = template["spec"]["containers"]
    probes = [container[name]["httpGet"]["path"] for name in ("livenessProbe", "readinessProbe")]
    for path in (*probes, template["metadata"]["annotations"]["prometheus.io/path"]):
        assert browser.get(path, headers={"host": "10.0.0.7:8080"}).status_code == 200


def health_port(command: Sequence[str]) -> int:
    """The port that a scheduler, worker or listener is told to answer at, as its own parser understands the command."""
    port: int = parsed_command(command).health_port
    return port


def parsed_command(command: Sequence[str]) -> argparse.Namespace:
    name, *options = command
    making = {"worker": service.worker, "scheduler": service.scheduler, "listen": service.listen}[name]
    parser = argparse.ArgumentParser()
    making(parser)
    return parser.parse_args(options)


def unit_command(unit: Path) -> list[str]:
    return parsed(unit)["Service"]["ExecStart"].replace("%i", "1").split()[3:]


def answers(path: str, db: Database) -> bool:
    browser = Browser(make_probes(db, now=lambda: LATER, heartbeat=dict))
    return browser.get(path, headers={"host": "10.0.0.7:8081"}).status_code == 200


@pytest.mark.parametrize("part", ["scheduler", "worker", "listener"])
def test_what_has_no_pages_is_probed_where_it_answers(part: str, sqlite_db: Database) -> None:
    composed = ours()[part]
    port, path = re.search(r"127\.0\.0\.1:(\d+)(/\w+)", composed["healthcheck"]["test"][-1]).groups()  # type: ignore[union-attr]
    assert health_port(composed["command"]) == int(port)
    assert answers(path, sqlite_db)
    [container] = manifest("Deployment", f"monitor-{part}")["spec"]["template"]["spec"]["containers"]
    [opened] = container["ports"]
    assert health_port(container["args"]) == opened["containerPort"]
    for probe in ("livenessProbe", "startupProbe"):
        asked = container[probe]["httpGet"]
        assert asked["port"] == opened["name"]
        assert answers(asked["path"], sqlite_db)


@pytest.mark.parametrize("unit", ["monitor-scheduler.service", "monitor-worker@.service", "monitor-listener.service"])
def test_a_unit_says_where_it_is_probed(unit: str, sqlite_db: Database) -> None:
    file = DEPLOY / "systemd" / unit
    port, path = re.search(r"Probe http://127\.0\.0\.1:(\d+)(/\w+)", file.read_text()).groups()  # type: ignore[union-attr]
    assert health_port(unit_command(file)) == int(port)
    assert answers(path, sqlite_db)


def test_workers_multiply_by_metrics_that_are_told(sqlite_db: Database) -> None:
    scaler = manifest("HorizontalPodAutoscaler", "monitor-worker")["spec"]
    worker = manifest("Deployment", scaler["scaleTargetRef"]["name"])
    assert "replicas" not in worker["spec"]  # else every `apply` would undo what the autoscaler did
    assert scaler["minReplicas"] < scaler["maxReplicas"]
    told = a_browser(sqlite_db).get("/metrics").text
    for metric in scaler["metrics"]:
        found, labels = metric["external"]["metric"]["name"], metric["external"]["metric"]["selector"]["matchLabels"]
        assert f'{found}{{lane="{labels["lane"]}",stage="{labels["stage"]}"}}' in told


def test_the_configuration_in_the_manifest_is_right(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(manifest("ConfigMap", "monitor-config")["data"]["config.yaml"])
    (tmp_path / ".env").write_text("DB_PASSWORD=x\nSLACK_BOT_TOKEN=xoxb-1\n")
    assert read_config(tmp_path / "config.yaml").engine == "distributed"
