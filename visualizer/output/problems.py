"""What can go wrong while a picture or a film is written."""


class OutputError(Exception):
    """The output cannot be written as asked: an input is at fault. The message says what would be right."""


class EncoderMissing(Exception):
    """This machine has no such encoder. The message says how to get it."""


class Interrupted(Exception):
    """The user stopped a render. The message says what is finished, and how to go on."""
