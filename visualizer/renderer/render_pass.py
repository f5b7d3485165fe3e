"""What a pass is: a declaration, and a method that draws with what the declaration names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import moderngl

from visualizer.frame import Frame
from visualizer.gpu.programs import Programs
from visualizer.gpu.sources import Request
from visualizer.gpu.state import State
from visualizer.gpu.targets import Target
from visualizer.renderer.detail import DETAILS, Detail
from visualizer.renderer.graph import Image, Stage
from visualizer.renderer.particles.particle_pass import ParticlePass
from visualizer.renderer.screen import Screen
from visualizer.renderer.skies import Skies
from visualizer.renderer.surfaces import Surfaces
from visualizer.renderer.targets import Targets
from visualizer.renderer.view import View
from visualizer.renderer.view_block import ViewBuffer

if TYPE_CHECKING:  # which draws with passes
    from visualizer.renderer.probes import Probes


@dataclass(frozen=True)
class Tools:
    """The helpers that all passes draw with. detail: of the renderer."""

    context: moderngl.Context
    programs: Programs
    detail: Detail
    screen: Screen
    skies: Skies
    surfaces: Surfaces
    particles: ParticlePass
    probes: Probes


class Job(NamedTuple):
    """What one pass draws. The view block of `view` is bound, and nothing else.

    frames: of the exposure. frame: the one that is drawn, its `number`-th, from 0. view: of that frame. block: of that
    view. images: textures by the names in `reads`, without those that no pass made. targets: all textures. shown: the
    images that the pass writes, changes and tests, or those that replace them.
    """

    frames: Sequence[Frame]
    frame: Frame
    number: int
    view: View
    block: ViewBuffer
    images: Mapping[str, moderngl.Texture]
    targets: Targets
    shown: tuple[str, ...]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the picture, pixels."""
        return self.targets.size

    @property
    def target(self) -> Target:
        """The images that the pass writes, changes and tests, if they are of one size."""
        return self.targets.target(self.shown)


class Pass:
    """One step of drawing: a subclass in a file of its own in `visualizer/renderer/passes`, where it is found.

    The class declares the attributes that `visualizer.renderer.graph.Declared` describes, and `state`: the whole OpenGL
    state that it draws with. details: those at which it runs. Everything that a pass reads comes from its job: it keeps
    nothing from the frame before.
    """

    name: ClassVar[str]
    stage: ClassVar[Stage] = "sample"
    reads: ClassVar[tuple[str, ...]] = ()
    writes: ClassVar[tuple[Image, ...]] = ()
    changes: ClassVar[tuple[str, ...]] = ()
    tests: ClassVar[str] = ""
    after: ClassVar[tuple[str, ...]] = ()
    before: ClassVar[tuple[str, ...]] = ()
    otherwise: ClassVar[str] = ""
    state: ClassVar[State] = State()
    details: ClassVar[tuple[Detail, ...]] = DETAILS

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    @classmethod
    def programs(cls, materials: Iterable[str], skies: Iterable[str]) -> Iterable[Request]:
        """Return all programs that the pass may use, except those of particles. materials, skies: names of files."""
        raise NotImplementedError

    def runs(self, frame: Frame, samples: int) -> bool:
        """Return whether it runs at the renderer's detail, and there is anything to draw. samples: as for `wanted`."""
        return self.tools.detail in self.details and self.wanted(frame, samples)

    def wanted(self, frame: Frame, samples: int) -> bool:
        """Return whether there is anything to draw in a frame. samples: of its exposure."""
        return True

    def draw(self, job: Job) -> None:
        """Draw. Raises UnknownMaterial, ShaderError, TooManyParticles, MachineError."""
        raise NotImplementedError

    def release(self) -> None:
        """Free what the pass owns."""
