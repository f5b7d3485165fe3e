"""Draw a crystal, a wall and a hull with a path tracer too, and write `path_traced.md` with both pictures and their
difference.

Each scene of `path_traced/` is drawn by this project at the detail "full" and by Mitsuba 3 from the same meshes, camera
and lights. Mitsuba's materials are the physical counterparts of ours: bodies of crystal refract at each face and absorb
light along the way through them, and hulls are a layer of paint on metal. Patterns of our materials, such as fracture
planes, veins, gaps between panels and bevels, are not in the meshes, so the path tracer does not draw them. Run it from
the checkout: ``make path_traced``.
"""

import math
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mitsuba as mi
import numpy as np
from numpy.typing import NDArray
from PIL import Image

import visualizer
from visualizer.bench.flip import error_map
from visualizer.frame import Draw, Frame
from visualizer.geometry.mesh import Mesh

HERE = Path(__file__).parent
SCENES = HERE / "path_traced"
PAGE = HERE / "path_traced.md"
SIZE = (480, 270)
SAMPLES = 64
PATHS = 256  # per pixel
LONGEST = 12  # segments of a path
QUARTZ = 1.54  # index of refraction
ENVIRONMENT = (64, 32)  # pixels around and from the zenith to the ground
SMOOTH = 0.02  # roughness of a grown face, GGX alpha
WALL_ALBEDO = 0.25  # of the tint: scattered by fracture planes in the body
NEAR_WHITE = 0.999  # a medium without absorption has no free paths to sample
SUBJECTS = {
    "crystal": "A crystal before a wall and a red strip. Ours refracts at one back face, and reflects at most once within; fracture "
    "planes, veins and light edges are of our material alone. The path tracer's caustics are left out by sampling: a point-like sun "
    "is not found through two faces that refract.",
    "wall": "The wall of the hall, seen from outside. Its bodies intersect, so the path tracer takes a cloudy body: light scattered "
    "below a smooth face. Ours adds fracture planes, veins and a tint for each face.",
    "hull": "The hull of the larger ship, new. Panels, gaps and the body of crystal are of our material alone.",
}
HEAD = """# Materials beside a path tracer

`make path_traced` draws the scenes of `docs/path_traced` twice, from the same meshes, camera and lights: with this project at the
detail "full" and {samples} samples, and with Mitsuba {version} and {paths} paths a pixel. Both are shown as sRGB of the same linear
light, without tone mapping. Left ours, in the middle the path tracer, right NVIDIA's FLIP of the two, from black (no visible
difference) to white.

"""

mi.set_variant("scalar_rgb")


@dataclass(frozen=True)
class Part:
    """Triangles of one material. absorption: 1/m for each channel, of a body of crystal; None if light does not
    enter."""

    bsdf: dict[str, Any]
    absorption: tuple[float, float, float] | None = None


def colour(value: Any, scale: float = 1.0) -> dict[str, Any]:
    """Return an RGB value for Mitsuba."""
    return {"type": "rgb", "value": [float(channel) * scale for channel in value]}


def crystal(left: Any, alpha: float = SMOOTH) -> Part:
    """Return a body of crystal. left: share of light after 1 m."""
    bsdf = {
        "type": "roughdielectric",
        "distribution": "ggx",
        "alpha": alpha,
        "int_ior": QUARTZ,
        "ext_ior": 1.0,
    }
    r, g, b = (-math.log(min(max(float(channel), 1e-4), NEAR_WHITE)) for channel in left)
    return Part(bsdf, (r, g, b))


def coated(albedo: Any, roughness: float, metalness: float) -> Part:
    """Return a dielectric, a metal, or a mixture: the model of our own materials (Burley 2012)."""
    return Part(
        {
            "type": "twosided",
            "bsdf": {
                "type": "principled",
                "base_color": colour(albedo),
                "roughness": float(roughness),
                "metallic": float(metalness),
                "specular": 0.5,
            },
        }
    )


def cloudy(albedo: Any) -> Part:
    """Return a body that scatters light below a smooth face."""
    return Part(
        {
            "type": "twosided",
            "bsdf": {
                "type": "roughplastic",
                "distribution": "ggx",
                "alpha": SMOOTH,
                "int_ior": QUARTZ,
                "diffuse_reflectance": colour(albedo),
                "nonlinear": True,
            },
        }
    )


def parts(draw: Draw) -> Mapping[int | None, Part]:
    """Return the counterparts of a draw's material by the region of its faces (tint.a); None is for all others."""
    values: Mapping[str, Any] = draw.uniforms
    match draw.material:
        case "plain":
            return {None: coated(values["colour"], values["roughness"], values["metalness"])}
        case "polished":
            return {None: coated(values["colour"], values["roughness"], 0.0)}
        case "crystal":
            return {None: crystal(values["colour"])}
        case "crystal_wall":
            # Bodies of the wall intersect, which media of a path tracer cannot: a cloudy body below a face that
            # refracts.
            return {None: cloudy(np.asarray(values["colour"]) * WALL_ALBEDO)}
        case "hull":
            return {
                None: coated(values["colour"], 0.16, 0.55),
                1: cloudy((0.27, 0.37, 0.45)),
                2: coated((0.6, 0.6, 0.6), 0.9, 0.0),
                3: coated((0.25, 0.35, 0.45), 0.15, 0.0),
                5: coated((0.5, 0.5, 0.5), 0.5, 0.0),
            }
    raise SystemExit(f"no counterpart of the material '{draw.material}' is declared in {Path(__file__).name}")


def shapes(name: str, mesh: Mesh, draw: Draw) -> Iterator[Any]:
    """Yield the shapes of a draw: a mesh of world coordinates for each of its materials."""
    found = parts(draw)
    vertices, triangles = mesh.vertices, mesh.triangles
    poses = draw.poses.reshape(-1, mesh.pieces, 3, 4)
    region = np.rint(vertices["tint"][triangles[:, 0], 3]).astype(int)
    known = np.where(np.isin(region, [key for key in found if key is not None]), region, -1)
    for instance, by_piece in enumerate(poses):
        pose = by_piece[vertices["piece"].astype(int)]
        place = np.einsum("vij,vj->vi", pose[:, :, :3], vertices["position"]) + pose[:, :, 3]
        normal = np.einsum("vij,vj->vi", pose[:, :, :3], vertices["normal"])
        for key in np.unique(known):
            part = found[None if key < 0 else int(key)]
            chosen = triangles[known == key]
            used, numbers = np.unique(chosen, return_inverse=True)
            properties = mi.Properties()
            properties["bsdf"] = mi.load_dict(part.bsdf)
            if part.absorption is not None:
                properties["interior"] = mi.load_dict(
                    {
                        "type": "homogeneous",
                        "albedo": 0.0,
                        "sigma_t": {"type": "rgb", "value": list(part.absorption)},
                    }
                )
            shape = mi.Mesh(
                f"{name}_{instance}_{key}", len(used), len(chosen), has_vertex_normals=True, props=properties
            )
            changed = mi.traverse(shape)
            changed["vertex_positions"] = np.ravel(place[used])
            changed["vertex_normals"] = np.ravel(normal[used])
            changed["faces"] = np.ravel(numbers.astype(np.uint32))
            changed.update()
            yield shape


def environment(frame: Frame) -> NDArray[np.float32]:
    """Return the sky, (height, width, 3) float32, radiance by latitude and longitude: as in
    shaders/skies/gradient.glsl."""
    sky = frame.sky.uniforms
    up = np.cos((np.arange(ENVIRONMENT[1]) + 0.5) / ENVIRONMENT[1] * np.pi)
    share = np.sqrt(np.abs(up))[:, None]
    horizon, zenith, ground = (np.asarray(sky[key], float) for key in ("horizon", "zenith", "ground"))
    rows = horizon * (1.0 - share) + np.where(up[:, None] > 0.0, zenith, ground) * share
    return np.repeat(rows[:, None, :], ENVIRONMENT[0], axis=1).astype(np.float32)


def path_traced(frame: Frame) -> NDArray[np.float64]:
    """Return the light of a frame from a path tracer, (height, width, 3), linear."""
    camera = frame.camera
    # Mitsuba's camera looks along its own +z, with +x to the left.
    pose = np.linalg.inv(camera.camera_from_world) @ np.diag([-1.0, 1.0, -1.0, 1.0])
    scene: dict[str, Any] = {
        "type": "scene",
        "integrator": {"type": "volpath", "max_depth": LONGEST},
        "sensor": {
            "type": "perspective",
            "fov": camera.fov,
            "fov_axis": "y",
            "near_clip": camera.near,
            "far_clip": camera.far,
            "to_world": mi.ScalarTransform4f(pose.tolist()),
            "film": {"type": "hdrfilm", "width": SIZE[0], "height": SIZE[1], "rfilter": {"type": "box"}},
            "sampler": {"type": "independent", "sample_count": PATHS},
        },
        "sky": {"type": "envmap", "bitmap": mi.Bitmap(environment(frame))},
        "key": {
            "type": "directional",
            "direction": list(frame.key_light.direction),
            "irradiance": colour(frame.key_light.colour),
        },
    }
    for number, light in enumerate(frame.point_lights):
        scene[f"light{number}"] = {
            "type": "point",
            "position": list(light.position),
            "intensity": colour(light.colour),
        }
    for number, draw in enumerate(frame.draws):
        for part, shape in enumerate(shapes(f"draw{number}", frame.library.meshes[draw.mesh].built, draw)):
            scene[f"draw{number}_{part}"] = shape
    return np.array(mi.render(mi.load_dict(scene)), np.float64)[..., :3]


def shown(light: NDArray[Any]) -> NDArray[np.uint8]:
    """Return linear light as sRGB, (height, width, 3) uint8; above 1 it is white."""
    x = np.clip(light, 0.0, 1.0)
    encoded = np.where(x <= 0.0031308, 12.92 * x, 1.055 * np.maximum(x, 1e-9) ** (1.0 / 2.4) - 0.055)
    return np.rint(encoded * 255.0).astype(np.uint8)


def main() -> None:
    """Write the pictures and the page."""
    rows = []
    for name, sentence in SUBJECTS.items():
        scene = visualizer.load(SCENES / f"{name}.toml")
        with visualizer.Renderer(SIZE, detail="full") as renderer:
            renderer.draw(scene.exposure(0.0, samples=SAMPLES), results=("beauty",))
            ours = shown(renderer.result("beauty")[..., :3])
        truth = shown(path_traced(scene.at(0.0)))
        errors = error_map(truth, ours)
        strip = np.concatenate(
            [ours, truth, np.repeat(np.rint(errors[..., None] * 255.0).astype(np.uint8), 3, axis=2)], axis=1
        )
        Image.fromarray(strip).save(SCENES / f"{name}.png", optimize=True)
        rows.append(
            f"## {name.capitalize()}: mean FLIP {errors.mean():.3f}\n\n{sentence}\n\n![{name}](path_traced/{name}.png)\n"
        )
        print(f"{name}: FLIP {errors.mean():.3f}", file=sys.stderr)
    head = HEAD.format(samples=SAMPLES, version=mi.__version__, paths=PATHS)
    PAGE.write_text(head + "\n".join(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
