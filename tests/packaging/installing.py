"""Wheels that are built and installed as a user does, but without a network and beside this environment."""

import os
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sysconfig.get_path("scripts")


def run(
    *command: str | Path, cwd: Path, path: Sequence[Path] = (), stdin: str = "", check: bool = True
) -> "subprocess.CompletedProcess[str]":
    """Run a command that sees the packages in `path` before all others."""
    told = {"PATH": f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": os.pathsep.join(map(str, path))}
    ran = subprocess.run(
        command, cwd=cwd, env={**os.environ, **told, "NO_COLOR": "1"}, input=stdin, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    assert not check or ran.returncode == 0, f"{command} ended with {ran.returncode}:\n{ran.stdout}\n{ran.stderr}"
    return ran


def build(project: Path, into: Path) -> Path:
    """Build the wheel of a project; return it."""
    run(*_pip("wheel"), "--no-build-isolation", "--wheel-dir", into, project, cwd=into)
    (wheel,) = into.glob("*.whl")
    return wheel


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """Wheels in a directory of their own, and others `beside` it. `home` is an empty place to run commands in."""

    site: Path
    home: Path
    beside: tuple[Path, ...] = ()

    def monitor(self, *arguments: str, stdin: str = "", check: bool = True) -> "subprocess.CompletedProcess[str]":
        """Run the `monitor` command that was installed."""
        program = self.site / "bin" / "monitor"
        return run(program, *arguments, cwd=self.home, path=[*self.beside, self.site], stdin=stdin, check=check)

    def python(self, program: str) -> str:
        """Run a program that sees what was installed; return what it prints."""
        return run(sys.executable, "-c", program, cwd=self.home, path=[*self.beside, self.site]).stdout


def install(into: Path, wheel: Path) -> Installed:
    """Install a wheel, and nothing that it needs."""
    site, home = into / "site", into / "home"
    home.mkdir(parents=True)
    run(*_pip("install"), "--no-compile", "--target", site, wheel, cwd=into)
    return Installed(site=site, home=home)


def _pip(command: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "pip", command, "--quiet", "--disable-pip-version-check", "--no-index", "--no-deps")
