"""Frame: everything the renderer needs for one instant, as plain numbers.

Timeline, actors and scene make frames; renderer, output and player draw them. A frame holds meshes, materials, lights,
media, emitters and text, and nothing that is specific to a kind of actor. Arrays in a frame are never written to after
it is made. Fields that are `declared` carry their unit, range and sentence: see `visualizer/declarations.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
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
    """The meshes and emitters that the frames of a scene refer to by name. Made once per scene, never changed.

    meshes: by the name that `Draw.mesh` uses. emitters: by the name that `Batch.emitter` uses.
    """

    meshes: Mapping[str, Mesh]
    emitters: Mapping[str, Emitter]


@dataclass(frozen=True)
class Camera:
    """Where the picture is taken from.

    camera_from_world: (4, 4) float64, rigid. fov: vertical, degrees. near, far: metres, 0 < near < far.
    focus: distance to the plane in focus, metres. aperture: diameter of the lens, metres; 0 is a pinhole.
    position: (3,) world, metres, of the eye. The matrix contains it too, but rounded (by about 0.1 mm at 1 AU from the
    origin). None: computed from the matrix.
    Raises ValueError if `position` is not the eye of the matrix, within a relative error of 1e-9.
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
        away = max(abs(a - b) for a, b in zip(self._matrix_eye().tolist(), self.position, strict=True))
        if away > 1e-9 * (1.0 + max(map(abs, self.position))):
            raise ValueError(f"the position {self.position} is {away:g} m from the eye of camera_from_world")

    @cached_property
    def eye(self) -> NDArray[np.float64]:
        """The position of the eye, (3,) float64, world, metres. Not to be written to."""
        eye = self._matrix_eye() if self.position is None else np.array(self.position, dtype=np.float64)
        eye.setflags(write=False)
        return eye

    def _matrix_eye(self) -> NDArray[np.float64]:
        # The matrix is rigid: the inverse of its rotation is the transpose.
        eye: NDArray[np.float64] = -self.camera_from_world[:3, :3].T @ self.camera_from_world[:3, 3]
        return eye


Layer = Literal["opaque", "transmissive", "additive"]


@dataclass(frozen=True, eq=False)
class Draw:
    """One mesh in one material, at one or more poses.

    mesh: name in the library. material: name of a file in shaders/materials. poses: (instances * mesh.pieces, 3, 4)
    float64, the upper rows of world_from_model, instance by instance. values: (instances * mesh.pieces, 4) float32, one
    vector per pose, which the material reads as `Fragment.values` and gives a meaning; zeros if None. uniforms: values
    of the material's parameters, by their names without ``u_``. An unknown name is an error. layer: opaque surfaces are
    drawn first; transmissive ones refract what is behind them; additive ones, such as glowing gas, hide nothing and add
    their light to what is behind them: they have no shadow, no reflection and no place in results but light. shadow:
    whether it casts a shadow. mirrored: whether the mirror plane, if the frame has one, reflects it.
    """

    mesh: str
    material: str
    poses: NDArray[np.float64]
    values: NDArray[np.float32] | None = None
    uniforms: Mapping[str, UniformValue] = field(default_factory=dict)
    layer: Layer = "opaque"
    shadow: bool = True
    mirrored: bool = True


@dataclass(frozen=True)
class KeyLight:
    """The directional light of a frame, the only one that casts shadows: through one square shadow map.

    Soft shadows come from the sub-frames: each has another direction of the light within `softness`.
    """

    direction: Direction = declared((-0.4, -0.8, -0.4), "direction in which the light travels", space="world")
    colour: Colour = declared((4.5, 4.0, 3.4), "irradiance on a surface that faces it, linear")
    centre: Vector = declared(
        (0.0, 0.0, 0.0), "middle of the region that has shadows", unit="m", space="world"
    )
    radius: float = declared(20.0, "radius of the region that has shadows", unit="m", low=1e-3)
    softness: float = declared(0.5, "angular radius of the source", unit="degrees", low=0.0, high=45.0)


@dataclass(frozen=True)
class PointLight:
    """A small light without a shadow. position: world, metres. colour: intensity, linear (irradiance at 1 m).

    radius: of the light, metres, > 0. reach: metres; the light is smoothly faded to zero at this distance, so that
    lights farther away need not be evaluated.
    """

    position: Vector
    colour: Vector
    radius: float = 0.1
    reach: float = 20.0


@dataclass(frozen=True)
class AreaLight:
    """A light of constant radiance with a size, without a shadow.

    shape: "sphere" of `radius`; "tube" of `radius` about the line from position - right to position + right;
    "rectangle" with the corners position +- right +- up, which shines towards right x up, and to both sides if
    `two_sided`. position: world, metres. right, up: world, metres; perpendicular. colour: largest intensity, linear:
    irradiance at 1 m if all of the light were there, as of a point light. reach: metres; the light is smoothly faded to
    zero at this distance from the position.
    """

    shape: Literal["sphere", "tube", "rectangle"]
    position: Vector
    colour: Vector
    right: Vector = (0.0, 0.0, 0.0)
    up: Vector = (0.0, 0.0, 0.0)
    radius: float = 0.1
    reach: float = 20.0
    two_sided: bool = False


@dataclass(frozen=True)
class Sky:
    """The background, where there is no surface. material: name of a file in shaders/skies. uniforms: values of its
    parameters.

    A parameter that is left out has the default that the file declares, as in a scene file: `Sky()` is the sky of a
    look that names none.
    """

    material: str = "gradient"
    uniforms: Mapping[str, UniformValue] = field(default_factory=dict)


@dataclass(frozen=True)
class Ambient:
    """Light from all around: a gradient of radiance over height. Reflections add a glow in the direction of the key
    light."""

    above: Colour = declared((0.14, 0.17, 0.22), "radiance from above, linear")
    horizon: Colour = declared((0.09, 0.10, 0.12), "radiance from the horizon, linear")
    below: Colour = declared((0.03, 0.03, 0.035), "radiance from below, linear")


@dataclass(frozen=True)
class Contact:
    """Darkening where surfaces are close: of ambient light in corners, and of the key light next to what stands on a
    surface.

    Both are found in the depth buffer, so only what opaque surfaces in the picture hide is dark. Opaque surfaces
    receive it.
    """

    occlusion: float = declared(
        0.0,
        "strength of ambient occlusion: exponent of the share of ambient light that near surfaces leave; 1 is physical, 0 draws none",
        low=0.0,
        high=4.0,
    )
    radius: float = declared(1.0, "distance up to which surfaces hide ambient light", unit="m", low=1e-3)
    shadow: float = declared(
        0.0, "length of contact shadows towards the key light; 0 draws none", unit="m", low=0.0
    )

    @property
    def seen(self) -> bool:
        """Whether there is anything to draw."""
        return self.occlusion > 0.0 or self.shadow > 0.0


@dataclass(frozen=True)
class Medium:
    """Haze that scatters light once (single scattering). Its density decreases exponentially with height."""

    density: float = declared(0.0, "extinction at the floor; 0 is clear air", unit="1/m", low=0.0)
    falloff: float = declared(0.0, "exponential decrease of the density with height", unit="1/m", low=0.0)
    floor: float = declared(0.0, "height up to which haze has its full density", unit="m")
    colour: Colour = declared((1.0, 1.0, 1.0), "share of light that it scatters", low=0.0, high=1.0)
    anisotropy: float = declared(0.4, "forward scattering, Henyey-Greenstein g", low=-0.95, high=0.95)
    reach: float = declared(60.0, "how far light shafts are seen", unit="m", low=0.0)
    glow: Colour = declared((0.0, 0.0, 0.0), "radiance that it emits per metre at full density, linear")


FOG_SHAPES = ("layer", "box", "sphere", "cone")
"""Shapes of fog volumes, in the order of their numbers in shaders."""


@dataclass(frozen=True, eq=False)
class FogVolume:
    """A region of fog, in addition to the haze of the frame's medium: it scatters the same lights, and shadows fall
    into it.

    shape: one of FOG_SHAPES. world_from_volume: (3, 4) float64, the upper rows. In its own frame a box is the cube from
    -1 to 1 on each axis; a layer is its slab between y = -1 and y = 1, without end along x and z; a sphere has the
    radius 1; a cone has its apex at the origin, and at z = 1 the radius 1, where it ends. density: extinction at full
    density, 1/m. edge: share of the half size, from the surface inwards, over which the density rises to full; 0 is
    uniform. colour: share of light that it scatters. glow: radiance that it emits per metre at full density. noise: 0
    is uniform, 1 varies from nothing to twice the density. noise_size: metres, of its largest patches. noise_offset:
    metres, world axes: by how far the patches have moved.
    """

    shape: str
    world_from_volume: NDArray[np.float64]
    density: float
    edge: float = 0.0
    colour: Vector = (1.0, 1.0, 1.0)
    glow: Vector = (0.0, 0.0, 0.0)
    noise: float = 0.0
    noise_size: float = 1.0
    noise_offset: Vector = (0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Ripple:
    """A pressure front: a spherical shell that bends the light behind it.

    centre: world, metres. radius, thickness: metres. strength: largest displacement, as a share of the picture's
    height.
    """

    centre: Vector
    radius: float
    thickness: float
    strength: float


@dataclass(frozen=True)
class Shafts:
    """Radial light shafts from a bright source in the picture. source: world, metres. strength: 0..1. colour: a linear
    factor."""

    source: Vector
    strength: float
    colour: Vector = (1.0, 1.0, 1.0)


@dataclass(frozen=True)
class Grade:
    """Exposure, colour grade and post-processing: how linear light becomes a picture."""

    exposure: float = declared(0.0, "brightness", unit="stops", low=-20.0, high=20.0)
    saturation: float = declared(1.0, "saturation; 0 is grey, 1 leaves colours unchanged", low=0.0, high=4.0)
    contrast: float = declared(1.0, "contrast; 1 leaves it unchanged", low=0.1, high=4.0)
    bloom: float = declared(0.06, "share of light that is spread around bright places", low=0.0, high=1.0)
    vignette: float = declared(0.25, "darkening of the corners", low=0.0, high=1.0)
    grain: float = declared(0.1, "film grain", low=0.0, high=1.0)
    fade: float = declared(1.0, "1 shows the picture, 0 is black", low=0.0, high=1.0)
    whiteout: float = declared(
        0.0,
        "share of the colour of pale dust mixed into the picture; 1 shows nothing else",
        low=0.0,
        high=1.0,
    )
    tint: Colour = declared((1.0, 1.0, 1.0), "linear factor, applied before tone mapping")


@dataclass(frozen=True)
class Caption:
    """Text at the foot of the picture. alpha: opacity, 0..1. font: None for the shipped font.

    Captions of one frame are stacked, the first at the top.
    """

    text: str
    alpha: float = 1.0
    font: FontFile | None = None


@dataclass(frozen=True, eq=False)
class Capture:
    """What a reflection probe sees: the opaque and transmissive draws, lights and sky of `frame` around `position`,
    world, metres.

    Made once for a probe, so that the renderer can keep its picture as long as this object lives.
    """

    frame: "Frame"
    position: Vector


@dataclass(frozen=True)
class Probe:
    """Reflections of the set: what `capture` sees, projected onto the sides of a box (Lagarde 2012).

    centre, size: of the box, along the world's axes, metres; the position of the capture lies in it. strength: share of
    the environment that smooth surfaces reflect, 0..1, that is taken from it; the rest is the ambient gradient.
    """

    capture: Capture
    centre: Vector
    size: Vector
    strength: float = 1.0


COARSE = ("mirror", "haze")
"""What can be drawn at half of its usual width and height: the mirror image, and the haze."""


@dataclass(frozen=True)
class Frame:
    """One instant of a scene. time: seconds, film time. shot: the name of the shot on screen.

    mirror: height of the plane that reflects the set, metres, or None. probe: reflections of the set in all other
    surfaces, or None. objects: for each draw the number of the object that it is a part of, from 1 and the same in all
    frames of a scene; empty if each draw is an object of its own. backdrop: seen in place of the sky, which still
    lights and is reflected; None for the sky. coarse: which of COARSE is drawn at half of its size, for live play on
    slow machines.
    """

    library: Library
    time: float
    shot: str = ""
    camera: Camera = Camera()
    draws: tuple[Draw, ...] = ()
    objects: tuple[int, ...] = ()
    key_light: KeyLight = KeyLight()
    point_lights: tuple[PointLight, ...] = ()
    area_lights: tuple[AreaLight, ...] = ()
    sky: Sky = Sky()
    ambient: Ambient = Ambient()
    contact: Contact = Contact()
    medium: Medium = Medium()
    fog: tuple[FogVolume, ...] = ()
    mirror: float | None = None
    probe: Probe | None = None
    ripples: tuple[Ripple, ...] = ()
    shafts: tuple[Shafts, ...] = ()
    batches: tuple[Batch, ...] = ()
    grade: Grade = Grade()
    captions: tuple[Caption, ...] = ()
    backdrop: Sky | None = None
    coarse: frozenset[str] = frozenset()

    @property
    def hazy(self) -> bool:
        """Whether there is haze or fog."""
        return self.medium.density > 0.0 or any(volume.density > 0.0 for volume in self.fog)
