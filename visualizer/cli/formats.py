"""The options that decide what is rendered and how it is stored, declared once for all commands that render."""

import functools
import inspect
import types
from collections.abc import Callable
from dataclasses import Field, fields
from typing import Annotated, Any, TypeVar, get_type_hints

import typer

from visualizer.cli.options import Detail, Fps, From, Size, To, parsed_size, samples_option, shot_option
from visualizer.declarations import declared_by
from visualizer.output import DEFAULT_SAMPLES
from visualizer.output.format import Format
from visualizer.output.presets import preset_help

T = TypeVar("T")
METAVARS = {int: "N", str: "NAME", float: "N"}


def format_option(one: Field[Any]) -> inspect.Parameter:
    """Return the option for a field of `Format`."""
    kind = get_type_hints(Format)[one.name]
    kind = next((part for part in getattr(kind, "__args__", ()) if part is not types.NoneType), kind)
    about = declared_by(one)
    option: Any = typer.Option(
        f"--{one.name.replace('_', '-')}",
        metavar=METAVARS.get(kind),
        min=about.low,
        max=about.high,
        help=about.sentence,
    )
    shown: Any = kind if one.default is False else kind | None
    return _parameter(one.name, Annotated[shown, option], one.default)


def _parameter(name: str, annotation: Any, default: object = None) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


SAMPLES = samples_option(
    f"{DEFAULT_SAMPLES} if left out, or fewer where a size is chosen on a machine without a GPU."
)
OPTIONS = {
    one.name: one
    for one in (
        _parameter("start", From),
        _parameter("end", To),
        _parameter("shot", Annotated[str | None, shot_option("Render this shot only.")]),
        _parameter("size", Size),
        _parameter("fps", Fps),
        _parameter("samples", Annotated[int | None, SAMPLES]),
        _parameter("detail", Detail, "auto"),
        *map(format_option, fields(Format)),
        _parameter(
            "purpose", Annotated[str | None, typer.Option("--for", metavar="PURPOSE", help=preset_help())]
        ),
    )
}
"""The options by the names that they have in `RenderOptions`."""


def with_options(*names: str) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Return a decorator of commands: options of these names, all of `OPTIONS` if none is given, take the place of the
    parameter `options`, which gets those that were given, as `RenderOptions`."""
    taken = {name: OPTIONS[name] for name in names or OPTIONS}

    def decorated(command: Callable[..., T]) -> Callable[..., T]:
        own = list(inspect.signature(command, eval_str=True).parameters.values())
        place = next(number for number, one in enumerate(own) if one.name == "options")

        @functools.wraps(command)
        def run(**given: Any) -> T:
            options = {name: given.pop(name, one.default) for name, one in taken.items()}
            if "size" in options:
                options["size"] = parsed_size(options["size"])
            return command(
                **given, options={name: value for name, value in options.items() if value is not None}
            )

        later = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in own[place + 1 :]]
        signature = inspect.Signature([*own[:place], *taken.values(), *later])
        run.__signature__ = signature  # type: ignore[attr-defined]  # mypy knows no such attribute
        return run

    return decorated
