"""Runs the passes that the requested results need, for each sub-frame of an exposure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from functools import lru_cache
from itertools import zip_longest

import moderngl

from visualizer.frame import Frame
from visualizer.gpu.context import driver_of
from visualizer.gpu.native import begin
from visualizer.gpu.programs import Programs
from visualizer.gpu.state import clear
from visualizer.gpu.targets import Target
from visualizer.renderer.detail import Detail
from visualizer.renderer.graph import STAGES, Stage
from visualizer.renderer.particles.particle_pass import ParticlePass
from visualizer.renderer.pass_timer import PassTimer
from visualizer.renderer.passes import GRAPH
from visualizer.renderer.probes import Probes
from visualizer.renderer.render_pass import Job, Pass, Tools
from visualizer.renderer.screen import ADD, COPY, Screen
from visualizer.renderer.skies import Skies
from visualizer.renderer.surfaces import Surfaces
from visualizer.renderer.targets import Targets
from visualizer.renderer.view import View, exposed_view, eye_view
from visualizer.renderer.view_block import SHADOW_SIZE, ViewBuffer


class Executor:
    """Runs the passes of one context, at one detail. `release` frees what they hold.

    timer: times of the passes, and of "poses" and "accumulate", in the last draw. It measures only if `measure` is set.
    """

    def __init__(
        self, context: moderngl.Context, programs: Programs, detail: Detail, *, measure: bool
    ) -> None:
        self.context = context
        self.programs = programs
        self.particles = ParticlePass(context, programs, detail=detail)
        self.screen = Screen(programs)
        self.surfaces = Surfaces(context, programs)
        self.skies = Skies(context, programs, self.screen)
        self.probes = Probes(context, programs, self.screen, self.skies, self.surfaces)
        tools = Tools(
            context,
            programs,
            detail,
            self.screen,
            self.skies,
            self.surfaces,
            self.particles,
            self.probes,
        )
        self._passes: dict[str, Pass] = {one.name: one(tools) for one in GRAPH.order}
        # Those that do not run in every frame.
        self._optional = [
            one
            for one in self._passes.values()
            if detail not in one.details or type(one).wanted is not Pass.wanted
        ]
        self._view = ViewBuffer(context, detail)
        self._shadow_size = SHADOW_SIZE.at(detail)
        # A CPU draws beside Python only what it was told to begin with; a GPU takes the calls by itself.
        self.software = driver_of(context).software
        self.timer = PassTimer(context, enabled=measure)

    def drawing(
        self,
        frames: Sequence[Frame],
        results: Collection[str],
        targets: Targets,
        early: Collection[int] = (),
        shown: Callable[[dict[str, Target], int], None] = lambda found, samples: None,
    ) -> Generator[tuple[int, int], None, dict[str, Target]]:
        """Draw the results of an exposure, and return the target of each by its name. Raises as the passes do.

        early: numbers of samples after which the results are made of those that are drawn, and `shown` is called
        with them and that number.
        Yields (passes drawn, passes in all) after each pass. What is drawn in between must set all state that it needs.
        """
        self.timer.clear()
        self.surfaces.reset_counts()
        for frame in frames:
            if frame.probe is not None:
                with self.timer.measured("probe"):
                    self.probes.prepare(frame)
        count = len(frames)
        middle = count // 2
        asked = frozenset(results)
        idle = [self._idle(frame, count) for frame in frames]
        last = GRAPH.plan(asked, idle[middle])
        averaged = _averaged(asked, idle[middle])
        if count > 1:
            for name in averaged:
                clear(targets.sum(name).framebuffer)
        plans = [GRAPH.plan(asked, one) for one in idle]
        whole = sum(one.stage == "sample" for plan in plans for one in plan)
        whole += sum(one.stage != "sample" for one in last) * (1 + len(early))
        done = 0
        for index in range(count):
            seen = exposed_view(frames, targets.size, index)
            drawn = self._run("sample", asked, idle[index], frames, index, seen, targets)
            before = done
            for _ in drawn:
                done += 1
                yield done, whole
            if done > before:
                for name in averaged if count > 1 else ():
                    with self.timer.measured("accumulate"):
                        self.screen.run(
                            COPY,
                            targets.sum(name).framebuffer,
                            ADD,
                            textures={"u_image": targets.texture(name)},
                            uniforms={"u_factor": 1.0 / count},
                        )
            if index + 1 in early:
                self._expose(averaged, count / (index + 1), targets)
                for _ in self._finish(asked, idle[middle], frames, targets, {}):
                    done += 1
                    yield done, whole
                shown(self._found(results, idle[middle], targets, ()), index + 1)
        means = {name: targets.sum(name).image for name in averaged} if count > 1 else {}
        view = seen if count == 1 else None
        for _ in self._finish(asked, idle[middle], frames, targets, means, view):
            done += 1
            yield done, whole
        return self._found(results, idle[middle], targets, means)

    def release(self) -> None:
        """Free everything but the programs and the targets."""
        for one in self._passes.values():
            one.release()
        self._view.release()
        self.particles.release()
        self.probes.release()
        self.skies.release()
        self.surfaces.release()

    def _found(
        self, results: Collection[str], idle: Collection[str], targets: Targets, summed: Collection[str]
    ) -> dict[str, Target]:
        """Return the target of each result. summed: images that are in the sum of their samples."""
        found = {}
        for name in results:
            shown = GRAPH.shown(name, idle)
            assert shown is not None
            found[name] = targets.sum(shown) if shown in summed else targets.target([shown])
        return found

    def _expose(self, averaged: Collection[str], factor: float, targets: Targets) -> None:
        """Put the mean of the samples so far in place of the last one. factor: of the sums."""
        for name in averaged:
            with self.timer.measured("accumulate"):
                self.screen.run(
                    COPY,
                    targets.target([name]).framebuffer,
                    textures={"u_image": targets.sum(name).image},
                    uniforms={"u_factor": factor},
                )

    def _finish(
        self,
        asked: frozenset[str],
        idle: frozenset[str],
        frames: Sequence[Frame],
        targets: Targets,
        means: dict[str, moderngl.Texture],
        view: View | None = None,
    ) -> Iterator[None]:
        """Run the passes of the stages "middle" and "picture", and yield after each. view: None for that of the middle
        sub-frame."""
        middle = len(frames) // 2
        view = view or eye_view(frames[middle], targets.size)
        for stage in STAGES[1:]:
            yield from self._run(stage, asked, idle, frames, middle, view, targets, means)

    def _idle(self, frame: Frame, count: int) -> frozenset[str]:
        """Return the passes that have nothing to do in a frame."""
        return frozenset([one.name for one in self._optional if not one.runs(frame, count)])

    def _run(
        self,
        stage: Stage,
        asked: frozenset[str],
        idle: frozenset[str],
        frames: Sequence[Frame],
        index: int,
        view: View,
        targets: Targets,
        means: dict[str, moderngl.Texture] | None = None,
    ) -> Iterator[None]:
        """Run the passes of one stage that the results `asked` for need, and yield after each. means: averaged images,
        read in place of samples."""
        frame, means = frames[index], means or {}
        steps = GRAPH.steps(asked, idle, stage)
        if not steps:
            return
        if stage != "picture":
            with self.timer.measured("poses"):
                self.surfaces.begin(frame, view)
                view = self.surfaces.fitted(frame, view, self._shadow_size)
            self._view.write(frame, view, targets.size, index=index, count=len(frames))
        for step, after in zip_longest(steps, steps[1:]):
            images = {
                name: means[shown] if shown in means else targets.texture(shown)
                for name, shown in step.read.items()
            }
            self._view.bind()
            with self.timer.measured(step.run.name):
                self._passes[step.run.name].draw(
                    Job(frames, frame, index, view, self._view, images, targets, step.into)
                )
            # What the next pass adds to the same images is rasterised with what is there.
            if self.software and (after is None or after.into != step.into):
                begin(self.context)
            yield


@lru_cache(maxsize=256)
def _averaged(asked: frozenset[str], idle: frozenset[str]) -> tuple[str, ...]:
    """Return the images of the stage "sample" that are results, or that passes of the stage "picture" read. asked,
    idle: as for `Graph.plan`."""
    passes = GRAPH.plan(asked, idle)
    names = [*asked, *(name for one in passes if one.stage == "picture" for name in one.reads)]
    shown = dict.fromkeys(GRAPH.shown(name, idle) for name in names)
    return tuple(name for name in shown if name is not None and GRAPH.stage(name) == "sample")
