"""Limits of the driver are queried and reported before work starts; those that are assumed are guaranteed by OpenGL."""

import subprocess
import sys

import moderngl
import pytest

import visualizer
from tests.renderer.frames import still_life
from visualizer.data import data_folder
from visualizer.errors import MachineError, Notice
from visualizer.gpu.context import COMPUTE_GROUPS, COMPUTE_STORAGE, create_context, driver_of
from visualizer.gpu.limits import check_texture
from visualizer.particles.birth_values import ROW_COUNT
from visualizer.particles.colliders import MOST_COLLIDERS
from visualizer.renderer import surfaces
from visualizer.renderer.particles import buffers, detail, splats, sprites
from visualizer.renderer.particles import tables as particle_tables
from visualizer.renderer.particles.glsl import BLOCK
from visualizer.renderer.renderer import NEEDED
from visualizer.renderer.view_block import VIEW_BLOCK


@pytest.fixture
def offers(monkeypatch):
    """Return a function that makes the driver report other limits than it has."""
    asked = vars(moderngl.Context)["info"].fget

    def report(**limits):
        monkeypatch.setattr(moderngl.Context, "info", property(lambda self: {**asked(self), **limits}))

    return report


@pytest.mark.parametrize(
    "limits",
    [
        {"GL_MAX_TEXTURE_SIZE": 1024},
        {"GL_MAX_VIEWPORT_DIMS": (1024, 4096)},
        {"GL_MAX_VIEWPORT_DIMS": (4096, 1024)},
    ],
)
def test_a_picture_larger_than_the_driver_draws_is_refused_with_what_it_offers(offers, limits):
    offers(**limits)
    with pytest.raises(MachineError, match=r"a picture of 1025x32 is larger .* at most 1024x1024 pixels \("):
        visualizer.Renderer((1025, 32))
    with visualizer.Renderer((32, 18)) as renderer:
        with pytest.raises(MachineError, match="at most 1024x1024"):
            renderer.resize((32, 2000))
        assert renderer.size == (32, 18)


def test_a_size_beyond_the_driver_raises_machine_error_before_anything_is_drawn(tmp_path):
    out = tmp_path / "a.png"
    command = [
        sys.executable,
        "-m",
        "visualizer",
        "still",
        str(data_folder("scenes") / "learn_1_shape.toml"),
        "-t",
        "0",
    ]
    done = subprocess.run([*command, "-o", str(out), "--size", "40000x40000"], capture_output=True, text=True)
    assert done.returncode == 3 and not out.exists()
    assert "a picture of 40000x40000 is larger than this driver draws: at most" in done.stderr


@pytest.mark.parametrize("name", NEEDED)
def test_required_limits_are_checked_before_anything_is_created(offers, name):
    offers(**{name: NEEDED[name] - 1})
    with pytest.raises(MachineError, match=rf"{name} is {NEEDED[name] - 1}, {NEEDED[name]} is needed \("):
        visualizer.Renderer((32, 18))
    context = create_context()  # such as a window's
    with pytest.raises(MachineError, match=name):
        visualizer.Renderer((32, 18), context=context)
    context.release()


def test_with_too_few_work_groups_particles_are_drawn_without_compute_shaders(offers):
    offers(GL_MAX_COMPUTE_WORK_GROUP_COUNT=(1024, 1024, 64))
    context = create_context()
    driver = driver_of(context)
    context.release()
    assert not driver.compute
    if context.version_code >= 430:
        assert (
            driver.without_compute == f"a dispatch has at most 1024 work groups, {COMPUTE_GROUPS} are needed"
        )


def test_an_error_of_a_texture_that_is_too_large_says_what_it_holds(offers):
    offers(GL_MAX_TEXTURE_SIZE=1024)
    context = create_context()
    check_texture(context, (1024, 1024), "poses")
    with pytest.raises(MachineError, match=r"poses take 1024x1025 texels, .* at most 1024x1024"):
        check_texture(context, (1024, 1025), "poses")
    context.release()


def test_with_small_storage_buffers_particles_are_drawn_without_compute_shaders(offers):
    offers(GL_MAX_SHADER_STORAGE_BLOCK_SIZE=1 << 24)
    context = create_context()
    driver = driver_of(context)
    context.release()
    assert not driver.compute
    if context.version_code >= 430:
        assert driver.without_compute == "shaders reach 16 MiB of a storage buffer, 64 MiB are needed"


def test_a_picture_too_large_for_splats_is_drawn_without_them_with_a_notice(offers):
    scene = visualizer.load(str(data_folder("scenes") / "particles" / "fountain.toml"))
    with visualizer.Renderer((32, 18)) as renderer:
        if not renderer.particles.compute:
            pytest.skip("no compute shaders here")
        offers(GL_MAX_SHADER_STORAGE_BLOCK_SIZE=splats.sums_bytes((32, 18)) - 1)
        with pytest.warns(
            Notice, match="particles are drawn as points and quads, .* a picture of 32x18 takes"
        ):
            renderer.draw(scene.at(2.0))
        assert renderer.light().sum() > 1.0
        assert renderer.particles.splats.memory["sums of light"] == 0


def test_assumed_limits_are_minimums_of_the_opengl_specification():
    # Minimum values of OpenGL 3.3 core, tables 6.50 to 6.56, and of 4.3 core, tables 23.63 to 23.72.
    assert NEEDED["GL_MAX_UNIFORM_BLOCK_SIZE"] == VIEW_BLOCK.dtype.itemsize <= 16384
    assert NEEDED["GL_MAX_TEXTURE_IMAGE_UNITS"] <= 16
    assert NEEDED["GL_MAX_ARRAY_TEXTURE_LAYERS"] <= 256
    units = [getattr(particle_tables, name) for name in vars(particle_tables) if name.startswith("UNIT_")]
    assert (
        max(*units, particle_tables.UNIT_SPRITES + 3, *surfaces._UNITS.values())
        < NEEDED["GL_MAX_TEXTURE_IMAGE_UNITS"]
    )
    assert buffers.SPRITES.bytes(sprites.MOST_SPRITES) <= COMPUTE_STORAGE
    assert max(buffer.binding for buffer in buffers.BUFFERS) < 8
    assert detail.CHUNK // BLOCK <= COMPUTE_GROUPS <= 65535 and sprites.MOST_SPRITES // 64 <= COMPUTE_GROUPS
    vectors = ROW_COUNT + 4 * MOST_COLLIDERS
    assert 4 * vectors <= 512  # components of uniforms in a compute shader, the fewest of all stages


def test_poses_of_more_pieces_than_a_texture_holds_are_refused(offers):
    with visualizer.Renderer((32, 18)) as renderer:
        offers(GL_MAX_TEXTURE_SIZE=64)
        with pytest.raises(MachineError, match=r"the poses of \d+ pieces take"):
            renderer.draw(still_life())
