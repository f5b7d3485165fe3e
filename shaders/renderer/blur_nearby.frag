// What is spread farthest in a tile and those beside it, and how the tile is blurred.
#include "common/constants.glsl"
#include "generated/detail.glsl"
uniform float u_seen, u_seen_radius;  // pixels: a shorter motion and a smaller radius do not show
uniform sampler2D u_widest;  // a texel for each tile, written by `blur_widest.frag`
out vec4 f_colour;  // xy: the longest motion, pixels to the right and up; z: number of taps, negative in an uneven tile, 0: no blur; w: largest radius, pixels

const float LONGEST = 32.0;          // pixels: a motion is not longer, so that it reaches no farther than the tile beside
const float ALIKE = 0.35, ALIKE_PIXELS = 2.0;  // what differs by less than this share of motion and radius, or these pixels, is alike
const float APART = 2.0;             // pixels between taps along a motion
const float LEAST_TAPS = 2.0;

void main()
{
    ivec2 tile = ivec2(gl_FragCoord.xy), last = textureSize(u_widest, 0) - 1;
    vec4 widest = vec4(0.0);
    float longest = -1.0, apart = 0.0;
    for (int i = 0; i < 9; i++) {
        vec4 one = texelFetch(u_widest, clamp(tile + ivec2(i % 3, i / 3) - 1, ivec2(0), last), 0);
        float squared = dot(one.xy, one.xy);
        widest.xy = squared > longest ? one.xy : widest.xy;
        widest.w = max(widest.w, one.w);
        longest = max(longest, squared);
    }
    for (int i = 0; i < 9; i++) {
        vec4 one = texelFetch(u_widest, clamp(tile + ivec2(i % 3, i / 3) - 1, ivec2(0), last), 0);
        apart = max(apart, max(distance(one.xy, widest.xy), widest.w - one.w) + one.z);
    }
    float far = min(length(widest.xy), LONGEST), radius = widest.w < u_seen_radius ? 0.0 : widest.w;
    float taps = clamp(ceil(max(far / APART + 1.0, PI * radius * radius / float(BLUR_AREA))), LEAST_TAPS, float(BLUR_TAPS));
    float kind = far <= u_seen && radius == 0.0 ? 0.0 : apart < max(ALIKE * max(far, radius), ALIKE_PIXELS) ? 1.0 : -1.0;
    f_colour = vec4(widest.xy * min(1.0, LONGEST / sqrt(max(longest, 1.0))), kind * taps, radius);
}
