"""Actors on a stage, made in code, for tests of actors."""

from visualizer.actors.base import Actor, Moment, Setting, Stage


def staged(
    kind: type[Actor], *, name: str = "it", duration: float = 108.0, **properties: object
) -> tuple[Actor, Stage]:
    """Return one actor and the stage it stands on."""
    actor = kind(name, kind.Properties(**properties), Setting(seed=7, duration=duration))
    stage = Stage({name: actor})
    actor.prepare(stage)
    return actor, stage


def moment_of(stage: Stage, time: float) -> Moment:
    """Return a fresh moment."""
    return Moment(stage, time)
