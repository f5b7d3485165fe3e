"""The visualizer: plays cinematics from timeline files, in a window, to video and to still images.

Load a scene. All errors of the file are in the exception, with line and column; warnings are in `scene.warnings`::

    import visualizer

    try:
        scene = visualizer.load("launch.toml")
    except visualizer.SceneError as error:
        for problem in error.problems:
            print(problem.file, problem.line, problem.column, problem.message)

A scene is immutable. Its film has a duration, a frame rate and a size; its shots have names and times in seconds::

    print(scene.film.duration, float(scene.film.fps), scene.film.size)
    for shot in scene.shots:
        print(shot.name, shot.start, shot.end)
    explosion = scene.shot("explosion")

A frame is a pure function of the time: meshes, materials, lights and emitters as plain numbers and arrays::

    frame = scene.at(explosion.start + 0.5)

Frames are drawn on the GPU, without a window, and are arrays. Several samples are the sub-frames of one exposure, which
gives anti-aliasing, motion blur and depth of field. Besides the picture a frame has layers, such as linear light and
depth, which `results` lists. A notebook shows a picture, and plays a clip::

    picture = visualizer.picture(scene, time=explosion.start + 0.5, size=(1280, 720), samples=16)
    pixels = picture.pixels                     # (720, 1280, 3) uint8, sRGB, top row first
    for one in visualizer.pictures(scene, shot="explosion", layers=["beauty", "depth"], samples=4):
        light, depth = one["beauty"], one["depth"]  # float32
    clip = visualizer.clip(scene, shot="explosion", size=(640, 360))

A renderer draws any frames, one after the other, with one OpenGL context::

    with visualizer.Renderer((1280, 720)) as renderer:
        renderer.draw(scene.exposure(frame.time, samples=16))
        pixels = renderer.pixels()

Whole files. What is given as `progress` is called with a `Progress` after each frame::

    visualizer.still(scene, "explosion.png", shot="explosion")
    visualizer.sheet(scene, "sheet.png", columns=5)
    visualizer.render(scene, "launch.mp4", start=10.0, end=20.0, size=(1280, 720), samples=8, progress=print)

`RenderOptions` lists the options of `render`, `PictureOptions` those of `pictures`; a function that passes them on
takes ``**options: Unpack[RenderOptions]``.

A scene can also be made from text, and changed value by value, without a file::

    small = visualizer.load_text('''
    format = 1
    film = { duration = 2.0, size = [640, 360] }
    shot = [{ name = "turn", start = 0, camera = "eye" }]
    camera.eye = { position = [0, 1, 4], look_at = "stone" }
    actor.stone = { kind = "shape", size = [1, 1, 1] }
    ''')
    larger = visualizer.edited(small, ("actor", "stone", "size"), [2, 1, 1])

Every error that an input or the machine can cause is a `VisualizerError`. A `Notice` is a warning, issued with
`warnings.warn`, for what is done differently than asked.

A package adds a kind of actor with a subclass of `Actor`, named in its entry points (group ``visualizer.actors``)::

    from visualizer import Actor, ActorProperties, Contribution, FilmContext, Number, Snapshot, declare
    from visualizer.geometry.primitives import box

    class Monolith(Actor["Monolith.Properties"]):
        "A black slab."
        kind = "monolith"

        class Properties(ActorProperties):
            "What a scene file may set."
            roughness: Number = declare(0.2, "roughness of its surface", low=0.0, high=1.0)

        def __init__(self, name: str, properties: "Monolith.Properties", film: FilmContext) -> None:
            super().__init__(name, properties, film)
            self.build_later(slab=lambda: box((1.0, 9.0, 4.0)))

        def contribution(self, snapshot: Snapshot) -> Contribution:
            roughness = self.properties.roughness.at(snapshot.time)
            return Contribution([self.draw(snapshot, "slab", "plain", roughness=roughness)])
"""

from __future__ import annotations

TYPE_CHECKING = False  # as that of `typing`, which takes a while to import
if TYPE_CHECKING:
    __version__: str

    from visualizer.actors.base import Actor as Actor
    from visualizer.actors.base import ActorProperties as ActorProperties
    from visualizer.actors.base import Contribution as Contribution
    from visualizer.actors.base import FilmContext as FilmContext
    from visualizer.actors.graph import SceneGraph as SceneGraph
    from visualizer.actors.graph import Snapshot as Snapshot
    from visualizer.errors import ActorError as ActorError
    from visualizer.errors import InputError as InputError
    from visualizer.errors import MachineError as MachineError
    from visualizer.errors import Notice as Notice
    from visualizer.errors import VisualizerError as VisualizerError
    from visualizer.frame import Frame as Frame
    from visualizer.output.job import PictureOptions as PictureOptions
    from visualizer.output.job import RenderOptions as RenderOptions
    from visualizer.output.pictures import Clip as Clip
    from visualizer.output.pictures import Picture as Picture
    from visualizer.output.pictures import clip as clip
    from visualizer.output.pictures import picture as picture
    from visualizer.output.pictures import pictures as pictures
    from visualizer.output.progress import Progress as Progress
    from visualizer.output.rendering import render as render
    from visualizer.output.sheets import sheet as sheet
    from visualizer.output.stills import still as still
    from visualizer.properties import Colour as Colour
    from visualizer.properties import Flag as Flag
    from visualizer.properties import Name as Name
    from visualizer.properties import Number as Number
    from visualizer.properties import Reference as Reference
    from visualizer.properties import Rotation as Rotation
    from visualizer.properties import Time as Time
    from visualizer.properties import Vector3 as Vector3
    from visualizer.properties import declare as declare
    from visualizer.renderer.renderer import Renderer as Renderer
    from visualizer.renderer.results import results as results
    from visualizer.scene.film import Film as Film
    from visualizer.scene.film import Shot as Shot
    from visualizer.scene.loading import edited as edited
    from visualizer.scene.loading import load as load
    from visualizer.scene.loading import load_text as load_text
    from visualizer.scene.problems import Problem as Problem
    from visualizer.scene.problems import SceneError as SceneError
    from visualizer.scene.scene import Scene as Scene

# Each module is imported when one of its names is first used: validating a scene does not import OpenGL.
_MODULES = {
    "visualizer.actors.base": ("Actor", "ActorProperties", "Contribution", "FilmContext"),
    "visualizer.actors.graph": ("SceneGraph", "Snapshot"),
    "visualizer.errors": ("ActorError", "InputError", "MachineError", "Notice", "VisualizerError"),
    "visualizer.frame": ("Frame",),
    "visualizer.output.job": ("PictureOptions", "RenderOptions"),
    "visualizer.output.pictures": ("Clip", "Picture", "clip", "picture", "pictures"),
    "visualizer.output.progress": ("Progress",),
    "visualizer.output.rendering": ("render",),
    "visualizer.output.sheets": ("sheet",),
    "visualizer.output.stills": ("still",),
    "visualizer.properties": (
        "Colour",
        "Flag",
        "Name",
        "Number",
        "Reference",
        "Rotation",
        "Time",
        "Vector3",
        "declare",
    ),
    "visualizer.renderer.renderer": ("Renderer",),
    "visualizer.renderer.results": ("results",),
    "visualizer.scene.loading": ("edited", "load", "load_text"),
    "visualizer.scene.problems": ("Problem", "SceneError"),
    "visualizer.scene.film": ("Film", "Shot"),
    "visualizer.scene.scene": ("Scene",),
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}

__all__ = [  # noqa: RUF022  in the order of the tour above
    "load", "load_text", "edited", "Scene", "Film", "Shot", "Frame", "Renderer", "results", "picture", "pictures", "Picture",
    "PictureOptions", "clip", "Clip", "still", "sheet", "render", "RenderOptions", "Progress",
    "VisualizerError", "SceneError", "Problem", "InputError", "MachineError", "ActorError", "Notice",
    "Actor", "ActorProperties", "Contribution", "FilmContext", "SceneGraph", "Snapshot", "declare",
    "Number", "Vector3", "Colour", "Rotation", "Flag", "Name", "Time", "Reference", "__version__",
]  # fmt: skip


def __getattr__(name: str) -> object:
    if name in _MODULE_OF:
        from importlib import import_module

        return getattr(import_module(_MODULE_OF[name]), name)
    if name == "__version__":
        return _version()
    raise AttributeError(f"module 'visualizer' has no attribute '{name}'")


def __dir__() -> list[str]:
    return [*globals(), *_MODULE_OF, "__version__"]


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # loaded on use: it takes 30 ms

    try:
        return version("launch-visualizer")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "unknown"
