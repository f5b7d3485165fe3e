"""Frame: everything the renderer needs for one instant, as plain numbers.

Timeline, actors and scene make frames; renderer, output and player draw them. A frame holds meshes, materials, lights,
media, emitters and text, and nothing that is specific to a kind of actor. Arrays in a frame are never written to after
it is made. Fields that are `declared` carry their unit, range and sentence: see `visualizer/declarations.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from visualizer.declarations import declared
from visualizer.geometry.mesh import Mesh
from visualizer.particles.emitter import Batch, Emitter
from visualizer.properties import COLOUR, HAS_LENGTH
from visualizer.text.font_file import FontFile
from visualizer.transforms import IDENTITY

Vector = tuple[float, float, float]
"""A point, direction or linear Rec. 709 colour."""

Direction = Annotated[Vector, HAS_LENGTH]
"""A vector that has a length."""

Colour = Annotated[Vector, COLOUR]
"""A linear Rec. 709 colour or radiance, not negative."""

UniformValue = float | tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Library:
    """What frames of one scene name: built once when the scene loads, never changed.

    meshes: by the name that `Draw.mesh` uses. emitters: by the name that `Batch.emitter` uses.
    """

    meshes: Mapping[str, Mesh]
    emitters: Mapping[str, Emitter]


@dataclass(frozen=True)
class Camera:
    """Where the picture is taken from.

    camera_from_world: (4, 4) float64, rigid. fov: vertical, degrees. near, far: metres, 0 < near < far.
    focus: distance to the plane in focus, metres. aperture: diameter of the lens, metres; 0 is a pinhole.
    position: (3,) world metres, the eye. The matrix gives it too, but its rounding grows with the distance from the
    origin (some 0.1 mm at 1 AU); None takes the matrix's.
    Raises ValueError if `position` is not where the matrix has the eye.
    """

    camera_from_world: NDArray[np.float64] = field(default_factory=lambda: IDENTITY.copy())
    fov: float = 45.0
    near: float = 0.1
    far: float = 500.0
    focus: float = 10.0
    aperture: float = 0.0
    position: Vector | None = None

    def __post_init__(self) -> None:
        if self.position is None:
            return
        away = float(np.abs(self._matrix_eye() - np.asarray(self.position)).max())
        if away > 1e-9 * (1.0 + max(map(abs, self.position))):
            raise ValueError(f"the position {self.position} is {away:g} m from the eye of camera_from_world")

    @property
    def eye(self) -> NDArray[np.float64]:
        """The position of the eye, (3,) float64, world, metres."""
        return self._matrix_eye() if self.position is None else np.asarray(self.position, dtype=np.float64)

    def _matrix_eye(self) -> NDArray[np.float64]:
        # The matrix is rigid: the inverse of its turn is the transpose.
        eye: NDArray[np.float64] = -self.camera_from_world[:3, :3].T @ self.camera_from_world[:3, 3]
        return eye


@dataclass(frozen=True, eq=False)
class Draw:
    """One mesh in one material, at one or more poses.

    mesh: name in the library. material: name of a file in shaders/materials.
    poses: (instances * mesh.pieces, 3, 4) float64, the upper rows of world_from_model, instance by instance.
    values: (same count, 4) float32, free numbers that the material reads per pose; zeros if None.
    uniforms: the material's own parameters, without the ``u_`` prefix. An unknown name is an error.
    layer: opaque surfaces are drawn first; transmissive ones refract what is behind them.
    shadow: casts a shadow. mirrored: seen in the mirror plane, if the frame has one.
    """

    mesh: str
    material: str
    poses: NDArray[np.float64]
    values: NDArray[np.float32] | None = None
    uniforms: Mapping[str, UniformValue] = field(default_factory=dict)
    layer: Literal["opaque", "transmissive"] = "opaque"
    shadow: bool = True
    mirrored: bool = True


@dataclass(frozen=True)
class KeyLight:
    """The one light of a frame that casts shadows: parallel, through a square shadow map.

    Soft shadows come from the sub-frames: each has the light at another angle within `softness`.
    """

    direction: Direction = declared((-0.4, -0.8, -0.4), "the way the light travels")
    colour: Colour = declared((4.5, 4.0, 3.4), "irradiance on a surface that faces it, linear")
    centre: Vector = declared((0.0, 0.0, 0.0), "middle of the part of the set where shadows fall", unit="m")
    radius: float = declared(20.0, "radius of that part", unit="m", low=1e-3)
    softness: float = declared(0.5, "angular radius of the source", unit="degrees", low=0.0, high=45.0)


@dataclass(frozen=True)
class PointLight:
    """A small light without a shadow. colour: intensity, linear (irradiance at 1 m). radius: metres, > 0; reach: metres
    beyond which it lights nothing (a smooth window, so that lights farther off need not be evaluated)."""

    position: Vector
    colour: Vector
    radius: float = 0.1
    reach: float = 20.0


@dataclass(frozen=True)
class Sky:
    """What is seen where there is no surface. material: a file in shaders/skies. uniforms: its parameters."""

    material: str = "gradient"
    uniforms: Mapping[str, UniformValue] = field(default_factory=dict)


@dataclass(frozen=True)
class Ambient:
    """Light from all around, as a gradient. Reflections use the same gradient, with the key light's glow in it."""

    above: Colour = declared((0.14, 0.17, 0.22), "radiance from above, linear")
    horizon: Colour = declared((0.09, 0.10, 0.12), "radiance from the horizon, linear")
    below: Colour = declared((0.03, 0.03, 0.035), "radiance from below, linear")


@dataclass(frozen=True)
class Medium:
    """Haze that makes light visible: single scattering, thinner with height."""

    density: float = declared(0.0, "extinction at the floor; 0 is clear air", unit="1/m", low=0.0)
    falloff: float = declared(0.0, "how haze thins with height", unit="1/m", low=0.0)
    floor: float = declared(0.0, "height of full density", unit="m")
    colour: Colour = declared((1.0, 1.0, 1.0), "share of light that it scatters", low=0.0, high=1.0)
    anisotropy: float = declared(0.4, "forward scattering, Henyey-Greenstein g", low=-0.95, high=0.95)
    reach: float = declared(60.0, "how far light shafts are seen", unit="m", low=0.0)
    glow: Colour = declared((0.0, 0.0, 0.0), "radiance it adds per metre at full density, linear")


@dataclass(frozen=True)
class Ripple:
    """A pressure front: a spherical shell that bends the light behind it.

    centre: world. radius, thickness: metres. strength: largest bend, as a share of the picture's height.
    """

    centre: Vector
    radius: float
    thickness: float
    strength: float


@dataclass(frozen=True)
class Shafts:
    """Radial light shafts from a bright source in the picture. source: world. strength: 0..1."""

    source: Vector
    strength: float
    colour: Vector = (1.0, 1.0, 1.0)


@dataclass(frozen=True)
class Grade:
    """From light to a picture."""

    exposure: float = declared(0.0, "brightness", unit="stops", low=-20.0, high=20.0)
    saturation: float = declared(1.0, "1 leaves colour as it is", low=0.0, high=4.0)
    contrast: float = declared(1.0, "1 leaves contrast as it is", low=0.1, high=4.0)
    bloom: float = declared(0.06, "share of light that the lens spreads", low=0.0, high=1.0)
    vignette: float = declared(0.25, "darkening of the corners", low=0.0, high=1.0)
    grain: float = declared(0.1, "film grain", low=0.0, high=1.0)
    fade: float = declared(1.0, "1 shows the picture, 0 is black", low=0.0, high=1.0)
    whiteout: float = declared(0.0, "1 is nothing but pale dust", low=0.0, high=1.0)
    tint: Colour = declared((1.0, 1.0, 1.0), "linear factor before the tone curve")


@dataclass(frozen=True)
class Caption:
    """Text at the foot of the picture. alpha: 0..1. font: what it is set in; the shipped font if None.

    Of several captions of a frame the first is on top.
    """

    text: str
    alpha: float = 1.0
    font: FontFile | None = None


@dataclass(frozen=True)
class Frame:
    """One instant of a scene. time: seconds, film time. shot: the name of the shot on screen.

    mirror: height of the plane that reflects the set, metres, or None.
    objects: for each draw the number of the object that it is a part of, from 1 and the same in all frames of a scene; empty
    if each draw is an object of its own.
    """

    library: Library
    time: float
    shot: str = ""
    camera: Camera = field(default_factory=Camera)
    draws: tuple[Draw, ...] = ()
    objects: tuple[int, ...] = ()
    key_light: KeyLight = field(default_factory=KeyLight)
    point_lights: tuple[PointLight, ...] = ()
    sky: Sky = field(default_factory=Sky)
    ambient: Ambient = field(default_factory=Ambient)
    medium: Medium = field(default_factory=Medium)
    mirror: float | None = None
    ripples: tuple[Ripple, ...] = ()
    shafts: tuple[Shafts, ...] = ()
    batches: tuple[Batch, ...] = ()
    grade: Grade = field(default_factory=Grade)
    captions: tuple[Caption, ...] = ()
