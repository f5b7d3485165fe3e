"""Properties of figures."""

from pydantic import BaseModel, ConfigDict, Field

from visualizer.actors.base import ActorProperties
from visualizer.cast.figure import poses
from visualizer.cast.figure.body import HairStyle
from visualizer.properties import Colour, Flag, Name, Number, Reference, Time, Vector3, declare


class Leap(BaseModel):
    """One leap: the body flies an arc from `start` to `end` while `position` carries it across."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: Time = Field(description="when the feet leave the ground")
    end: Time = Field(description="when they land")
    height: float | None = Field(
        None, description="rise of the arc in metres; that of free flight if left out", ge=0.0
    )


class FigureProperties(ActorProperties):
    """What a scene file may say of a figure."""

    action: Name = declare("go", "what hands and back do", choices=tuple(poses.ACTIONS))
    carrying: Flag = declare(False, "whether the arms hold a bundle, whatever the action")
    heading: Number | None = declare(
        None, "where it faces: 0 is +z, 90 is +x; along the path if left out", unit="degrees"
    )
    look_at: Reference | None = declare(None, "an actor or anchor that the head turns to")
    attention: Number = declare(
        1.0, "share of the way that the head turns to look_at", unit="0..1", low=0.0, high=1.0
    )
    leaps: list[Leap] = Field(default_factory=list, description="leaps, in order")
    lift: Number = declare(
        0.0, "blast of air along the floor that lifts robe and hair", unit="0..1", low=0.0, high=1.0
    )
    wind: Vector3 = declare((0.0, 0.0, 0.0), "wind that drags robe and hair", unit="m/s")
    robe: Colour = declare((0.30, 0.015, 0.012), "colour of the robe")
    trim: Colour = declare((0.42, 0.30, 0.12), "colour of collar, hem and mantle")
    hair: Colour | None = declare(None, "colour of the hair; the style's own if left out")
    skin: Colour = declare((0.46, 0.27, 0.19), "colour of the skin")
    hair_style: HairStyle = Field("short", description="cut of the hair (and beard)")
    height: float = Field(1.8, description="metres from sole to crown", gt=0.3, lt=4.0)
    build: float = Field(1.0, description="factor on the width of the shoulders", gt=0.5, lt=1.6)
    fullness: float = Field(1.0, description="factor on the width of the robe's hem", gt=0.5, lt=1.8)
    hem: float = Field(
        0.045,
        description="height of the robe's hem above the floor in metres, at a height of 1.8 m",
        ge=0.03,
        le=0.7,
    )
    cape: bool = Field(False, description="whether a cape hangs from the shoulders")
    seed: int = declare(0, "varies the folds of the robe", low=0)
