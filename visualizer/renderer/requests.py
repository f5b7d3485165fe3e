"""The requests for all programs of the renderer: a function for each, with what it depends on as arguments.

The passes get programs only with these functions, so that the check of all shaders (`make check`) compiles what the
renderer compiles. `defines`: of a batch's shaders, as `ParticleShaders.defines` returns them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import product

from visualizer.gpu.sources import MATERIALS, SKIES, Request, Sources
from visualizer.renderer.particles.buffers import PATCH
from visualizer.renderer.particles.features import Defines
from visualizer.renderer.particles.glsl import TILE_HEIGHT

UPSAMPLE = "renderer/upsample.frag"
"""The shader that upsamples a smaller picture without mixing surfaces."""
TUBES, RECTANGLES = 1, 2
"""Bits of AREA_LIGHTS: the shapes of area lights that a program evaluates."""
PLAIN_SKY, WHOLE_SKY, FORM_OF_SKY, REST_OF_SKY = range(4)
"""PART of a program of a sky: all of one without a form; of one with a form: all, the form alone, the rest, which reads
the form from an image."""
LANES = (PATCH, 4 * PATCH)
"""Pixels that invocations of the resolve handle side by side: on a CPU, and on a GPU."""
ROWS_EACH = (TILE_HEIGHT, 1)
"""Pixels of a column of a tile that an invocation sums: on a CPU, and on a GPU."""


@cache
def depth(*, above: bool = False) -> Request:
    """Return the program that draws the depth of meshes. above: only above the mirror plane."""
    return Request.drawn("renderer/depth.vert", "renderer/depth.frag", defines={"ABOVE": int(above)})


@cache
def number() -> Request:
    """Return the program that draws a number for each draw."""
    return Request.drawn("renderer/depth.vert", "renderer/number.frag", defines={"ABOVE": 0})


@cache
def motion() -> Request:
    """Return the program that draws the motion of surfaces in the picture."""
    return Request.drawn("renderer/motion.vert", "renderer/motion.frag")


@cache
def surface(
    material: str,
    *,
    transmissive: bool = False,
    contact: bool = False,
    result: str = "",
    areas: int = 0,
    probe: bool = False,
    neutral: bool = False,
    region: int = -1,
) -> Request:
    """Return the program that draws meshes of a material.

    transmissive: they refract what is behind them. contact: ambient occlusion and contact shadows are read from an
    image. result: a GLSL expression of the `Surface` `s`, a vec3 that is drawn instead of light; empty for light.
    areas: the shapes of area lights that reach the mesh, a sum of TUBES and RECTANGLES. probe: a probe gives
    reflections. neutral: all parameters of the material that have a neutral value are constants (see
    `visualizer.parameters`). region: of all triangles, of a material that declares REGIONS; -1 if they may be of any.
    """
    defines: dict[str, object] = {"RESULT": result} if result else {}
    if transmissive:
        defines = {"TRANSMISSIVE": 1}
    if contact:
        defines["CONTACT"] = 1
    if areas:
        defines["AREA_LIGHTS"] = areas
    if probe:
        defines["PROBE"] = 1
    if region >= 0:
        defines["REGION"] = region
    return Request.drawn(
        "renderer/surface.vert",
        "renderer/surface.frag",
        slots={"material": f"materials/{material}.glsl"},
        defines=defines,
        neutral=neutral,
    )


def surfaces(
    materials: Iterable[str], *, transmissive: bool = False, contact: bool = False
) -> Iterator[Request]:
    """Yield the programs that light meshes of some materials, with all combinations of area lights, a probe, neutral
    parameters and regions."""
    sources = Sources()
    for name, areas, probe in product(materials, range(1 + TUBES + RECTANGLES), (False, True)):
        file = f"{MATERIALS}{name}.glsl"
        has_neutral = any(one.neutral is not None for one in sources.parameters(file).values())
        for neutral, region in product((False, True)[: 1 + has_neutral], range(-1, sources.regions(file))):
            yield surface(
                name,
                transmissive=transmissive,
                contact=contact,
                areas=areas,
                probe=probe,
                neutral=neutral,
                region=region,
            )


@cache
def screen(fragment: str) -> Request:
    """Return the program that covers a picture with a fragment shader below shaders/."""
    return Request.drawn("renderer/screen.vert", fragment, defines={"FAR": 0}, flat=True)


@cache
def distortion(*, ripple: bool, shafts: bool) -> Request:
    """Return the program that bends the picture by a front, if there is a ripple, and adds shafts."""
    defines = {"FAR": 0, "RIPPLE": int(ripple), "SHAFTS": int(shafts)}
    return Request.drawn("renderer/screen.vert", "renderer/distortion.frag", defines=defines, flat=True)


@cache
def grade(tone: str) -> Request:
    """Return the program of the grade. tone: "BYTES" for 8 bits, with dither; "DEEP" for more; "HDR" for more, and for
    a tone curve that goes on above the white of paper."""
    defines = {"FAR": 0, "DEEP": int(tone != "BYTES"), "HDR": int(tone == "HDR")}
    return Request.drawn("renderer/screen.vert", "renderer/grade.frag", defines=defines, flat=True)


@cache
def upsampled() -> Request:
    """Return the program that upsamples boxes of a picture, whose corners are vertex attributes."""
    return Request.drawn("particles/boxes.vert", UPSAMPLE, flat=True)


@cache
def haze(*, fog: bool = False, noisy: bool = False) -> Request:
    """Return the program that integrates the haze. fog: there are fog volumes; noisy: the density of any of them
    varies."""
    defines = {"FAR": 0, "FOG": fog + (fog and noisy)}
    return Request.drawn("renderer/screen.vert", "renderer/haze.frag", defines=defines, flat=True)


@cache
def tiles(kind: str, *, lens: bool = False) -> Request:
    """Return the program that draws those tiles of a picture in which anything is spread by motion or by the lens.

    kind: "EVEN" blurs the tiles in which all moves alike and is equally out of focus, "UNEVEN" the others. "SPREAD"
    draws the motion and the circle of confusion of each pixel in the uneven tiles and those beside them. "ALL" copies
    the blurred tiles. lens: anything is out of focus.
    """
    fragment = {"SPREAD": "blur_spread", "ALL": "blur_copy"}.get(kind, "blur")
    defines: dict[str, object] = {"EVEN": 1, "UNEVEN": 2, "ALL": 3, "SPREAD": 4, "KIND": kind}
    if kind in ("EVEN", "UNEVEN"):
        defines["LENS"] = int(lens and kind == "UNEVEN")
    return Request.drawn("renderer/blur.vert", f"renderer/{fragment}.frag", defines=defines)


@cache
def sky(name: str, part: int) -> Request:
    """Return the program that draws a part of a sky: PLAIN_SKY, WHOLE_SKY, FORM_OF_SKY or REST_OF_SKY."""
    slots = {"sky": f"skies/{name}.glsl"}
    defines = {"FAR": 1, "PART": part}
    return Request.drawn("renderer/screen.vert", "renderer/sky.frag", slots=slots, defines=defines, flat=True)


@cache
def stars(name: str) -> Request:
    """Return the program that draws the stars of a sky that has any."""
    return Request.drawn("renderer/stars.vert", "renderer/stars.frag", slots={"sky": f"skies/{name}.glsl"})


def skies(names: Iterable[str], *parts: int) -> Iterator[Request]:
    """Yield the programs of those of some parts that the skies have."""
    sources = Sources()
    for name, part in product(names, parts):
        if sources.has_form(f"{SKIES}{name}.glsl") != (part == PLAIN_SKY):
            yield sky(name, part)


# Particles with compute shaders


@cache
def survey(defines: Defines, *, tabled: bool = False) -> Request:
    """Return the program that chooses the step of the integers in which a batch's light is summed. tabled: for many
    batches."""
    return Request.computed("particles/survey.comp", defines={**defines, "TABLED": int(tabled)})


@cache
def splat(defines: Defines, *, cull: bool, tabled: bool = False, few: bool = False) -> Request:
    """Return the program that sums the light of a batch's small particles.

    cull: blocks outside the view are skipped. tabled: for many batches. few: their places are written, for `take`.
    """
    own = {"CULLED": int(cull), "TABLED": int(tabled), "TAKEN": int(few)}
    return Request.computed("particles/splat.comp", defines={**defines, **own})


@cache
def compact() -> Request:
    """Return the program that lists the particles that were marked as large."""
    return Request.computed("particles/compact.comp")


@cache
def record(defines: Defines, *, tabled: bool = False) -> Request:
    """Return the program that evaluates the listed particles of a batch as sprites. tabled: for many batches."""
    return Request.computed("particles/record.comp", defines={**defines, "TABLED": int(tabled)})


@cache
def sort() -> Request:
    """Return the program that computes the order of sprites by distance."""
    return Request.computed("particles/sort.comp")


@cache
def arrange() -> Request:
    """Return the program that copies sprites into their order."""
    return Request.computed("particles/arrange.comp")


@cache
def resolve(*, spilt: bool, lanes: int, listed: bool) -> Request:
    """Return the program that adds sums of light to the picture.

    spilt: of patches in which sums overflowed into counters. lanes: pixels that invocations handle side by side.
    listed: of the words of marks in a list; else of all that are not 0.
    """
    defines = {"SPILT": int(spilt), "LANES": f"{lanes}u", "ROWS": lanes // PATCH, "LISTED": int(listed)}
    return Request.computed("particles/resolve.comp", defines=defines)


@cache
def take(*, spilt: bool) -> Request:
    """Return the program that adds sums of light to the picture, found by the places of particles.

    spilt: leave out the patches in which sums overflowed into counters.
    """
    return Request.computed("particles/take.comp", defines={"SPILT": int(spilt), "LANES": f"{PATCH}u"})


@cache
def tile_count() -> Request:
    """Return the program that counts the sprites of each tile."""
    return Request.computed("particles/tile_count.comp")


@cache
def tile_place() -> Request:
    """Return the program that gives the list of each tile its place."""
    return Request.computed("particles/tile_place.comp")


@cache
def tile_fill() -> Request:
    """Return the program that writes sprites into the lists of tiles."""
    return Request.computed("particles/tile_fill.comp")


@cache
def tile_sum(*, rows_each: int, streaks: bool) -> Request:
    """Return the program that adds the light of listed sprites to the picture.

    rows_each: pixels of an invocation. streaks: sprites may be drawn out by their motion within a sub-frame.
    """
    defines = {"ROWS_EACH": rows_each, "ROWS": TILE_HEIGHT // rows_each, "STREAKS": int(streaks)}
    return Request.computed("particles/tile_sum.comp", defines=defines)


@cache
def listed_sprites(*, occluding: bool, shards: bool) -> Request:
    """Return the program that draws a list of sprites from compute shaders. shards: whether any may be shards."""
    return Request.drawn(
        "particles/sprite.vert",
        "particles/sprite.frag",
        defines={
            "LISTED": 1,
            "TEXELS": 0,
            "OCCLUDING": int(occluding),
            "SHARDS": int(shards),
        },
        version=430,
    )


# Particles without compute shaders


def recorded_texels(defines: Defines) -> Request:
    """Return the program that writes a batch's sprites into textures."""
    return Request.drawn("renderer/screen.vert", "particles/record.frag", defines=defines)


def texel_sprites(list_width: str, *, shards: bool) -> Request:
    """Return the program that draws occluding sprites from textures. list_width: texels in a row, as a GLSL literal."""
    return Request.drawn(
        "particles/sprite.vert",
        "particles/sprite.frag",
        defines={
            "LISTED": 0,
            "TEXELS": 1,
            "OCCLUDING": 1,
            "SHARDS": int(shards),
            "LIST_WIDTH": list_width,
        },
    )


def instanced(shader: str, defines: Defines) -> Request:
    """Return the program that draws each particle of a batch as an instance. shader: "points" or "sprite"."""
    return Request.drawn(
        f"particles/{shader}.vert",
        f"particles/{shader}.frag",
        defines={**defines, "LISTED": 0, "TEXELS": 0, "SHARDS": 1},
    )


# Particles on both paths


def origins(defines: Defines, event: str) -> Request:
    """Return the program that computes births of particles with a parent. defines: of the parents. event: one of
    EVENTS."""
    return Request.drawn(
        "renderer/screen.vert",
        "particles/origins.frag",
        defines={**defines, "EVENT": f"EVENT_{event.upper()}"},
    )


def trail_points(defines: Defines) -> Request:
    """Return the program that writes the points of a batch's trails into textures."""
    return Request.drawn("renderer/screen.vert", "particles/trail.frag", defines=defines)


def ribbons(defines: Defines) -> Request:
    """Return the program that draws trails as ribbons."""
    return Request.drawn("particles/ribbon.vert", "particles/ribbon.frag", defines=defines)


def solids(defines: Defines) -> Request:
    """Return the program that draws particles as meshes."""
    return Request.drawn("particles/solid.vert", "particles/solid.frag", defines={**defines, "MOTION": 0})


def solid_motion(defines: Defines) -> Request:
    """Return the program that draws the motion in the picture of particles that are meshes."""
    return Request.drawn("particles/solid.vert", "renderer/motion.frag", defines={**defines, "MOTION": 1})


def for_emitter(defines: Defines, *, cull: bool = True) -> Iterator[Request]:
    """Yield all programs that draw a batch with these defines, on both paths."""
    if defines["SOLID"]:
        yield solids(defines)
        yield solid_motion(defines)
        return
    for tabled in (False, True):
        yield survey(defines, tabled=tabled)
        for few in (False, True):
            yield splat(defines, cull=cull, tabled=tabled, few=few)
        yield record(defines, tabled=tabled)
    yield recorded_texels(defines)
    for shader in ("points", "sprite"):
        yield instanced(shader, defines)
    if defines["TRAILS"]:
        yield trail_points(defines)
        yield ribbons(defines)


def for_every_emitter(list_width: str) -> Iterator[Request]:
    """Yield the programs of particles that do not depend on a batch. list_width: as in `texel_sprites`."""
    yield compact()
    yield tile_count()
    yield tile_place()
    yield tile_fill()
    for rows_each in ROWS_EACH:
        for streaks in (False, True):
            yield tile_sum(rows_each=rows_each, streaks=streaks)
    yield sort()
    yield arrange()
    yield upsampled()
    for flag in (False, True):
        for lanes in LANES:
            for listed in (False, True):
                yield resolve(spilt=flag, lanes=lanes, listed=listed)
        yield take(spilt=flag)
        yield texel_sprites(list_width, shards=flag)
        for occluding in (False, True):
            yield listed_sprites(occluding=occluding, shards=flag)
