"""Wardrobe: the meshes of one figure, and the poses of all their pieces for a skeleton."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visualizer.cast.figure import body as figures
from visualizer.cast.figure import regalia
from visualizer.cast.figure import skeleton as bones
from visualizer.cast.figure.air import Air
from visualizer.cast.figure.capes import HangingSheet
from visualizer.cast.figure.drapery import Robe, together
from visualizer.cast.figure.face_shapes import FaceShape, shaped
from visualizer.cast.figure.features import feature_meshes, lower_lids
from visualizer.cast.figure.hair import HairStyle, hair_cap
from visualizer.cast.figure.hands import fingers, hand
from visualizer.cast.figure.skeleton import Skeleton
from visualizer.cast.figure.sleeves import Sleeves
from visualizer.cast.people import ROBE
from visualizer.geometry.cloth import Cloth, sewn
from visualizer.geometry.mesh import Mesh, merged, transformed
from visualizer.geometry.turns import smooth
from visualizer.transforms import translation

Array = NDArray[np.float64]

CAPE_LENGTH = 1.22
HAIR_LENGTH = {"long": 0.46, "blonde": 0.40}
_BACK = np.array([[0.0, 0.55, -0.06], [0.0, 0.42, -0.10], [0.0, 0.34, -0.15], [0.0, 0.0, -0.16]])
"""The back of a body, from the neck down, in the chest's frame: long hair stays behind it."""
_FREE = (0.85, 0.55)
"""Cosines of the lean of the back at which long hair begins to slide off it, and hangs straight down."""


@dataclass(frozen=True, eq=False)
class Outfit:
    """One draw of a figure: a mesh whose pieces are the points of a cloth, then rigid parts.

    bones: the bone that each rigid part moves with; the parts that move within the frames of their bones are the last.
    """

    cloth: Cloth | None
    bones: tuple[int, ...]
    mesh: Mesh

    def poses(
        self, world_from_model: Array, points: Array | None, body: Skeleton, moved: Array | None = None
    ) -> Array:
        """Return world_from_piece, (..., pieces, 3, 4) float64.

        points: (..., n, 3) of the cloth in model space. moved: (..., k, 4, 4) bone_from_part of the last k rigid parts.
        """
        rigid = (world_from_model[..., None, :, :] @ body.bones.take(self.bones, axis=-3))[..., :3, :]
        if moved is not None:
            rigid[..., -moved.shape[-3] :, :, :] = rigid[..., -moved.shape[-3] :, :, :] @ moved
        if self.cloth is None or points is None:
            return rigid
        count = len(self.cloth.points)
        poses = np.empty((*rigid.shape[:-3], count + len(self.bones), 3, 4))
        poses[..., count:, :, :] = rigid
        self.cloth.write_poses(poses[..., :count, :, :], points, world_from_model)
        return poses


def outfit(cloths: list[Cloth], rigid: list[tuple[int, Mesh]]) -> Outfit:
    """Return the draw of `cloths` and of rigid parts, each given with the bone that it moves with."""
    cloth = sewn(cloths) if cloths else None
    parts = ([cloth.mesh] if cloth is not None else []) + [mesh for _, mesh in rigid]
    return Outfit(cloth, tuple(bone for bone, _ in rigid), merged(parts, as_pieces=True))


class Wardrobe:
    """The outfits of one figure: cloth, skin and hair. hair_style: one of `HairStyle`. face: one of `FaceShape`."""

    def __init__(
        self,
        *,
        hair_style: HairStyle,
        face: FaceShape,
        width: float,
        slender: float,
        fullness: float,
        hem: float,
        cape: bool,
        seed: int,
    ) -> None:
        self.robe = Robe(width=width, slender=slender, fullness=fullness, hem=hem, seed=seed)
        self.sleeves = Sleeves()
        self.cape = _cape(width) if cape else None
        self.hair = _hair(HAIR_LENGTH[hair_style]) if hair_style in HAIR_LENGTH else None
        cloths = [self.robe.cloth, *self.sleeves.cloths]
        if self.cape is not None:
            cloths.append(self.cape.cloth)
        worn = [regalia.collar(0.12 if cape else 0.045), regalia.emblem()]
        chest = merged([*worn, regalia.shoulder_plates(width)] if cape else worn)
        self.cloth = outfit(
            cloths,
            [(bones.CHEST, chest), (bones.THIGH_L, figures.thigh()), (bones.THIGH_R, figures.thigh()), (bones.SHIN_L, figures.shin()),
             (bones.SHIN_R, figures.shin()), (bones.FOOT_L, figures.foot()), (bones.FOOT_R, figures.foot())],
        )  # fmt: skip
        neck = transformed(figures.neck(), translation(bones.NECK))
        self.skin = outfit(
            [],
            [
                (bones.HEAD, merged([shaped(face, figures.head()), lower_lids(face)])),
                (bones.CHEST, neck),
                (bones.HAND_L, hand(1.0)),
                (bones.HAND_R, hand(-1.0)),
                *((bones.HAND_L, fingers(1.0, ends)) for ends in (False, True)),
                *((bones.HAND_R, fingers(-1.0, ends)) for ends in (False, True)),
                *((bones.HEAD, feature) for feature in feature_meshes(face)),
            ],
        )
        self.locks = outfit(
            [self.hair.cloth] if self.hair is not None else [],
            [(bones.HEAD, shaped(face, hair_cap(hair_style)))],
        )

    def cloth_points(self, body: Skeleton, air: Air) -> Array:
        """Return all points of robe, sleeves and cape, (..., n, 3), in model space."""
        return self._sewn(self.robe.points(body, air), self.sleeves.points(body, air), body, air)

    def _sewn(self, robe: Array, sleeves: Array, body: Skeleton, air: Air) -> Array:
        """Return the points of robe and sleeves, and those of the cape, (..., n, 3)."""
        parts = [robe, sleeves]
        if self.cape is not None:
            # The cape stays behind the rearmost point of each ring of the robe, whichever column that is.
            back = robe[..., 2:, self.robe.x.size // 2, 1], robe[..., 2:, :, 2].min(axis=-1) - 0.05
            parts.append(self.cape.points(body, air, back))
        times = robe.shape[:-3]
        return np.concatenate([part.reshape(*times, -1, 3) for part in parts], axis=-2)

    def hair_points(self, body: Skeleton, air: Air) -> Array | None:
        """Return the points of long hair, (..., n, 3), in model space."""
        if self.hair is None:
            return None
        chest = body.bones[..., bones.CHEST, :3, :]
        back = _BACK @ chest[..., :3].swapaxes(-1, -2) + chest[..., None, :, 3]
        # It does not lie along a back that is bent low: it slides off, and hangs.
        upright = chest[..., 1, 1]
        free = self.hair.length * smooth((_FREE[0] - upright) / (_FREE[0] - _FREE[1]))
        hair = self.hair.points(body, air, (back[..., 1], back[..., 2] - 0.01 + free[..., None]))
        return hair.reshape(*hair.shape[:-3], -1, 3)


def cloth_points(
    wardrobes: Sequence[Wardrobe], bodies: Sequence[Skeleton], airs: Sequence[Air]
) -> list[Array]:
    """Return what `Wardrobe.cloth_points` does for each of several figures, (times, n, 3); robes and sleeves of all are
    one computation."""
    if len(wardrobes) == 1:
        return [wardrobes[0].cloth_points(bodies[0], airs[0])]
    body, air = Skeleton.stacked(bodies), Air.stacked(airs)
    robes = together(tuple(wardrobe.robe for wardrobe in wardrobes)).points(body, air)
    sleeves = wardrobes[0].sleeves.points(body, air)
    every = zip(wardrobes, robes, sleeves, bodies, airs, strict=True)
    return [wardrobe._sewn(*parts) for wardrobe, *parts in every]


def _cape(width: float) -> HangingSheet:
    angle = np.radians(np.linspace(97.0, -97.0, 13))
    top = np.stack(
        [
            0.205 * width * np.sin(angle),
            0.385 - 0.018 * np.abs(np.sin(angle)),
            -0.012 - 0.125 * np.cos(angle),
        ],
        axis=1,
    )
    return HangingSheet(
        bone=bones.CHEST, top=top, length=CAPE_LENGTH, rows=11, spread=0.55, delay=0.22, out=0.20
    )


def _hair(length: float) -> HangingSheet:
    angle = np.radians(np.linspace(94.0, -94.0, 11))
    top = np.stack([0.086 * np.sin(angle), np.full(11, 0.135), -0.012 - 0.106 * np.cos(angle)], axis=1)
    return HangingSheet(
        bone=bones.HEAD,
        top=top,
        length=length,
        rows=7,
        spread=0.25,
        delay=0.11,
        out=0.075,
        wrap=16.0,
        region=ROBE,
    )
