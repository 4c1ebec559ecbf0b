"""Public ids in paths."""

from typing import Annotated, Any

from fastapi import Path


def _named(letter: str, noun: str) -> Any:
    pattern = f"^{letter}-[1-9][0-9]{{0,17}}$"
    return Path(pattern=pattern, description=f"The id of {noun}.", examples=[f"{letter}-17"])


CaseId = Annotated[str, _named("C", "a case")]
IncidentId = Annotated[str, _named("I", "an incident")]
MentionId = Annotated[str, _named("M", "a mention")]
WeekName = Annotated[str, Path(pattern="^[0-9]{4}-W[0-5][0-9]$", description="An ISO week.", examples=["2026-W47"])]
