"""`monitor score`: the sentiment stage alone, JSON Lines in, JSON Lines out."""

import argparse
import json
import math
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

from connectors.contract import Rating
from monitor.assembly.configuration import read_config
from monitor.assembly.judging import judged_alone, rules_for
from monitor.cli.failure import DONE, FAILED, WRONG, CommandError
from monitor.domain.verdict import JudgingRules


class _BadLine(Exception):
    """What a line should have been."""


def run(args: argparse.Namespace) -> int:
    """Score every line; 1 where one could not be read."""
    config = Path(args.config)
    rules = rules_for(read_config(config)) if config.exists() else JudgingRules()
    failed = False
    with ExitStack() as stack:
        for answer in _answers(_input(args.file, stack), rules):
            failed = failed or "error" in answer
            sys.stdout.write(json.dumps(answer) + "\n")
    return FAILED if failed else DONE


def _input(file: str | None, stack: ExitStack) -> BinaryIO:
    if file in {None, "-"}:
        return sys.stdin.buffer
    try:
        return stack.enter_context(Path(str(file)).open("rb"))
    except OSError as error:
        raise CommandError(f"cannot read {file}: {error.strerror}", code=WRONG) from error


def _answers(lines: BinaryIO, rules: JudgingRules) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, start=1):
        try:
            yield _scored(_object(line), rules)
        except _BadLine as error:
            yield {"id": None, "error": f"line {number}: {error}"}


def _object(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line.decode("utf-8-sig"), parse_constant=_refuse)
    except UnicodeDecodeError as error:
        raise _BadLine("not UTF-8") from error
    except RecursionError as error:
        raise _BadLine("nested too deeply") from error
    except ValueError as error:
        raise _BadLine(f"not JSON: {error}") from error
    if not isinstance(found, dict):
        raise _BadLine('an object with "id" and "text" belongs here')
    return found


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not a number")


def _scored(given: dict[str, Any], rules: JudgingRules) -> dict[str, Any]:
    rating = _rating(given.get("rating"))
    text, title, language = (_words(given, name) for name in ("text", "title", "language"))
    if text is None:
        raise _BadLine('"text" is missing')
    found = judged_alone(rules, None, text, title=title, rating=rating, language=language)
    return found.model_dump(mode="json") | {"id": given.get("id")}


def _words(given: dict[str, Any], name: str) -> str | None:
    found = given.get(name)
    if found is not None and not isinstance(found, str):
        raise _BadLine(f'"{name}" must be text')
    return found


def _rating(given: object) -> Rating | None:
    if given is None:
        return None
    stars, out_of = (given.get("stars"), given.get("out_of", 5)) if isinstance(given, dict) else (None, None)
    rating = (_number(stars), _number(out_of))
    if rating[0] is None or not rating[1] or rating[1] < 0:
        raise _BadLine('"rating" must be {"stars": number, "out_of": number above 0}')
    return Rating(stars=rating[0], out_of=rating[1])


def _number(value: object) -> float | None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if math.isfinite(found) else None
