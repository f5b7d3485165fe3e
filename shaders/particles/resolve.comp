// Adds the summed light of a batch to the picture and clears the sums. Run twice: for the strips that also use counters, with SPILT,
// and for all others. There are no barriers and few branches, which are slow on CPU rasterisers.
#include "particles/survey.glsl"
#include "particles/light_sum.glsl"

// Invocations side by side take the pixels of one strip or of several, the rows of a group different words of marks.
layout(local_size_x = LANES, local_size_y = ROWS) in;

layout(rgba16f, binding = 0) uniform image2D u_image;  // the picture, linear radiance

uniform uint u_words;  // words of marks in a plane
uniform uint u_scatter;  // coprime to the number of groups

const float HALF_MAX = 65504.0;  // the largest half float
const uint TOGETHER = LANES / STRIP_PIXELS, MARKS_TOGETHER = (1u << TOGETHER) - 1u;  // strips that are handled at once, and their bits

void main()
{
    ivec2 size = imageSize(u_image);
    float across = float(words_across(size)), unit = 1.0 / steps_a_unit();
    uint plane_size = uint(size.x * size.y), rows = gl_WorkGroupSize.y;
    // Neighbouring words one after the other, because they share pages of memory; runs of them scattered over the groups.
    uint run = (u_words + gl_NumWorkGroups.x * rows - 1u) / (gl_NumWorkGroups.x * rows) * rows, word = 0u, bits = 0u;
    uint next = gl_WorkGroupID.x * u_scatter % gl_NumWorkGroups.x * run, end = min(next + run, u_words);
    next += gl_LocalInvocationID.y;
    if (next >= end) return;
    do {
        do {  // until a word has marks
            word = next;
            bits = lit[word];
            next += rows;
        } while (bits == 0u && next < end);
        uint spilt = lit[u_words + word];
        bits &= SPILT == 1 ? spilt : ~spilt;
        float row = floor((float(word) + 0.5) / across);
        uint begin = (word - uint(row * across)) * WORD_PIXELS + gl_LocalInvocationID.x;
        do {
            uint strip = uint(max(findLSB(bits), 0)) / TOGETHER * TOGETHER;
            ivec2 pixel = ivec2(begin + strip * STRIP_PIXELS, int(row));
            if (bits != 0u && pixel.x < size.x) {
                uint place = uint(pixel.y * size.x + pixel.x), sums = light[place];
                if (sums != 0u || SPILT == 1) {
                    vec3 sum = vec3(take_light(place, plane_size, sums)) * unit;
                    vec4 before = imageLoad(u_image, pixel);
                    imageStore(u_image, pixel, vec4(min(before.rgb + sum, HALF_MAX), before.a));
                }
            }
            bits &= ~(MARKS_TOGETHER << strip);
        } while (bits != 0u);
    } while (next < end);
}
