// Adds the summed light of a batch to the picture and clears the sums. Run twice: for the tiles whose light is in the words only,
// and, with SPILT, for those that also use counters. There are no barriers and few branches, which are slow on CPU rasterisers.
#include "particles/survey.glsl"
#include "particles/light_sum.glsl"

layout(local_size_x = TILE_SIDE) in;

layout(rgba16f, binding = 0) uniform image2D u_image;

const float HALF_MAX = 65504.0;  // the largest half float

// Alternates between top and bottom: a CPU rasteriser gives each core a contiguous range of groups, and half of the picture may be
// empty.
uint from_both_ends(uint group, uint groups) { return (group & 1u) == 0u ? group / 2u : groups - 1u - group / 2u; }

void main()
{
    ivec2 size = imageSize(u_image), tile = ivec2(gl_WorkGroupID.x, from_both_ends(gl_WorkGroupID.y, gl_NumWorkGroups.y)), pixel = tile * TILE + ivec2(gl_LocalInvocationID.x, 0);
    uint at = tile_at(tile, size), plane_size = uint(size.x * size.y);
    bool touched = tiles[at] != 0u, spilt = tiles[at + 1u] != 0u;
    if ((SPILT == 1) != spilt || !(touched || spilt) || pixel.x >= size.x) return;
    int end = min(pixel.y + TILE.y, size.y);
    float unit = survey.unit;
    do {
        uint place = uint(pixel.y * size.x + pixel.x), word = light[place];
        if (word != 0u || SPILT == 1) {
            vec3 sum = vec3(take_light(place, plane_size, word)) * unit;
            vec4 before = imageLoad(u_image, pixel);
            imageStore(u_image, pixel, vec4(min(before.rgb + sum, HALF_MAX), before.a));
        }
    } while (++pixel.y < end);
}
