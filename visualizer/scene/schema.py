"""The JSON Schema of scene files, from the same models that check them."""

from __future__ import annotations

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
    return schema


def _with_definitions(schema: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """Return a model's schema with its own definitions moved to the shared ones."""
    definitions.update(schema.pop("$defs", {}))
    return schema
