"""Incident files: all that is shown of an incident, read together."""

from monitor.domain.incident import Incident, IncidentFile
from monitor.store import case_files, incident_figures, incidents
from monitor.store.database import Transaction


def incident_file(tx: Transaction, incident: Incident, *, named: int = 0, critical: int = 0) -> IncidentFile:
    """Return an incident with the first `named` people's cases and its `critical` newest critical ones."""
    first = incident_figures.first_said(tx, incident, limit=named) if named else []
    worst = incident_figures.newest_critical(tx, incident, limit=critical) if critical else []
    files = {file.case.id: file for file in case_files.files(tx, list(dict.fromkeys((*first, *worst))))}
    return IncidentFile(
        incident=incident,
        crowding=incident_figures.crowding(tx, incident),
        keys=tuple(incidents.marks_of(tx, incidents.family(tx, incident.id))),
        first=tuple(files[number] for number in first if number in files),
        critical=tuple(files[number] for number in worst if number in files),
    )
