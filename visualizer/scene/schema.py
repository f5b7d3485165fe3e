"""The JSON Schema of scene files, from the same models that check them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from visualizer.scene.kinds import kinds
from visualizer.scene.skies import skies_schema
from visualizer.scene.tables import scene_model


def scene_schema() -> dict[str, Any]:
    """Return the schema of a whole scene file, every kind of actor included."""
    schema = scene_model().model_json_schema()
    definitions: dict[str, Any] = schema.setdefault("$defs", {})
    variants = []
    for name, cls in sorted(kinds().items()):
        own = _with_definitions(cls.Properties.model_json_schema(), definitions)
        own["title"] = name
        own["description"] = (cls.__doc__ or cls.kind).strip().splitlines()[0]
        own["properties"] = {
            "kind": {"const": name, "description": "what the actor is"},
            **own.get("properties", {}),
        }
        own["required"] = ["kind", *own.get("required", [])]
        definitions[f"actor_{name}"] = own
        variants.append({"$ref": f"#/$defs/actor_{name}"})
    definitions["SkyModel"] = {**skies_schema(), "description": definitions["SkyModel"]["description"]}
    schema["properties"]["actor"]["additionalProperties"] = {"oneOf": variants}
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "A scene of the visualizer"
    return _shared(schema)


def _with_definitions(schema: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """Return a model's schema with its own definitions moved to the shared ones."""
    definitions.update(schema.pop("$defs", {}))
    return schema


_LEAST_SHARED = 100
"""Characters of a part of the schema that is written once, in the definitions, if it occurs several times."""


def _shared(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema of the same meaning in which each larger part that occurs several times is a definition."""
    counts = Counter(text for part in _parts(schema) if len(text := json.dumps(part)) >= _LEAST_SHARED)
    names: dict[str, str] = {}
    definitions: dict[str, Any] = {}

    def shared(part: dict[str, Any]) -> dict[str, Any]:
        """Return a part with references in place of what is shared in it, or a reference to the part itself."""
        text = json.dumps(part)
        if counts[text] < 2:
            return _with_parts(part, shared)
        if text not in names:
            names[text] = f"shared_{len(names) + 1}"
            definitions[names[text]] = _with_parts(part, shared)
        return {"$ref": f"#/$defs/{names[text]}"}

    result: dict[str, Any] = _with_parts(schema, shared)
    result["$defs"] = {**result.get("$defs", {}), **definitions}
    return result


_OF_PARTS = {
    "properties": dict,
    "$defs": dict,
    "anyOf": list,
    "oneOf": list,
    "items": None,
    "additionalProperties": None,
}
"""By keyword, how it holds schemas: by name, in a list, or one."""


def _parts(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield all schemas within a schema, at any depth."""
    held: list[dict[str, Any]] = []
    _with_parts(schema, lambda part: held.append(part))
    for part in held:
        yield part
        yield from _parts(part)


def _with_parts(schema: dict[str, Any], change: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    """Return a schema in which each schema that it, or a property of it, holds is what `change` makes of it."""
    result = dict(schema)
    for key, form in _OF_PARTS.items():
        held = schema.get(key)
        if form is dict and isinstance(held, dict):
            # A property keeps its own description and default: only what it holds changes.
            result[key] = {
                name: _with_parts(part, change) if key == "properties" else change(part)
                for name, part in held.items()
            }
        elif form is list and isinstance(held, list):
            result[key] = [change(part) for part in held]
        elif form is None and isinstance(held, dict):
            result[key] = change(held)
    return result
