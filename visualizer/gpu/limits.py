"""Limits of a driver, queried from it: the minimum that OpenGL guarantees is far below the usual values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import moderngl

from visualizer.errors import MachineError


@dataclass(frozen=True)
class Limits:
    """Largest sizes. texture: side of a texture, texels. picture: side of a picture that can be drawn, pixels.

    storage: size of a storage buffer, bytes. groups: work groups of a dispatch along x. Both are 0 without compute
    shaders.
    """

    texture: int
    picture: int
    storage: int
    groups: int


def limits_of(context: moderngl.Context) -> Limits:
    """Return the limits of the driver behind a context."""
    info: Mapping[str, Any] = context.info
    texture = int(info["GL_MAX_TEXTURE_SIZE"])
    viewport = info.get("GL_MAX_VIEWPORT_DIMS") or (texture, texture)
    storage = int(info.get("GL_MAX_SHADER_STORAGE_BLOCK_SIZE") or 0)
    if storage < 0:  # moderngl reads a signed number, and some drivers return 2^32 - 1
        storage += 1 << 32
    return Limits(
        texture=texture,
        picture=min(texture, *(int(side) for side in viewport)),
        storage=storage,
        groups=int((info.get("GL_MAX_COMPUTE_WORK_GROUP_COUNT") or (0,))[0]),
    )


def check_offer(context: moderngl.Context, needed: Mapping[str, int]) -> None:
    """Raise MachineError if a limit of the driver is below `needed`, by OpenGL's names such as
    GL_MAX_UNIFORM_BLOCK_SIZE."""
    info: Mapping[str, Any] = context.info
    short = [
        f"{name} is {info[name]}, {least} is needed"
        for name, least in needed.items()
        if name in info and int(info[name]) < least
    ]
    if short:
        raise MachineError(f"limits of this driver are too low: {'; '.join(short)} ({info['GL_RENDERER']})")


def check_picture(context: moderngl.Context, size: tuple[int, int]) -> None:
    """Raise MachineError if the driver cannot draw a picture of `size` (width, height), pixels."""
    most = limits_of(context).picture
    if max(size) > most:
        raise MachineError(
            f"a picture of {size[0]}x{size[1]} is larger than this driver draws: at most {most}x{most} pixels"
            f" ({context.info['GL_RENDERER']})"
        )


def check_texture(context: moderngl.Context, size: tuple[int, int], what: str) -> None:
    """Raise MachineError if a texture of `size` (width, height), texels, is too large for the driver.

    what: its content, in the plural, for the message.
    """
    most = limits_of(context).texture
    if max(size) > most:
        raise MachineError(
            f"{what} take {size[0]}x{size[1]} texels, and this driver's textures have at most {most}x{most}"
            f" ({context.info['GL_RENDERER']})"
        )
