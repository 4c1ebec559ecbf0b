"""Case limits: that a case is there is not told to somebody who may not see it."""

from monitor.domain.access import Viewer
from monitor.domain.case import Case, CaseFile
from monitor.store.cases import NoSuchCase


def seen(case: Case, viewer: Viewer) -> Case:
    """Return a case that somebody may see. Raises `NoSuchCase` where they may not."""
    if not viewer.limits.allow(case.brand, case.department):
        raise NoSuchCase(f"there is no case {case.public_id}")
    return case


def file_seen(file: CaseFile, viewer: Viewer) -> CaseFile:
    """Return all that is known of a case that somebody may see. Raises `NoSuchCase` where they may not."""
    seen(file.case, viewer)
    return file
