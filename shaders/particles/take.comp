// Adds the summed light of few particles to the picture and clears the sums, as resolve.comp does. It goes through the
// particles instead of the marks of the picture: each takes the sums of its four pixels, and the first one on a pixel
// adds all of it. Patches that also use counters are left to the resolve with SPILT.
#include "particles/survey.glsl"
#include "particles/light_sum.glsl"
#include "particles/places.glsl"

layout(local_size_x = LANES) in;

layout(rgba16f, binding = 0) uniform image2D u_image;  // the picture, linear radiance

uniform uint u_count;  // places to go through, each of which is somewhere

const float HALF_MAX = 65504.0;  // the largest half float

void main()
{
    ivec2 size = imageSize(u_image);
    uint lanes = gl_WorkGroupSize.x, all_lanes = gl_NumWorkGroups.x * lanes;
    float unit = 1.0 / steps_a_unit();
    uint run = (u_count + all_lanes - 1u) / all_lanes * lanes, next = gl_WorkGroupID.x * run, end = min(next + run, u_count);
    next += gl_LocalInvocationID.x;
    if (next >= end) return;
    // Places are listed, because an inner loop that passes over those without light is miscompiled by llvmpipe.
    do {
        ivec2 corner = unpacked_place(places[next]);
        next += lanes;
        int i = 0;
        do {
            ivec2 pixel = corner + ivec2(i & 1, i >> 1);
            if (all(greaterThanEqual(pixel, ivec2(0))) && all(lessThan(pixel, size))) {
                uint word, number, at;
                find_pixel(pixel, size, word, number, at);
#if SPILT
                bool mine = (lit[words_of(size) + word] >> number & 1u) == 0u;
#else
                const bool mine = true;
#endif
                uint sums = mine ? atomicExchange(light[at], 0u) : 0u;
                if (sums != 0u) {
                    vec4 before = imageLoad(u_image, pixel);
                    vec3 sum = vec3(unpack_light(sums)) * unit;
                    imageStore(u_image, pixel, vec4(min(before.rgb + sum, max(before.rgb, HALF_MAX)), before.a));
                }
            }
        } while (++i < 4);
    } while (next < end);
}
