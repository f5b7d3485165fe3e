// Sprites that add light, listed for the tiles of the picture that they cover. Tiles have several levels, each with
// twice the side of the one below; a sprite is listed on the level where it covers at most three tiles in each
// direction, so that lists are bounded. The order in a list depends on threads; sums of integers do not.
#include "particles/sprite_list.glsl"
#include "generated/bins_buffer.glsl"
#include "generated/view.glsl"

uniform uvec2 u_levels[MOST_LEVELS];  // of each level: index of its first tile; tiles in a row
uniform uint u_tiles;                 // tiles of all levels

// Parts of bins[], u_tiles words each but the last: numbers of sprites while they are counted; those numbers; ends of
// the lists; lists.
uint size_at(uint tile) { return u_tiles + tile; }
uint end_at(uint tile) { return 2u * u_tiles + tile; }
uint entry_at(uint entry) { return 3u * u_tiles + entry; }

// Index of a tile. tile: column and row on its level.
uint tile_of(uint level, uvec2 tile) { return u_levels[level].x + tile.y * u_levels[level].y + tile.x; }
