"""A section's table as CSV, for a spreadsheet: shares from 0 to 1, lengths in seconds."""

import csv
import io

from monitor.wording.digest.sheet import inert
from monitor.wording.insights.chart import Entry, Section


def sheet(section: Section) -> str:
    """Return the table of `section`; a cell that is not known is empty. Trends come last, a column for each week."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    plain = [place for place, entry in enumerate(section.rows[0]) if not entry.trend] if section.rows else []
    writer.writerow([*(section.columns[place] for place in plain), *section.weeks])
    for row in section.rows:
        by_week = ("" if count is None else int(count) for entry in row for count in entry.trend)
        writer.writerow([*(_told(row[place]) for place in plain), *by_week])
    return out.getvalue()


def _told(entry: Entry) -> str | int | float:
    if isinstance(entry.value, int):
        return entry.value
    if isinstance(entry.value, float):
        return round(entry.value, 4)
    told = entry.value if entry.value is not None else entry.text
    return "" if told == "-" else inert(told)
