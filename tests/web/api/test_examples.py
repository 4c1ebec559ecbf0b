"""The guide's examples, asked as they stand there; and the description, as it is for those who make clients of it."""

import argparse
import re
import shlex
from collections.abc import Iterator

from monitor.store.database import Database
from monitor.web.api.service import description
from tests.packaging.installing import ROOT
from tests.web.api.program import Program
from tests.web.api.test_fuzz import a_full_store

GUIDE = ROOT / "docs/how-to/use-the-api.md"


def curls() -> Iterator[list[str]]:
    """Every command of the guide that is one request, in its words."""
    for block in re.findall(r"```sh\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            if line.startswith("curl -H"):
                yield shlex.split(line)


def ask(program: Program, words: list[str]) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("-H", action="append")
    parser.add_argument("-d")
    parser.add_argument("url")
    asked = parser.parse_args(words[1:])
    address = asked.url.replace("$API", "/api/v1")
    headers = dict(one.replace("$TOKEN", program.token).split(": ", 1) for one in asked.H) | {"host": "testserver"}
    return program.request("POST" if asked.d else "GET", address, content=asked.d, headers=headers).status_code


def test_every_example_of_the_guide_does_what_it_says(sqlite_db: Database) -> None:
    program, asked = a_full_store(sqlite_db), list(curls())
    assert {" ".join(words): ask(program, words) for words in asked} == {" ".join(words): 200 for words in asked}
    assert len(asked) > 8


def test_every_address_says_who_may_and_what_may_come_of_it() -> None:
    described = description()
    operations = [each for path in described["paths"].values() for each in path.values()]
    for one in operations:
        assert one["security"][0]["token"]
        assert {"200", "401", "403", "429", "500", "503"} <= set(one["responses"]), one["operationId"]
        assert one["summary"]
        assert all(body["example"] for body in one.get("requestBody", {}).get("content", {}).values())
    names = [one["operationId"] for one in operations]
    assert len(names) == len(set(names))
    assert {"token", "session"} == set(described["components"]["securitySchemes"])
