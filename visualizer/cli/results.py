"""Results on stdout, as text or as JSON; a program that reads the JSON gets an error as JSON too."""

import functools
import json
from collections.abc import Callable
from typing import Any, TypeVar

import typer

from visualizer.cli.errors import ResultsNotPrinted

T = TypeVar("T")


def print_result(value: Any, text: str, *, as_json: bool) -> None:
    """Print a result: `value`, of types that JSON has, if `as_json` is set, else `text`."""
    print(json.dumps(value, indent=2) if as_json else text)


def json_on_failure(command: Callable[..., T], event: str | None = None) -> Callable[..., T]:
    """Return a command that, if its option `as_json` is set and it fails, prints the error as JSON to stdout too.

    The JSON is ``{"error": text, "problems": [...]}``; problems are those of a scene, as ``check --json`` prints them.
    event: its name if the command prints events.
    """
    named = {} if event is None else {"event": event}

    @functools.wraps(command)
    def run(*arguments: Any, as_json: bool = False, **options: Any) -> T:
        from visualizer.scene.problems import SceneError

        try:
            return command(*arguments, as_json=as_json, **options)
        except (typer.Exit, typer.Abort, typer.BadParameter):  # usage errors, which Typer prints
            raise
        except Exception as error:
            if as_json and not isinstance(error, BrokenPipeError | ResultsNotPrinted):
                problems = error.problems if isinstance(error, SceneError) else ()
                print(
                    json.dumps(
                        {**named, "error": str(error), "problems": [one.as_dict() for one in problems]}
                    )
                )
            raise

    return run
