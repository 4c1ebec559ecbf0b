"""`python -m monitor.cli.documents [DIR]` writes the documents that are made of the code into the project's `docs`."""

import json
import sys
from pathlib import Path


def documents() -> dict[str, str]:
    """Return each document's text by its path below the project's root."""
    from monitor.assembly.configuration import channel_kinds, source_kinds
    from monitor.cli.api_reference import api_reference
    from monitor.cli.source_pages import pages
    from monitor.config.jsonschema import json_schema
    from monitor.config.reference import reference
    from monitor.web.api.service import description

    schema = json_schema(source_kinds(), channel_kinds())
    return {
        "docs/config.schema.json": json.dumps(schema, indent=2, ensure_ascii=False) + "\n",
        "docs/reference/api.md": api_reference(description()),
        "docs/reference/config.md": reference(schema),
    } | pages()


def write(root: Path) -> None:
    """Write all documents below `root`."""
    for name, text in documents().items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
