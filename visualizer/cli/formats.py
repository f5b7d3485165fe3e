"""Options of `render` that say how its pictures are stored."""

from typing import Annotated

import typer

from visualizer.output.codecs import encoder_help
from visualizer.output.presets import preset_help

Encoder = Annotated[str | None, typer.Option("--encoder", metavar="NAME", help=encoder_help())]
Transparent = Annotated[
    bool,
    typer.Option(
        "--transparent",
        help="Leave the sky out: pictures (.png, .exr) with alpha. Each frame is drawn twice.",
    ),
]
Purpose = Annotated[str | None, typer.Option("--for", metavar="PURPOSE", help=preset_help())]
