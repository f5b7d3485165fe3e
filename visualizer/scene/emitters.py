"""[emitter.NAME]: a particle emitter of the scene file, placed in the scene."""

from __future__ import annotations

from typing import ClassVar

from visualizer.geometry.mesh import Mesh
from visualizer.particles.compiled import compiled
from visualizer.particles.emitter import Emitter, EmitterProperties, ParentMotion
from visualizer.particles.needs import NEEDS
from visualizer.properties import Reference, declare
from visualizer.properties.conditions import Needs


class EmitterModel(EmitterProperties):
    """[emitter.NAME]: an emitter, with what it is attached to."""

    NEEDS: ClassVar[Needs] = NEEDS

    attach: Reference | None = declare(None, "the actor or anchor that the emitter moves with")
    mesh: Reference | None = declare(
        None, "an actor's mesh, such as 'hall.floor', for shapes and particles that need one"
    )
    seed: int | None = declare(
        None, "seed of its random numbers; if left out, it is made from the emitter's name", low=0
    )


def compiled_emitter(
    model: EmitterModel,
    motion: ParentMotion | None,
    mesh: Mesh | None,
    *,
    seed: int,
    duration: float,
    parent: Emitter | None = None,
) -> Emitter:
    """Return the emitter ready to draw. motion: of what it is attached to. mesh: that it names. parent: the emitter
    whose particles emit it. Raises as `compiled` does."""
    if parent is not None and model.attach is not None:
        raise ValueError(
            "attach does not go with a parent: particles are born where the parent's particles are"
        )
    return compiled(
        model,
        seed=seed,
        duration=duration,
        world_from_emitter=motion,
        mesh=mesh,
        parent=parent,
    )
