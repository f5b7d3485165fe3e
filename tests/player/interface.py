"""Dear ImGui without a window: panels are laid out, and what they draw is thrown away."""

from collections.abc import Iterator
from contextlib import contextmanager

from imgui_bundle import imgui

from visualizer.editor import style


@contextmanager
def interface(size: tuple[float, float] = (640.0, 360.0)) -> Iterator[None]:
    """Make Dear ImGui's context for a block, with the style of the editor. size: of the window that is not there,
    points."""
    context = imgui.create_context()
    io = imgui.get_io()
    io.set_ini_filename("")  # write no file into the current folder
    # As in the window: glyphs are rasterised when they are first used.
    io.backend_flags |= imgui.BackendFlags_.renderer_has_textures
    io.display_size, io.delta_time = imgui.ImVec2(*size), 1.0 / 60.0
    style.apply(1.0)
    try:
        yield
    finally:
        imgui.destroy_context(context)
