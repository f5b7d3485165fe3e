"""Commands about the texts of scene files, none of which needs a GPU: lint, fmt, migrate, new, lsp."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from visualizer.cli.errors import print_problem, say
from visualizer.cli.options import Json
from visualizer.cli.results import json_on_failure, print_result
from visualizer.errors import ExitStatus, InputError
from visualizer.file_names import printable, shell_word

Files = Annotated[
    list[Path], typer.Argument(metavar="SCENE...", help="Scene files (.toml).", show_default=False)
]


def register(app: typer.Typer) -> None:
    """Add the commands of this file to the application."""
    for command in (json_on_failure(lint), fmt, migrate, new, lsp):
        app.command()(command)


def _print_rules(value: bool) -> None:
    if value:
        from visualizer.scene.linting import RULES

        print("\n".join(f"{rule.name:14} {rule.about}" for rule in RULES))
        raise typer.Exit


def _print_templates(value: bool) -> None:
    if value:
        from visualizer.scene.templates import templates

        print("\n".join(f"{one.name:12} {one.about}" for one in templates().values()))
        raise typer.Exit


def lint(
    scenes: Files,
    rules: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="RULE", help="Apply this rule only; may be repeated."),
    ] = None,
    particles: Annotated[
        int, typer.Option(min=0, help="Most particles that may be evaluated for one time.", metavar="N")
    ] = 1_000_000,
    _list: Annotated[
        bool, typer.Option("--rules", help="List the rules.", callback=_print_rules, is_eager=True)
    ] = False,
    as_json: Json = False,
) -> int:
    """Say what in scene files is valid and is most likely not meant, and what `check` warns of. Needs no GPU.

    The exit status is 1 if there is anything. A comment '# lint: allow RULE' at the end of a line keeps a rule quiet
    about that line.
    """
    from visualizer.scene.choices import choices
    from visualizer.scene.linting import RULES
    from visualizer.scene.linting import lint as found_in
    from visualizer.scene.loading import load

    names = [rule.name for rule in RULES]
    for name in rules or ():
        if name not in names:
            raise InputError(f"no rule is called '{name}'{choices(name, names)}")
    found = []
    for path in scenes:
        scene = load(path)
        found += [
            *(() if rules else scene.warnings),
            *found_in(scene, particles=particles, rules=rules or ()),
        ]
    if as_json:
        print_result([one.as_dict() for one in found], "", as_json=True)
    else:
        for one in found:
            print_problem(one)
        if not found:
            print(f"{', '.join(map(printable, scenes))}: nothing found")
    return ExitStatus.INPUT_AT_FAULT if found else ExitStatus.DONE


def fmt(
    scenes: Annotated[
        list[Path],
        typer.Argument(
            metavar="SCENE...", help="Scene files (.toml); - for standard input.", show_default=False
        ),
    ],
    only_check: Annotated[
        bool, typer.Option("--check", help="Change nothing; the exit status is 1 if a file would change.")
    ] = False,
) -> int:
    """Lay out scene files evenly: spaces, indents, blank lines. Values, comments and their order stay as they are.
    Needs no GPU."""
    from visualizer.output.files import whole_file
    from visualizer.scene.formatting import formatted

    changed = False
    for path in scenes:
        if str(path) == "-":
            sys.stdout.buffer.write(formatted(Path("<stdin>"), sys.stdin.buffer.read())[1])
            continue
        before, after = formatted(path)
        if after == before:
            continue
        changed = True
        if not only_check:
            with whole_file(path) as part:
                part.write_bytes(after)
        say(f"{printable(path)}: {'would be laid out anew' if only_check else 'laid out anew'}")
    return ExitStatus.INPUT_AT_FAULT if changed and only_check else ExitStatus.DONE


def migrate(
    scene: Annotated[Path, typer.Argument(metavar="SCENE", help="A scene file (.toml).", show_default=False)],
    only_check: Annotated[
        bool, typer.Option("--check", help="Change nothing; the exit status is 1 if a file would change.")
    ] = False,
) -> int:
    """Write former names of properties as they are called now, in a scene file and all that it includes. Needs no GPU.

    Everything else stays as it is, byte by byte.
    """
    from visualizer.output.files import whole_file
    from visualizer.scene.migrating import migrated

    changes = migrated(scene)
    for change in changes:
        for told in change.told:
            say(told)
        if not only_check:
            with whole_file(change.file) as part:
                part.write_bytes(change.source)
    if not changes:
        say(f"{printable(scene)}: nothing to change")
    return ExitStatus.INPUT_AT_FAULT if changes and only_check else ExitStatus.DONE


def new(
    path: Annotated[
        Path,
        typer.Argument(
            metavar="FILE.toml", help="The file to write; it must not exist yet.", show_default=False
        ),
    ],
    template: Annotated[
        str, typer.Option(metavar="NAME", help="The scene to begin with; --templates lists them.")
    ] = "crystal",
    _list: Annotated[
        bool,
        typer.Option("--templates", help="List the templates.", callback=_print_templates, is_eager=True),
    ] = False,
) -> None:
    """Write a small scene to start from."""
    from visualizer.output.files import failure
    from visualizer.scene.choices import choices
    from visualizer.scene.templates import templates

    known = templates()
    if template not in known:
        raise InputError(f"no template is called '{template}'{choices(template, known)}")
    try:
        with path.open("xb") as file:
            file.write(known[template].text)
    except FileExistsError:
        raise InputError(f"{printable(path)} exists already; choose another name") from None
    except OSError as error:
        raise failure(path, error) from error
    say(f"{printable(path)} was written. To play it: visualizer watch {shell_word(path)}")


def lsp() -> None:
    """Start the language server for editors, which speaks over standard input and output. Needs no GPU."""
    from visualizer.errors import MachineError

    try:
        from visualizer.lsp.server import server
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in ("pygls", "lsprotocol"):
            raise
        text = "the language server needs the package pygls; to install it: pip install pygls"
        raise MachineError(text) from None
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing else is written among the answers
    server().start_io(os.fdopen(os.dup(0), "rb"), answers)
