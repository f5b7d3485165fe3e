// Adds the summed light of a batch to the picture and clears the sums. Run twice: for the patches that also use
// counters, with SPILT, and for all others. There are no barriers and few branches, which are slow on CPU rasterisers.
#include "particles/survey.glsl"
#include "particles/light_sum.glsl"

// Invocations side by side take the pixels of one patch or of several, the rows of a group different words of marks.
layout(local_size_x = LANES, local_size_y = ROWS) in;

layout(rgba16f, binding = 0) uniform image2D u_image;  // the picture, linear radiance

uniform uint u_count;    // words of marks to go through: those of a list after the planes of marks, with LISTED, else of a plane
uniform uint u_scatter;  // coprime to the number of groups

const float HALF_MAX = 65504.0;  // the largest half float
const uint TOGETHER = LANES / PATCH_PIXELS, MARKS_TOGETHER = (1u << TOGETHER) - 1u;  // patches that are handled at once, and their bits

void main()
{
    ivec2 size = imageSize(u_image);
    uint words = words_of(size), plane_size = words * PATCHES * PATCH_PIXELS, rows = gl_WorkGroupSize.y;
    float across = float(words_across(size)), unit = 1.0 / steps_a_unit();
    uint own = gl_LocalInvocationID.x, own_patch = own / PATCH_PIXELS;
    ivec2 in_patch = ivec2(own % PATCH_WIDTH, own % PATCH_PIXELS / PATCH_WIDTH);
    // Neighbouring words one after the other, because they share pages of memory; runs of them scattered over the
    // groups.
    uint run = (u_count + gl_NumWorkGroups.x * rows - 1u) / (gl_NumWorkGroups.x * rows) * rows, word = 0u, bits = 0u;
    uint next = gl_WorkGroupID.x * u_scatter % gl_NumWorkGroups.x * run, end = min(next + run, u_count);
    next += gl_LocalInvocationID.y;
    if (next >= end) return;
    float touched = 0.0;
    do {
#if LISTED
        word = lit[2u * words + next];
        bits = lit[word];
        next += rows;
#else
        do {  // until a word has marks
            word = next;
            bits = lit[word];
            next += rows;
        } while (bits == 0u && next < end);
#endif
        uint spilt = lit[words + word];
        bits &= SPILT == 1 ? spilt : ~spilt;
        float row = floor((float(word) + 0.5) / across);
        ivec2 corner = ivec2(word - uint(row * across), row) * ivec2(WORD_WIDTH, WORD_HEIGHT) + in_patch;
#if LISTED
        // The rows of the picture under a word are far apart in memory: each invocation reads a pixel of each row of
        // another patch, so that the patches find them in the cache; where fewer are marked, of the first one of the
        // word.
        uint from_here = bits, passed = 0u;
        while (passed < own) { from_here &= from_here - 1u; passed++; }
        uint first = uint(max(findLSB(from_here), 0));
        ivec2 ahead = corner - in_patch + ivec2(first % PATCHES_ACROSS, first / PATCHES_ACROSS) * ivec2(PATCH_WIDTH, PATCH_HEIGHT);
        for (int y = 0; y < PATCH_HEIGHT; y++) touched = min(touched, imageLoad(u_image, ahead + ivec2(0, y)).r);
#endif
        do {
            uint number = uint(max(findLSB(bits), 0)) / TOGETHER * TOGETHER, mine = number + own_patch;
            ivec2 pixel = corner + ivec2(mine % PATCHES_ACROSS, mine / PATCHES_ACROSS) * ivec2(PATCH_WIDTH, PATCH_HEIGHT);
            if (bits != 0u && all(lessThan(pixel, size))) {
                uint place = (word * PATCHES + number) * PATCH_PIXELS + own, sums = light[place];
                // All pixels of the patch alike: a branch for each that is lit costs more than the sums of the others,
                // which are 0.
                vec3 sum = vec3(take_light(place, plane_size, sums)) * unit;
                vec4 before = imageLoad(u_image, pixel);
                imageStore(u_image, pixel, vec4(min(before.rgb + sum, max(before.rgb, HALF_MAX)), before.a));
            }
            bits &= ~(MARKS_TOGETHER << number);
        } while (bits != 0u);
    } while (next < end);
    if (touched < -HALF_MAX) light[0] = 0u;  // never, but the compiler keeps the reads
}
