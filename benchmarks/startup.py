"""How long `monitor --help` and `monitor sources list` take, beside bare Python, as whole processes in turns."""

import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

ROUNDS = 11
CONFIG = """\
brands: [{name: Acme}]
sources: [{name: notes, kind: file, path: notes.csv}]
channels: [{name: terminal, kind: console}]
"""


def main() -> None:
    """Print the median seconds of each, and the ratio to bare Python."""
    with TemporaryDirectory() as folder:
        Path(folder, "config.yaml").write_text(CONFIG, encoding="utf-8")
        commands = {
            "python -c pass": ["-c", "pass"],
            "monitor --help": ["-m", "monitor", "--help"],
            "monitor sources list": ["-m", "monitor", "sources", "list"],
        }
        took: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, arguments in commands.items():
                took[name].append(_seconds(arguments, folder))
    bare = median(took["python -c pass"])
    table = Table("command", "median s", "ratio", "goal", title="Start-up, whole processes in turns")
    goals = {"monitor --help": "3x at most", "monitor sources list": "1 s at most"}
    for name, seconds in took.items():
        table.add_row(name, f"{median(seconds):.3f}", f"{median(seconds) / bare:.1f}x", goals.get(name, ""))
    Console().print(table)


def _seconds(arguments: list[str], folder: str) -> float:
    began = time.perf_counter()
    environment = {"PYTHONPATH": str(Path(__file__).resolve().parents[1]), "PATH": "", "NO_COLOR": "1"}
    subprocess.run([sys.executable, *arguments], cwd=folder, env=environment, check=True, capture_output=True)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
