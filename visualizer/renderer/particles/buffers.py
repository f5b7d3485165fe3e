"""Storage buffers of the compute shaders of particles: their GLSL and their sizes are made from these declarations.

Shaders include each by its name in lower case, such as ``generated/light_buffer.glsl``.
"""

from visualizer.gpu.blocks import Field, Storage
from visualizer.gpu.generated import SPRITE

LIGHT_PLANES = 4
"""Planes of `LIGHT`: a word per pixel, then a counter per pixel for each of red, green and blue."""

PATCH_WIDTH, PATCH_HEIGHT = 4, 2
"""Size, pixels, of a patch: pixels that are resolved together, as many as a CPU rasteriser handles at once."""
PATCH = PATCH_WIDTH * PATCH_HEIGHT
WORD_WIDTH, WORD_HEIGHT = 8 * PATCH_WIDTH, 4 * PATCH_HEIGHT
"""Size, pixels, of the part of the picture that a word of marks stands for: 8 x 4 patches. Sums of light are stored
word by word and patch by patch, so that a particle's four pixels are in few cache lines and pages of memory."""
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
MOST_TOGETHER = 32
"""Largest number of batches that share sums of light and a choice of sprites."""
CHOICE_WORDS = 8
"""Words of a batch in `COMMAND.choices`."""
CHOSEN = Storage("Chosen", 3, elements=Field("chosen", "uint", "numbers of the marked particles, ascending"))
NO_PLACE = 0
"""A place of a particle without light on the picture."""
PLACES = Storage(
    "Places",
    CHOSEN.binding,  # used before and after the chosen particles
    elements=Field(
        "places",
        "uint",
        "a word for each mark of a dispatch: the pixels that its light is on, see places.glsl",
    ),
)
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
            "work groups of the indirect dispatch that arranges all sprites",
        ),
        Field("groups_y", "uint", "1"),
        Field("groups_z", "uint", "1"),
        Field("before", "uint", "sprites of the list before the latest chosen particles"),
        Field(
            "binned",
            "uint",
            "sprites of the list that are summed in tiles instead of drawn; then `instances` is 0",
        ),
        Field("brightest", "uint", "bits of the float that is the largest radiance of a binned sprite"),
        Field("levels", "uint", "a bit per level of tiles: 1 if sprites are listed on it"),
        Field("placed", "uint", "entries of all lists of tiles"),
        Field("by_sprite", "uint", "work groups, x, y, z, of the indirect dispatches over binned sprites", 3),
        Field("by_tile", "uint", "the same of those over tiles", 3),
    ),
    instance="command",
    elements=Field(
        "choices",
        "uint",
        "CHOICE_WORDS for each batch of the latest choice: work groups, x, y, z, of the indirect dispatch that evaluates its sprites and those "
        "of the batches after it that are evaluated together; "
        "in the list of chosen particles, the index of its first and one past its last; unused words",
    ),
)
UNKNOWN_EXPONENT = -999
"""`finest` of a survey that has seen no particle; the opposite of its `coarsest`."""
SURVEY = Storage(
    "Survey",
    5,
    (
        Field("finest", "int", "largest exponent of steps per unit of light that a batch needs"),
        Field("coarsest", "int", "smallest exponent with which the sums of a batch may overflow"),
        Field("spread_share", "float", "share of blocks whose particles are spread over four pixels, [0, 1]"),
        Field("spilt", "uint", "1 if counters of the sums were used"),
        Field("marked", "uint", "1 if a particle was marked as one that is drawn as a sprite"),
    ),
    instance="survey",
)
LIT = Storage(
    "Lit",
    6,
    elements=Field(
        "lit",
        "uint",
        "a bit per patch of the picture: 1 if light was added to it; then as many: 1 if counters of it were used; then a list of words",
    ),
)


def words_of_marks(size: tuple[int, int]) -> int:
    """Return the words of marks in each of the two planes of `LIT`, for a picture of (width, height) pixels."""
    return -(-size[0] // WORD_WIDTH) * -(-size[1] // WORD_HEIGHT)


SPRITES = Storage(
    "Sprites",
    7,
    elements=Field("sprites", SPRITE.name, "the list, in the order of evaluation"),
    struct=SPRITE,
)
ARRANGED = Storage(
    "Arranged", 0, elements=Field("arranged", SPRITE.name, "the list, the farthest first"), struct=SPRITE
)

BINS = Storage(
    "Bins",
    ARRANGED.binding,  # of occluding sprites; bins are of sprites that add light
    elements=Field("bins", "uint", "lists of sprites for tiles of the picture: see tiles.glsl"),
)

BUFFERS = (LIGHT, MARKS, CHOSEN, PLACES, ORDER, COMMAND, SURVEY, LIT, SPRITES, ARRANGED, BINS)
"""All storage buffers of the shaders."""
