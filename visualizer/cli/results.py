"""Results as JSON, of commands that fail too: a program that asked for JSON reads JSON."""

import functools
import json
from collections.abc import Callable
from typing import Any, TypeVar

import typer

from visualizer.cli.errors import ResultsNotPrinted

T = TypeVar("T")


def json_on_failure(command: Callable[..., T]) -> Callable[..., T]:
    """Return a command with an option `as_json` that prints what went wrong as JSON too, if the option is set.

    It prints ``{"error": text, "problems": [...]}``, with the problems of a scene as `check --json` gives them.
    """

    @functools.wraps(command)
    def run(*arguments: Any, as_json: bool = False, **options: Any) -> T:
        from visualizer.scene.problems import SceneError

        try:
            return command(*arguments, as_json=as_json, **options)
        except (typer.Exit, typer.Abort, typer.BadParameter):  # usage, which the command line's parser tells
            raise
        except Exception as error:
            if as_json and not isinstance(error, BrokenPipeError | ResultsNotPrinted):
                problems = error.problems if isinstance(error, SceneError) else ()
                print(json.dumps({"error": str(error), "problems": [one.as_dict() for one in problems]}))
            raise

    return run
