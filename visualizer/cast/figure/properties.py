"""Properties of figures."""

from typing import ClassVar

from visualizer.actors.base import ActorProperties
from visualizer.cast.figure import poses
from visualizer.cast.figure.face_shapes import FaceShape
from visualizer.cast.figure.hair import HairStyle
from visualizer.cast.figure.reaching import Limb
from visualizer.properties import Colour, Direction, Flag, Name, Number, Reference, Time, Vector3, declare
from visualizer.properties.conditions import Needs
from visualizer.properties.tables import Table


class Leap(Table):
    """One leap: from `start` to `end` the body rises and falls on a parabola, added to its `position`."""

    start: Time = declare(description="when the feet leave the ground")
    end: Time = declare(description="when the feet land")
    height: float | None = declare(
        None, "height of the parabola; that of free flight if left out", unit="m", low=0.0
    )


class Gaze(Table):
    """What a figure looks at: it turns its head, and its eyes where the head does not turn far enough."""

    target: Reference = declare(description="an actor or anchor")
    weight: Number = declare(1.0, "share of the angle by which the head turns to it", low=0.0, high=1.0)


class Reach(Table):
    """A hand or foot that touches an actor or an anchor."""

    NEEDS: ClassVar[Needs] = ((("along",), lambda reach: reach.normal is not None, "normal"),)

    limb: Limb = declare(description="hand or foot that reaches")
    target: Reference = declare(description="what its palm or the ball of its foot touches")
    offset: Vector3 = declare(
        (0.0, 0.0, 0.0), "place that it touches, in the space of the target", unit="m", space="target"
    )
    weight: Number = declare(1.0, "share of the way to it from the pose of the action", low=0.0, high=1.0)
    normal: Direction | None = declare(
        None,
        "direction out of the surface on which palm or sole lies, in the space of the target; the hand continues its forearm, and the foot keeps its rotation, if left out",
        space="target",
    )
    curl: Number = declare(
        0.14, "how far the fingers of a hand bend: 0 straight, 1 a fist", low=0.0, high=1.0
    )
    along: Direction | None = declare(
        None,
        "direction of fingers or toes on that surface, in the space of the target; that from the shoulder, or that of the pose, if left out",
        space="target",
    )


class FigureProperties(ActorProperties):
    """What a scene may set."""

    action: Name = declare(
        "go", "what the figure does with arms, back and head", choices=tuple(poses.ACTIONS)
    )
    carrying: Flag = declare(False, "whether the arms hold a bundle, in any action")
    heading: Number | None = declare(
        None, "where it faces: 0 is +z, 90 is +x; along the path if left out", unit="degrees", space="parent"
    )
    lean: Number = declare(
        0.0,
        "angle by which the body leans forward, added to that of the action; backward if negative",
        unit="degrees",
        low=-30.0,
        high=45.0,
    )
    twist: Number = declare(
        0.0,
        "angle by which the chest turns to its left, added to that of the action",
        unit="degrees",
        low=-60.0,
        high=60.0,
    )
    crouch: Number = declare(
        0.0,
        "height by which bent knees lower the hips, added to that of the action",
        unit="m",
        low=0.0,
        high=0.4,
    )
    stance: Number = declare(
        0.0,
        "foot that bears more of the weight than in the action: 1 the left one, -1 the right one",
        low=-1.0,
        high=1.0,
    )
    gazes: list[Gaze] = declare(
        description="what it looks at; where the weights sum to more than 1, they are scaled down",
        default_factory=list,
    )
    mood: Number = declare(0.0, "expression of the face: -1 sorrow, 0 calm, 1 joy", low=-1.0, high=1.0)
    brows: Number = declare(
        0.0,
        "the brows: -1 drawn together and down, as of one who is resolved, 0 at rest, 1 raised, as in fear",
        low=-1.0,
        high=1.0,
    )
    mouth: Number = declare(0.0, "how far the mouth is open", low=0.0, high=1.0)
    eyes: Number = declare(1.0, "how far the eyes are open", low=0.0, high=1.0)
    tread: float | None = declare(
        None,
        "height of each step of stairs: where the path climbs, feet land on it at whole multiples of this height",
        unit="m",
        above=0.05,
        below=1.0,
    )
    startled_by: list[Reference] = declare(
        description="actors whose shocks it reacts to when they are near, such as a falling crystal; none of them, nor the figure, may be attached: it ducks, shields its head, looks round and recovers, or keeps its balance as the ground shakes",
        default_factory=list,
    )
    leaps: list[Leap] = declare(description="leaps, in order", default_factory=list)
    reaches: list[Reach] = declare(
        description="what hands and feet touch, later ones of a limb in place of earlier ones; a limb is stretched towards what it cannot reach",
        default_factory=list,
    )
    lift: Number = declare(
        0.0, "strength of a blast of air along the floor that lifts robe and hair", low=0.0, high=1.0
    )
    wind: Vector3 = declare((0.0, 0.0, 0.0), "wind that drags robe and hair", unit="m/s")
    robe: Colour = declare((0.30, 0.015, 0.012), "colour of the robe")
    trim: Colour = declare((0.52, 0.27, 0.075), "colour of collar, hem and mantle")
    hair: Colour | None = declare(None, "colour of the hair; that of hair_style if left out")
    skin: Colour = declare((0.46, 0.27, 0.19), "colour of the skin")
    iris: Colour = declare((0.10, 0.055, 0.030), "colour of the iris of the eyes")
    hair_style: HairStyle = declare("short", "cut of the hair (and beard)")
    face: FaceShape = declare("oval", "shape of the face")
    height: float = declare(1.8, "distance from sole to crown", unit="m", above=0.3, below=4.0)
    build: float = declare(1.0, "factor on the width of the shoulders", above=0.5, below=1.6)
    slender: float = declare(
        0.0, "0 a straight waist, 1 a narrow one between bust and hips", low=0.0, high=1.0
    )
    fullness: float = declare(1.0, "factor on the width of the robe's hem", above=0.5, below=1.8)
    hem: float = declare(
        0.045,
        "height of the robe's hem above the floor, for a figure 1.8 m tall",
        unit="m",
        low=0.03,
        high=0.7,
    )
    cape: bool = declare(False, "whether a cape hangs from the shoulders")
    seed: int = declare(0, "random seed of the folds of the robe", low=0)
