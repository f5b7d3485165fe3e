"""Notices: what the program did otherwise than asked while it went on."""


class Notice(UserWarning):
    """Something is not shown or not kept as asked. Issued through `warnings`, so each text is told once.

    The commands print it as one line. A library's user filters it as any warning.
    """
