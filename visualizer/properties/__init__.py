"""Properties: what an actor, camera, light or emitter lets a scene file set.

A property is declared once, as an annotated field of a Pydantic model, and everything else is made from that line:
validation, limits, and the JSON Schema with its texts. A property that may be keyed is a `Track`: the file gives one
value or a list of keyframes. Other fields, such as times and references, have plain values.

    class Properties(ActorProperties):
        crack: Number = declare(0.0, "share of the wall that is cracked", low=0.0, high=1.0)

In a file: ``crack = 0.5``, or ``crack = [{ t = 0, v = 0.0, ease = "out-expo" }, { t = "fissure+0.5", v = 1.0 }]``.

`values.py` reads single values, `tracks.py` values and keyframes; `limits.py` checks ranges, `conditions.py` conditions
on several properties; `wording.py` puts Pydantic's errors in plain words; `kinds.py` has the kinds of properties,
`references.py` the fields that cannot be keyed.
"""

from visualizer.properties.declaring import declaration_of, declare
from visualizer.properties.kinds import (
    COLOUR,
    HAS_LENGTH,
    IS_ROTATION,
    NUMBER,
    Colour,
    Direction,
    FixedDirection,
    FixedRotation,
    Flag,
    Name,
    Number,
    Rotation,
    Vector3,
    vector,
)
from visualizer.properties.limits import Limits
from visualizer.properties.references import (
    REFERENCE,
    CameraName,
    EmitterName,
    Identifier,
    LookName,
    ProbeName,
    Reference,
    Time,
    is_time,
)
from visualizer.properties.schemas import schema_of_track
from visualizer.properties.tracks import Property

__all__ = [
    "COLOUR",
    "HAS_LENGTH",
    "IS_ROTATION",
    "NUMBER",
    "REFERENCE",
    "CameraName",
    "Colour",
    "Direction",
    "EmitterName",
    "FixedDirection",
    "FixedRotation",
    "Flag",
    "Identifier",
    "Limits",
    "LookName",
    "Name",
    "Number",
    "ProbeName",
    "Property",
    "Reference",
    "Rotation",
    "Time",
    "Vector3",
    "declaration_of",
    "declare",
    "is_time",
    "schema_of_track",
    "vector",
]
