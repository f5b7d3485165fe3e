"""Properties: what an actor, camera, light or emitter lets a scene file set.

A property is declared once, as an annotated field of a Pydantic model, and everything else is made from that line:
validation, the JSON Schema, the manual and the editor. Every property is a `Track`: the file gives one value, or a
list of keyframes.

    class Properties(ActorProperties):
        crack: Number = declare(0.0, "share of the wall that is cracked", low=0.0, high=1.0)

In a file: ``crack = 0.5``, or ``crack = [{ t = 0, v = 0.0, ease = "out-expo" }, { t = "fissure+0.5", v = 1.0 }]``.

`values.py` reads single values, `tracks.py` values and keyframes, `limits.py` holds them to a range, `kinds.py` lists
the kinds of properties, `references.py` the fields that are not keyed, `conditions.py` what properties meet together.
"""

from visualizer.properties.declaring import declaration_of, declare
from visualizer.properties.kinds import (
    COLOUR,
    HAS_LENGTH,
    NUMBER,
    Colour,
    Direction,
    FixedDirection,
    Flag,
    Name,
    Number,
    Rotation,
    Vector3,
    vector,
)
from visualizer.properties.limits import Limits
from visualizer.properties.references import REFERENCE, Identifier, NameOf, Reference, Time, is_time
from visualizer.properties.schemas import schema_of_track
from visualizer.properties.tracks import Property

__all__ = [
    "COLOUR",
    "HAS_LENGTH",
    "NUMBER",
    "REFERENCE",
    "Colour",
    "Direction",
    "FixedDirection",
    "Flag",
    "Identifier",
    "Limits",
    "Name",
    "NameOf",
    "Number",
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
