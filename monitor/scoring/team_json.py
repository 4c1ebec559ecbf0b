"""A team's model as JSON: how it is kept."""

import json
from typing import Any

from monitor.scoring.team import TeamModel


def to_json(model: TeamModel) -> str:
    """Return `model` as one JSON object."""
    return json.dumps(
        {
            "version": model.version,
            "slope": model.slope,
            "bias": model.bias,
            "cues": dict(model.cues),
            "features": {str(bucket): weight for bucket, weight in model.features.items()},
            "languages": sorted(model.languages),
        },
        separators=(",", ":"),
    )


def from_json(text: str, *, version: str) -> TeamModel:
    """Return the model of a JSON object; `version` is what it is called."""
    found: dict[str, Any] = json.loads(text)
    return TeamModel(
        version=version,
        slope=found["slope"],
        bias=found["bias"],
        cues=found["cues"],
        features={int(bucket): weight for bucket, weight in found["features"].items()},
        languages=frozenset(found["languages"]),
    )
