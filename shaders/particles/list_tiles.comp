// Lists the tiles that a batch has lit, and clears their marks. One work group; the order of the list does not matter, because
// each tile is resolved by itself.
#include "particles/light_sum.glsl"

layout(local_size_x = 256) in;

uniform uint u_tiles;  // tiles of the picture

uint rows(uint groups) { return (groups + GROUPS_ACROSS - 1u) / GROUPS_ACROSS; }

shared uint plain_tiles, spilt_tiles;

void main()
{
    uint me = gl_LocalInvocationID.x, count = u_tiles;
    if (me == 0u) { plain_tiles = 0u; spilt_tiles = 0u; }
    barrier();
    for (uint tile = me; tile < count; tile += gl_WorkGroupSize.x) {
        uint mark = tiles[tile];
        tiles[tile] = 0u;
        // From the front: tiles whose light is in the words only. From the back: those that also use counters.
        if (mark == LIT_MARK) tiles[count + atomicAdd(plain_tiles, 1u)] = tile;
        else if (mark != 0u) tiles[2u * count - 1u - atomicAdd(spilt_tiles, 1u)] = tile;
    }
    barrier();
    if (me != 0u) return;
    plain_groups[0] = min(plain_tiles, GROUPS_ACROSS); plain_groups[1] = rows(plain_tiles); plain_groups[2] = 1u; plain_groups[3] = plain_tiles;
    spilt_groups[0] = min(spilt_tiles, GROUPS_ACROSS); spilt_groups[1] = rows(spilt_tiles); spilt_groups[2] = 1u; spilt_groups[3] = spilt_tiles;
}
