// Gives the list of each tile its place, and removes the counts.
#include "particles/tiles.glsl"

layout(local_size_x = TILES_A_GROUP) in;

void main()
{
    uint tile = gl_GlobalInvocationID.x;
    do {
        uint count = tile < u_tiles ? bins[tile] : 0u;
        if (tile < u_tiles) {
            bins[tile] = 0u;
            bins[size_at(tile)] = count;
            if (count != 0u) bins[end_at(tile)] = atomicAdd(command.placed, count);
        }
        tile += gl_NumWorkGroups.x * gl_WorkGroupSize.x;
    } while (tile < u_tiles);
}
