"""Pydantic models of the scene file's tables. Each property is declared once; the JSON Schema is made from these
models."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from visualizer.frame import Ambient, Contact, Grade, KeyLight, Medium
from visualizer.properties import (
    CameraName,
    Direction,
    Identifier,
    LookName,
    Number,
    ProbeName,
    Reference,
    Time,
    Vector3,
    declare,
)
from visualizer.properties.conditions import Needs, ever, in_order
from visualizer.properties.tables import KeyedTable, Table
from visualizer.scene.aim import Aim
from visualizer.scene.rates import FrameRate
from visualizer.scene.skies import SkyModel

MAX_CAPTION_LINES = 2
MAX_CAPTION_WIDTH = 42  # characters a line
MAX_CAPTION_SPEED = 17.0  # characters a second (the BBC's and Netflix's guides for adults lie near it)

FONT_SENTENCE = (
    "font of captions: a file below the scene's folder (.ttf, .otf, .ttc), or a font of the system by name"
)


LARGEST_SIDE = 65536
"""Pixels along a side of a film. Drivers have a limit of their own, 16384 to 32768 at present."""


class FilmModel(Table):
    """[film]: the length, rate and size of the film."""

    duration: float = declare(description="length of the film", unit="s", low=1e-3, high=36000.0)
    fps: FrameRate = declare(
        24,
        "frames a second: a number or a fraction; 29.97 and the like stand for NTSC rates such as 30000/1001",
    )
    size: tuple[int, int] = declare((1280, 720), "width and height", unit="pixels", low=1, high=LARGEST_SIDE)
    seed: int = declare(0, "seed of all random numbers", low=0)
    font: str | None = declare(None, FONT_SENTENCE)


class ShotModel(Table):
    """[[shot]]: from its start until the next shot's, its camera and look are used."""

    name: Identifier = declare(description="name, used in times such as 'launch+0.5'")
    start: Time = declare(description="when it begins; it lasts until the next shot begins")
    camera: CameraName = declare(description="a camera's name")
    look: LookName | None = declare(None, "a look's name; the default light if none is given")


class MarkerModel(Table):
    """[[marker]]: a moment of the film that has a name."""

    name: Identifier = declare(description="name, used in times as those of shots are, such as 'impact+0.5'")
    time: Time = declare(description="when it is")


class CameraModel(Table):
    """[camera.NAME]: where the picture is taken from."""

    NEEDS: ClassVar[Needs] = (
        (("focus", "focus_on"), lambda c: ever(c.aperture), "aperture"),
        (("focus",), lambda c: c.focus_on is None, "that there is no focus_on beside it"),
    )

    position: Vector3 = declare(
        (0.0, 1.6, 5.0),
        "position of the eye, in the world or in the frame of what it is attached to",
        unit="m",
        space="parent",
    )
    look_at: Aim = declare(
        description="a point, an actor, or an anchor such as 'jor.head'",
        space="parent",
        default_factory=lambda: Aim.fixed((0.0, 1.0, 0.0)),
    )
    attach: Reference | None = declare(None, "the actor or anchor that the camera moves with")
    up: Direction = declare(
        (0.0, 1.0, 0.0), "direction in the world that points to the top of the picture", space="world"
    )
    roll: Number = declare(0.0, "rotation about the line of sight", unit="degrees")
    fov: Number = declare(45.0, "vertical field of view", unit="degrees", low=0.5, high=170.0)
    near: Number = declare(0.1, "distance of the near plane", unit="m", low=1e-4)
    far: Number = declare(500.0, "distance of the far plane", unit="m", low=1e-3)
    focus: Number = declare(10.0, "distance of the plane in focus", unit="m", low=1e-3)
    focus_on: Reference | None = declare(None, "an actor or anchor in focus, instead of a distance")
    aperture: Number = declare(0.0, "diameter of the aperture; 0: everything is in focus", unit="m", low=0.0)
    tremor: Number = declare(0.0, "amplitude of the camera shake", unit="m", low=0.0)

    @model_validator(mode="after")
    def _near_before_far(self) -> CameraModel:
        return in_order(self, "near", "far", "must be farther than near")


class KeyLightModel(KeyedTable[KeyLight]):
    """[look.NAME.key]: the directional light, the only one with a shadow."""

    centre: Vector3 | None = declare(
        None,
        "middle of the region that has shadows; by default near the camera's target, snapped to a world grid as wide"
        " as the radius, so that it does not move with small movements of the camera",
        unit="m",
        space="world",
    )


class AmbientModel(KeyedTable[Ambient]):
    """[look.NAME.ambient]: light from all around."""


class ContactModel(KeyedTable[Contact]):
    """[look.NAME.contact]: ambient occlusion and contact shadows."""

    NEEDS: ClassVar[Needs] = ((("radius",), lambda c: ever(c.occlusion), "occlusion"),)


class MediumModel(KeyedTable[Medium]):
    """[look.NAME.medium]: haze that makes light visible."""

    NEEDS: ClassVar[Needs] = (
        (("falloff", "floor", "colour", "anisotropy", "reach", "glow"), lambda m: ever(m.density), "density"),
    )


class GradeModel(KeyedTable[Grade]):
    """[look.NAME.grade]: exposure, tone mapping and colour correction."""


class LookModel(Table):
    """[look.NAME]: the light and the grade of shots."""

    key: KeyLightModel = declare(
        description="the directional light, the only one with a shadow", default_factory=KeyLightModel
    )
    ambient: AmbientModel = declare(description="light from all around", default_factory=AmbientModel)
    contact: ContactModel = declare(
        description="ambient occlusion and contact shadows", default_factory=ContactModel
    )
    sky: SkyModel = declare(
        description="the background, where no surface is", default_factory=lambda: SkyModel.model_validate({})
    )
    medium: MediumModel = declare(description="haze", default_factory=MediumModel)
    grade: GradeModel = declare(
        description="exposure, tone mapping and colour correction", default_factory=GradeModel
    )
    mirror: Number | None = declare(None, "height of the mirror plane that reflects the set", unit="m")
    probe: ProbeName | None = declare(None, "a probe's name: the reflections in all other surfaces")


class CaptionModel(Table):
    """[[caption]]: text at the foot of the picture."""

    text: Annotated[str, Field(min_length=1)] = declare(
        description="at most two lines; a long one is broken in two"
    )
    start: Time = declare(description="when it appears")
    end: Time = declare(description="when it disappears")
    font: str | None = declare(None, f"{FONT_SENTENCE}; the film's if none is given")
