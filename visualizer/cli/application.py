"""The command line: all commands, and how it is run and ended."""

import gc
import signal
import sys
import warnings
from collections.abc import Callable
from functools import lru_cache
from typing import Annotated, NoReturn, TextIO

import typer

import visualizer
from visualizer.cli import farm, film, machine, picture, scenes, texts
from visualizer.cli.errors import say, status_of
from visualizer.cli.streams import open_streams
from visualizer.errors import ExitStatus, Notice

app = typer.Typer(
    name="visualizer",
    help="Plays launch sequences from timeline files in a window, and renders them to video and pictures.",
    epilog=f"Exit status: {', '.join(f'{status} {status.meaning}' for status in ExitStatus)}.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for module in (film, picture, scenes, texts, machine, farm):
    module.register(app)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"visualizer {visualizer.__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit."),
    ] = False,
) -> None:
    pass


@lru_cache(maxsize=1)
def command() -> Callable[..., object]:
    """Return the command line, ready to be called. It is made once for each process, because that takes a while."""
    return typer.main.get_command(app)


def run(ready: Callable[[], object] = lambda: None) -> NoReturn:
    """Run the command line and exit with its status: see cli/errors.py. ready: called as soon as an interrupt is
    reported."""
    open_streams()
    signals = _end_like_an_interrupt()
    _print_notices()
    status = _run(ready)
    gc.freeze()  # the system takes all memory back; looking through the objects of a film for garbage takes 0.2 s
    sys.exit(signals[-1] if signals and status == ExitStatus.INTERRUPTED else status)


def _run(ready: Callable[[], object]) -> int | str | None:
    """Run the command line and return its exit status."""
    try:
        ready()
        status = command()(standalone_mode=False)
        sys.stdout.flush()  # now, so that an error of it is reported
    except typer.Exit as leaving:
        return leaving.exit_code
    except typer.Abort:
        return ExitStatus.INTERRUPTED
    except BaseException as error:
        if isinstance(error, SystemExit):
            if not isinstance(error.__context__, BrokenPipeError):
                return error.code
            error = error.__context__  # Typer exits with 1 for a broken pipe
        show = getattr(error, "show", None)  # usage errors print themselves
        if show is not None:
            show()
            return int(getattr(error, "exit_code", ExitStatus.USAGE))
        return status_of(error)
    return status if isinstance(status, int) else 0


def _print_notices() -> None:
    """Print each Notice as one line on stderr; leave other warnings to Python."""
    show = warnings.showwarning

    def printed(
        message: Warning | str, category: type[Warning], filename: str, lineno: int,
        file: TextIO | None = None, line: str | None = None,
    ) -> None:  # fmt: skip
        if issubclass(category, Notice):
            say(f"visualizer: warning: {message}")
        else:
            show(message, category, filename, lineno, file, line)

    warnings.showwarning = printed


def _end_like_an_interrupt() -> list[ExitStatus]:
    """Treat SIGTERM and SIGHUP (a closed terminal) as Ctrl-C. A signal that is ignored stays ignored (nohup).

    Returns the list to which the exit status of each of them that comes is added.
    """
    came: list[ExitStatus] = []

    def interrupt(number: int, frame: object) -> NoReturn:
        came.append(statuses[number])
        raise KeyboardInterrupt

    names = {"SIGTERM": ExitStatus.TERMINATED, "SIGHUP": ExitStatus.HUNG_UP}
    # Windows has no SIGHUP.
    statuses = {getattr(signal, name): status for name, status in names.items() if hasattr(signal, name)}
    for number in statuses:
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, interrupt)
    return came
