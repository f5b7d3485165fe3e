"""What can go wrong while a picture or a film is written."""


class OutputError(Exception):
    """The output cannot be written as asked: an input is at fault. The message says what would be right."""


class DiskFull(Exception):
    """There is no room left where the output goes. The message names the file."""

    def __init__(self, name: object) -> None:
        super().__init__(f"cannot write {name}: the disk is full; free some space, or write to another disk")


class EncoderMissing(Exception):
    """This machine has no such encoder. The message says how to get it."""


class Interrupted(Exception):
    """The user stopped a render. The message says what is finished, and how to go on."""
