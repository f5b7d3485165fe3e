// Adds the light of listed sprites to the picture, one tile after the other: the picture and the depth of the scene are
// read once per pixel instead of once per pixel of each sprite. Light is summed as integers, so that the order of the
// lists has no effect.
#include "particles/tiles.glsl"

// An invocation sums ROWS_EACH pixels of a column.
layout(local_size_x = TILE_WIDTH, local_size_y = ROWS) in;

layout(rgba16f, binding = 0) uniform image2D u_image;  // the picture, linear radiance

uniform sampler2D u_depth;  // depth of the scene, [0, 1]
uniform uint u_scatter;     // coprime to the number of groups
uniform uint u_finest;      // tiles of level 0

const float HALF_MAX = 65504.0;  // the largest half float
const float MOST_SUM = 2147483000.0;  // the largest sum, a number of steps

void main()
{
    // Neighbouring tiles one after the other, because they share pages of memory; runs of them scattered over the
    // groups.
    uint run = (u_finest + gl_NumWorkGroups.x - 1u) / gl_NumWorkGroups.x;
    uint next = gl_WorkGroupID.x * u_scatter % gl_NumWorkGroups.x * run, last = min(next + run, u_finest), levels = command.levels;
    if (levels == 0u || next >= last) return;
    ivec2 size = imageSize(u_image);
    float brightest = uintBitsToFloat(command.brightest);
    do {
        uvec2 tile;
        uint count;
        do {  // until a tile has sprites
            tile = uvec2(next % u_levels[0].y, next / u_levels[0].y);
            count = 0u;
            uint bits = levels;
            do {
                uint level = uint(findLSB(bits));
                count += bins[size_at(tile_of(level, tile >> level))];
                bits &= bits - 1u;
            } while (bits != 0u);
            next++;
        } while (count == 0u && next < last);
        if (count == 0u) return;
        float steps_a_unit = (MOST_SUM / float(count) - 1.0) / brightest;
        ivec2 corner = ivec2(tile * uvec2(TILE_WIDTH, TILE_HEIGHT) + gl_LocalInvocationID.xy * uvec2(1, ROWS_EACH));
        float depth[ROWS_EACH];
        ivec3 sums[ROWS_EACH];
        for (int row = 0; row < ROWS_EACH; row++) {
            depth[row] = texelFetch(u_depth, min(corner + ivec2(0, row), size - 1), 0).r;
            sums[row] = ivec3(0);
        }
        uint bits = levels, summed = 0u;
        do {
            uint listed, here;
            do {  // until a level has sprites
                uint level = uint(findLSB(bits));
                bits &= bits - 1u;
                listed = tile_of(level, tile >> level);
                here = bins[size_at(listed)];
            } while (here == 0u);
            summed += here;
            uint end = entry_at(bins[end_at(listed)]), i = end - here;
            do {
                uint sprite = bins[i];
                vec4 place = sprites[sprite].place, form = sprites[sprite].form;
                vec3 light = sprites[sprite].light.rgb * steps_a_unit;
#if STREAKS
                float even = sprites[sprite].light.a;
#endif
                vec2 from_centre = vec2(corner) + 0.5 - place.xy, disc = vec2(dot(form.xy, from_centre), dot(form.zw, from_centre));
                for (int row = 0; row < ROWS_EACH; row++) {
#if STREAKS
                    vec2 from_end = at_end(disc, even);
                    float profile = max(1.0 - dot(from_end, from_end), 0.0);
#else
                    float profile = max(1.0 - dot(disc, disc), 0.0);
#endif
                    profile *= profile;
                    float soft = clamp(0.5 + (place.z - depth[row]) * place.w, 0.0, 1.0);
                    sums[row] += ivec3(light * (profile * profile * soft) + 0.5);
                    disc += form.yw;
                }
            } while (++i < end);
        } while (summed < count);
        for (int row = 0; row < ROWS_EACH; row++) {
            ivec2 pixel = corner + ivec2(0, row);
            if (all(lessThan(pixel, size)) && sums[row] != ivec3(0)) {
                vec4 before = imageLoad(u_image, pixel);
                imageStore(u_image, pixel, vec4(min(before.rgb + vec3(sums[row]) / steps_a_unit, HALF_MAX), before.a));
            }
        }
    } while (next < last);
}
