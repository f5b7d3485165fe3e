// Writes sprites into the lists of the tiles that they cover.
#include "particles/tiles.glsl"

layout(local_size_x = SPRITES_A_GROUP) in;

void main()
{
    uint i = gl_GlobalInvocationID.x;
    if (i >= command.binned) return;
    vec4 more = sprites[i].more;
    uint spans = uint(more.z), level = uint(more.w);
    if (spans == 0u) return;
    uvec2 begin = uvec2(more.xy), end = begin + uvec2(spans / SPAN, spans % SPAN), tile = begin;
    do {
        tile.x = begin.x;
        do bins[entry_at(atomicAdd(bins[end_at(tile_of(level, tile))], 1u))] = i; while (++tile.x < end.x);
    } while (++tile.y < end.y);
}
