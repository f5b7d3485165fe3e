"""Storage buffers of the compute shaders of particles: their GLSL and their sizes are made from these declarations.

Shaders include each by its name in lower case, such as ``generated/light_buffer.glsl``.
"""

from visualizer.gpu.blocks import Field, Storage
from visualizer.gpu.generated import SPRITE

LIGHT_PLANES = 4
"""Planes of `LIGHT`: a word per pixel, then a counter per pixel for each of red, green and blue."""

LIGHT = Storage(
    "Light",
    1,
    elements=Field("light", "uint", "integer light, in planes of a word per pixel: see light_sum.glsl"),
)
MARKS = Storage(
    "Marks",
    2,
    elements=Field("marks", "uint", "a bit per particle of a dispatch: 1 if it is drawn as a sprite"),
)
CHOSEN = Storage("Chosen", 3, elements=Field("chosen", "uint", "numbers of the marked particles, ascending"))
ORDER = Storage(
    "Order",
    CHOSEN.binding,  # the sort runs when the chosen particles have been evaluated
    elements=Field(
        "order", "uint", "indices of sprites, the farthest first; then as many words for the sort"
    ),
    qualifier="coherent",
)
COMMAND = Storage(
    "Command",
    4,
    (
        Field("vertices", "uint", "of a sprite; the indirect draw has four words from here on"),
        Field("instances", "uint", "sprites of the list; may exceed its room"),
        Field("first_vertex", "uint", "0"),
        Field("first_instance", "uint", "0"),
        Field(
            "groups_x",
            "uint",
            "work groups of the indirect dispatch that evaluates the latest sprites, or arranges all",
        ),
        Field("groups_y", "uint", "1"),
        Field("groups_z", "uint", "1"),
        Field("latest", "uint", "number of the latest sprites"),
        Field("latest_at", "uint", "index of the first of them"),
    ),
    instance="command",
)
SURVEY = Storage(
    "Survey",
    5,
    (
        Field("steps", "float", "integer steps per unit of light"),
        Field("unit", "float", "light of one step"),
        Field(
            "most_steps",
            "float",
            "largest integer light of one particle, with which the sum of the batch stays below 2^32",
        ),
        Field("spread_share", "float", "share of blocks whose particles are spread over four pixels, [0, 1]"),
    ),
    instance="survey",
)
TILES = Storage(
    "Tiles",
    6,
    (
        Field(
            "plain_groups",
            "uint",
            "work groups of the resolve, x, y, z, and number, of tiles whose light is in the words only",
            4,
        ),
        Field("spilt_groups", "uint", "the same of tiles that also use counters", 4),
    ),
    elements=Field(
        "tiles",
        "uint",
        "marks of each tile of the picture; then the list of tiles, plain ones from its front, spilt ones from its back",
    ),
)
SPRITES = Storage(
    "Sprites",
    7,
    elements=Field("sprites", SPRITE.name, "the list, in the order of evaluation"),
    struct=SPRITE,
)
ARRANGED = Storage(
    "Arranged", 0, elements=Field("arranged", SPRITE.name, "the list, the farthest first"), struct=SPRITE
)

BUFFERS = (LIGHT, MARKS, CHOSEN, ORDER, COMMAND, SURVEY, TILES, SPRITES, ARRANGED)
"""All storage buffers of the shaders."""
