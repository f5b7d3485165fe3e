"""Thumbnails: a small picture of the middle of each shot, drawn while the window has nothing else to do.

A picture is drawn again once anything that it depends on has changed: it has the digest of `visualizer.output.inputs`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from visualizer.cache.digests import content_digest
from visualizer.frame import Frame
from visualizer.output.inputs import digests_of
from visualizer.player.editing import Host
from visualizer.player.quality import picture_size
from visualizer.player.small_pictures import Pixels, Wish
from visualizer.scene.film import Shot
from visualizer.scene.scene import Scene

_LONGER = 160  # pixels of the longer side
_REDUCED = 2  # pixels that are drawn for one that is shown, along each side


@dataclass(frozen=True)
class Thumbnail:
    """digest: of what the picture depends on. image: number of its texture; None if it could not be drawn. aspect:
    width over height."""

    digest: str
    image: int | None
    aspect: float


class Thumbnails:
    """The thumbnails of one scene at a time, by the names of shots."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._known: dict[str, Thumbnail] = {}
        self._current: dict[
            str, tuple[Scene, Shot]
        ] = {}  # for which the thumbnail was compared with the scene

    def of(self, name: str) -> Thumbnail | None:
        """Return the thumbnail of a shot, of a scene before the last change if the new one is not drawn yet; None if
        there is none."""
        found = self._known.get(name)
        return None if found is None or found.image is None else found

    def wish(self, scene: Scene, time: float) -> Wish | None:
        """Return the picture of the shot nearest to a time, s, of which none is drawn, or one that shows something else
        by now.

        One shot is looked at in each call.
        """
        if self._host.images is None:
            return None
        shots = [shot for shot in scene.shots if not self._is_current(scene, shot)]
        if not shots:
            self._forget(scene)
            return None
        shot = min(shots, key=lambda one: max(one.start - time, time - one.end, 0.0))
        self._current[shot.name] = scene, shot
        try:
            frame = replace(scene.at(0.5 * (shot.start + shot.end)), captions=())
            digest = _digest(frame)
        except Exception:  # an actor's; it is shown where the frame is drawn
            return None
        known = self._known.get(shot.name)
        if known is not None and known.digest == digest:
            return None
        wide, tall = picture_size((_LONGER, _LONGER), scene.film.size, 1.0)
        size = (_REDUCED * wide, _REDUCED * tall)
        return Wish(frame, size, lambda pixels: self._take(shot.name, digest, pixels))

    def _is_current(self, scene: Scene, shot: Shot) -> bool:
        found = self._current.get(shot.name)
        return found is not None and found[0] is scene and found[1] == shot

    def _take(self, name: str, digest: str, pixels: Pixels | None) -> None:
        images, image, aspect = self._host.images, None, 1.0
        if images is not None and pixels is not None:
            tall, wide, _ = pixels.shape
            parts = pixels.reshape(tall // _REDUCED, _REDUCED, wide // _REDUCED, _REDUCED, 3)
            image, aspect = images.keep(np.round(parts.mean(axis=(1, 3))).astype(np.uint8)), wide / tall
        self._drop(name)
        self._known[name] = Thumbnail(digest, image, aspect)
        self._host.stir()

    def _forget(self, scene: Scene) -> None:
        """Free the pictures of shots that are no more."""
        names = {shot.name for shot in scene.shots}
        for name in [one for one in self._known if one not in names]:
            self._drop(name)
            self._current.pop(name, None)

    def _drop(self, name: str) -> None:
        old = self._known.pop(name, None)
        if old is not None and old.image is not None and self._host.images is not None:
            self._host.images.drop(old.image)


def _digest(frame: Frame) -> str:
    """Return a digest of what the picture of a frame depends on."""
    return content_digest({name: one for name, one in digests_of((frame,)).items() if name != "time"})
