"""Layout of captions: line breaks, sizes of letters and positions, for a picture of any aspect ratio."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from visualizer.text.breaking import broken, units_of
from visualizer.text.font_file import FontFile
from visualizer.text.order import is_right_to_left
from visualizer.text.shaping import Line, shaped

TEXT_HEIGHT = 0.042
"""Size of the letters (1 em) as a share of the picture's shorter side."""
SMALLEST = 12.0
"""Least size of the letters (1 em), pixels: smaller ones are hard to read. LARGEST_SHARE takes precedence."""
LARGEST_SHARE = 0.075
"""Largest size of the letters that SMALLEST may lead to, as a share of the picture's shorter side."""
SAFE_AREA = 0.9
"""Text stays within this share of the picture's width and height, in its middle."""
MEASURE = 25.0
"""A line longer than this, em, is broken in two: about 45 letters."""
LEAST_SCALE = 0.6
"""A caption that fits only when smaller than this share of its usual size gives a warning."""

_SHRUNK = 0.8  # of the usual size: letters are shrunk so far before the text is broken into more lines
_LINE_PITCH = 1.32  # em, from baseline to baseline
_GAP = 0.45  # em, between two captions
_MOST_LINES = 12
_LINE_BREAK = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")


@dataclass(frozen=True)
class Block:
    """One caption after layout. lines: from the top. baselines: of each line, em below the block's top. height: em.

    scale: factor on the usual size of letters with which the block fits into the safe area, at most 1.
    """

    lines: tuple[Line, ...]
    baselines: tuple[float, ...]
    height: float
    scale: float


def usual_size(size: tuple[int, int]) -> float:
    """Return the usual size of letters (1 em), pixels, in a picture of a size (width, height), pixels."""
    shorter = min(size)
    return max(TEXT_HEIGHT * shorter, min(SMALLEST, LARGEST_SHARE * shorter))


def paragraphs_of(text: str) -> list[str]:
    """Return the lines of a text without blank lines at its start and end, with tabs as spaces."""
    found = [" ".join(part.split("\t")).strip() for part in _LINE_BREAK.split(text)]
    while found and not found[-1]:
        found.pop()
    while found and not found[0]:
        found.pop(0)
    return found


@lru_cache(maxsize=256)
def block_of(text: str, font: FontFile, size: tuple[int, int]) -> Block:
    """Return the layout of a caption's text for a picture of a size, pixels.

    Line breaks of the text are kept. A text of one line that is longer than MEASURE is broken in two. If a line is
    wider than the safe area, letters are shrunk down to _SHRUNK of the usual size; if that is not enough, the text is
    broken into more lines; if there are _MOST_LINES, letters are shrunk as far as needed.
    """
    paragraphs = paragraphs_of(text)
    em = usual_size(size)
    room = (SAFE_AREA * size[0] / em, SAFE_AREA * size[1] / em)

    def width(part: str) -> float:
        return shaped(part, text, font, right_to_left=False).width

    counts = [2 if width(part) > min(MEASURE, room[0]) and len(paragraphs) < 2 else 1 for part in paragraphs]
    anywhere = [False] * len(paragraphs)
    best: Block | None = None
    while True:
        split = [
            broken(part, count, width, anywhere=free)
            for part, count, free in zip(paragraphs, counts, anywhere, strict=True)
        ]
        block = _stacked(text, paragraphs, split, font, room)
        if best is None or block.scale > best.scale:
            best = block
        if best.scale >= _SHRUNK or sum(counts) >= _MOST_LINES:
            return best
        longest = max(range(len(split)), key=lambda number: max(map(width, split[number])))
        if counts[longest] < len(units_of(paragraphs[longest])):
            counts[longest] += 1
        elif not anywhere[longest]:
            anywhere[longest] = True
            counts[longest] = max(2, counts[longest])
        else:
            counts[longest] += 1


def _stacked(
    text: str, paragraphs: list[str], split: list[list[str]], font: FontFile, room: tuple[float, float]
) -> Block:
    """Return a block of lines. split: the lines of each paragraph. room: width and height of the safe area, em."""
    lines = tuple(
        shaped(line, text, font, right_to_left=is_right_to_left(paragraph))
        for paragraph, parts in zip(paragraphs, split, strict=True)
        for line in parts
    )
    baselines: list[float] = []
    for number, line in enumerate(lines):
        if not baselines:
            baselines.append(line.ascent)
        else:
            pitch = max(_LINE_PITCH, lines[number - 1].descent + line.ascent)
            baselines.append(baselines[-1] + pitch)
    height = baselines[-1] + lines[-1].descent if lines else 0.0
    widest = max((line.width for line in lines), default=0.0)
    scale = min(1.0, room[0] / widest if widest else 1.0, room[1] / height if height else 1.0)
    return Block(lines, tuple(baselines), height, scale)


@dataclass(frozen=True)
class Placed:
    """A block in the picture. em: size of its letters, pixels. top: of the block, pixels from the picture's top."""

    block: Block
    em: float
    top: float


def stacked_captions(
    captions: tuple[tuple[str, FontFile, float], ...], size: tuple[int, int]
) -> tuple[Placed, ...]:
    """Return the positions of captions, stacked at the foot of a picture, the first at the top.

    captions: (text, font, presence) each. presence: share, 0..1, of its height by which a caption raises those above
    it; it grows while a caption fades in, so that they move smoothly. A stack that is higher than the safe area is
    shrunk.
    """
    usual = usual_size(size)
    blocks = [block_of(text, font, size) for text, font, _ in captions]
    ems = [usual * block.scale for block in blocks]
    whole = sum(block.height * em for block, em in zip(blocks, ems, strict=True))
    whole += _GAP * usual * (len(blocks) - 1)
    shrunk = min(1.0, SAFE_AREA * size[1] / whole) if whole else 1.0
    foot = size[1] * (1.0 + SAFE_AREA) / 2.0
    placed: list[Placed] = []
    for block, em, (_, _, presence) in reversed(list(zip(blocks, ems, captions, strict=True))):
        height = block.height * em * shrunk
        placed.append(Placed(block, em * shrunk, foot - height))
        foot -= presence * (height + _GAP * usual * shrunk)
    return tuple(reversed(placed))
