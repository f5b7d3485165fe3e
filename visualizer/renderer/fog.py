"""Fog volumes as shaders read them: rows of a uniform array, and the noise that varies their density."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from visualizer.errors import TooMuchFog
from visualizer.frame import FOG_SHAPES, FogVolume, Frame
from visualizer.gpu.blocks import Field, Struct
from visualizer.gpu.generated import constants
from visualizer.renderer.particles.smoke_noise import CELLS
from visualizer.transforms import Array

MOST_FOG = 16
"""Fog volumes that one frame can have: 1.75 KiB of uniforms. Shaders loop over those there are."""

FOG = Struct(
    "Fog",
    (
        Field("x", "vec4", "row of volume_from_relative: the volume's x of a relative position"),
        Field("y", "vec4", "the row of its y"),
        Field("z", "vec4", "the row of its z"),
        Field("scattering", "vec3", "share of light that it scatters, times its density, 1/m"),
        Field("density", "float", "extinction at full density, 1/m"),
        Field("emission", "vec3", "radiance emitted per metre at full density"),
        Field("edge", "float", "share of the half size over which density rises from 0, at least 1e-4"),
        Field("origin", "vec3", "relative, m: where the noise begins"),
        Field("pitch", "float", "1/m: periods of the noise per metre"),
        Field("form", "vec2", "number of the shape in FOG_SHAPES; strength of the noise, 0..1"),
    ),
)
"""A fog volume: texels of the uniform ``u_fog``."""
_TEXELS = FOG.dtype.itemsize // 16
FOG_GLSL = (
    constants(
        {"MOST_FOG": MOST_FOG} | {f"FOG_{name.upper()}": number for number, name in enumerate(FOG_SHAPES)}
    )
    + f"uniform vec4 u_fog[{_TEXELS} * MOST_FOG];  // rows of the fog volumes\n"
    + "uniform int u_fog_count;  // number of fog volumes\n"
    + FOG.readers("int k", f"u_fog[{_TEXELS} * k + {{}}]")
)
"""The uniforms, and a function for each field: shaders include it as generated/fog.glsl."""

_LEAST_EDGE = 1e-4


def dense(frame: Frame) -> list[FogVolume]:
    """Return the fog volumes of a frame that have any density."""
    return [volume for volume in frame.fog if volume.density > 0.0]


def packed_fog(volumes: Sequence[FogVolume], origin: Array) -> bytes:
    """Return the rows of at most MOST_FOG volumes, as `u_fog` holds them. origin: (3,) world, metres, of relative
    positions.

    Raises TooMuchFog for more volumes.
    """
    if len(volumes) > MOST_FOG:
        raise TooMuchFog(
            f"a frame has at most {MOST_FOG} fog volumes, not {len(volumes)}: switch some off (visible = false)"
        )
    rows = np.zeros(MOST_FOG, FOG.dtype)
    for row, volume in zip(rows, volumes, strict=False):
        pose = np.eye(4)
        pose[:3] = volume.world_from_volume
        centre = pose[:3, 3] - origin
        pose[:3, 3] = centre
        row["x"], row["y"], row["z"] = np.linalg.inv(pose)[:3]
        row["scattering"] = volume.density * np.asarray(volume.colour)
        row["density"], row["edge"] = volume.density, max(volume.edge, _LEAST_EDGE)
        row["emission"] = volume.glow
        row["origin"] = centre + volume.noise_offset
        row["pitch"] = 1.0 / (CELLS * volume.noise_size)
        row["form"] = FOG_SHAPES.index(volume.shape), volume.noise
    return rows.tobytes()
