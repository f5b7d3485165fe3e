"""Entry: a line of text that is typed in the window, such as the time to go to. Immutable; needs no window."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from visualizer.errors import InputError
from visualizer.output.times import FORMS, moment_of
from visualizer.player.keys import Press

if TYPE_CHECKING:
    from visualizer.scene.scene import Scene

LONGEST = 40
"""Characters of a line at most."""
HINT = f"{FORMS}; or + or - before it, from here on"


@dataclass(frozen=True)
class Entry:
    """text: typed so far. note: why it could not be used, or how it is written. state: "done" after Enter, "dropped"
    after Esc."""

    text: str = ""
    note: str = HINT
    state: Literal["open", "done", "dropped"] = "open"

    def typed(self, press: Press) -> Entry:
        """Return the entry after a key: a character is added, Backspace takes the last one away, Ctrl and other keys do
        nothing."""
        match press.key:
            case "Enter":
                return replace(self, state="done" if self.text.strip() else "dropped")
            case "Esc":
                return replace(self, state="dropped")
            case "Backspace":
                return Entry(self.text[:-1])
        # Ctrl with Alt is AltGr on Windows, which types characters.
        if press.character and press.control == press.other and len(self.text) < LONGEST:
            return Entry(self.text + press.character)
        return self

    def refused(self, why: str) -> Entry:
        """Return the entry open again, with the reason why it could not be used."""
        return replace(self, note=why, state="open")


def time_entered(text: str, scene: Scene, here: float) -> float:
    """Return the film time of what was typed, seconds: one of `times.FORMS`, from `here` on if + or - stands before it.

    Raises InputError as `moment_of` does, and for a way that leads out of the film.
    """
    text, grid = text.strip(), scene.film.grid()
    if text[:1] not in ("+", "-"):
        return moment_of(scene, text, grid)
    length = moment_of(scene, text[1:].strip(), grid)
    time = here + length if text[0] == "+" else here - length
    if not 0.0 <= time <= max(scene.film.duration, grid.seconds):
        raise InputError(f"{time:.10g} s is outside the film, which lasts {scene.film.duration:.10g} s")
    return time
