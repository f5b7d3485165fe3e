// Adds the summed light of a batch to the picture and clears the sums. Run twice: for the tiles whose light is in the words only,
// and, with SPILT, for those that also use counters. There are no barriers and few branches, which are slow on CPU rasterisers.
#include "generated/survey_buffer.glsl"
#include "particles/light_sum.glsl"

layout(local_size_x = TILE_SIDE, local_size_y = 2) in;  // each invocation takes every second pixel of a column

layout(rgba16f, binding = 0) uniform image2D u_image;  // the picture, linear radiance

uniform uint u_tiles;  // tiles of the picture

const float HALF_MAX = 65504.0;  // the largest half float

void main()
{
    uint number = gl_WorkGroupID.y * GROUPS_ACROSS + gl_WorkGroupID.x;
    if (number >= (SPILT == 1 ? spilt_groups[3] : plain_groups[3])) return;
    uint tile = tiles[SPILT == 1 ? 2u * u_tiles - 1u - number : u_tiles + number];
    ivec2 size = imageSize(u_image);
    uint across = uint((size.x + TILE.x - 1) / TILE.x), plane_size = uint(size.x * size.y);
    ivec2 corner = ivec2(tile % across, tile / across) * TILE, pixel = corner + ivec2(gl_LocalInvocationID.xy);
    if (any(greaterThanEqual(pixel, size))) return;
    int end = min(corner.y + TILE.y, size.y);
    float unit = survey.unit;
    do {
        uint place = uint(pixel.y * size.x + pixel.x), word = light[place];
        if (word != 0u || SPILT == 1) {
            vec3 sum = vec3(take_light(place, plane_size, word)) * unit;
            vec4 before = imageLoad(u_image, pixel);
            imageStore(u_image, pixel, vec4(min(before.rgb + sum, HALF_MAX), before.a));
        }
        pixel.y += int(gl_WorkGroupSize.y);
    } while (pixel.y < end);
}
