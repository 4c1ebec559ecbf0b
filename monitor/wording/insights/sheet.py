"""A section's table as CSV, for a spreadsheet: shares from 0 to 1, lengths in seconds."""

import csv
import io

from monitor.wording.digest.sheet import inert
from monitor.wording.insights.chart import Entry, Section


def sheet(section: Section) -> str:
    """Return the table of `section`; a cell that is not known is empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(section.columns)
    for row in section.rows:
        writer.writerow([_told(entry) for entry in row])
    return out.getvalue()


def _told(entry: Entry) -> str | int | float:
    if isinstance(entry.value, int):
        return entry.value
    if isinstance(entry.value, float):
        return round(entry.value, 4)
    told = entry.value if entry.value is not None else entry.text
    return "" if told == "-" else inert(told)
