// The light of a pixel within one sub-frame of an exposure, which stands for a share of the time that the shutter is
// open and of the lens: the mean over several instants in this time, each through another place of the lens. As in
// McGuire et al. 2012, "A Reconstruction Filter for Plausible Motion Blur", Guertin et al. 2014, "A Fast and Stable
// Feature-Aware Motion Blur Filter", and Jimenez 2014, "Next Generation Post Processing in Call of Duty: Advanced
// Warfare", light is gathered along the longest motion nearby, and over the largest circle of confusion. Here each tap
// is one instant, and one surface is chosen for it, so the weights of all taps are equal and light is kept where all
// moves alike. A tap on the lens reads the mean of its share of the circle, so that a glint becomes a disc and not a dot
// for each tap (Jimenez 2014 too).
#include "generated/view.glsl"
#include "common/constants.glsl"

uniform sampler2D u_beauty;  // the picture, linear light, with mip levels if the lens has an aperture
#if LENS
uniform sampler2D u_weighted;  // the picture at half its size, weighted, written by `blur_weights.frag`
#endif
#if KIND == UNEVEN
uniform sampler2D u_spread;  // motion and circle of confusion, written by `blur_spread.frag`
#else
uniform sampler2D u_sparse_spread;  // the same, smaller
#endif

flat in vec2 v_motion;   // the longest motion nearby, pixels to the right and up
flat in float v_radius;  // the largest radius of a circle of confusion nearby, pixels
flat in int v_taps;      // places from which light is gathered
out vec4 f_colour;

const float NEARER = 0.02;      // log2 of distances: what differs by more is another surface
const float GOLDEN_SHARE = 0.618034;
const mat2 GOLDEN_TURN = mat2(-0.737369, 0.675490, -0.675490, -0.737369);  // by the golden angle
const float COVERED = 1.0;  // pixels of a radius over which pixels and their blending leave no gaps between taps
const float LEAST = 1e-4;       // pixels: a shorter motion has no direction

vec4 spread_at(vec2 place)
{
#if KIND == UNEVEN
    return texelFetch(u_spread, clamp(ivec2(place), ivec2(0), textureSize(u_spread, 0) - 1), 0);
#else
    vec2 size = vec2(textureSize(u_sparse_spread, 0));
    return texelFetch(u_sparse_spread, ivec2(place * size / vec2(textureSize(u_beauty, 0))), 0);
#endif
}

// The mip level whose texels are as wide as a tap's share of a circle; the pixels themselves cover a part of it.
float share_level(float side, float radius) { return log2(max(side * (radius - COVERED), 1.0)); }

#if KIND == UNEVEN
// Whether light of a surface is spread from a tap to the pixel. motion, radius: with which the tap was chosen; instant:
// [-0.5, 0.5]; away: on the lens, [0, 1] from its middle.
float reaches(vec4 tap, vec2 motion, float radius, float instant, float away)
{
    float far = length(motion), along = abs(dot(tap.xy, motion)) / max(far, LEAST);
    return clamp(0.5 * along - far * abs(instant) + 1.0, 0.0, 1.0) * clamp(tap.w - radius * away + 1.0, 0.0, 1.0);
}
#endif

void main()
{
    // Without the offset within the pixel, so that the shares of consecutive sub-frames join.
    vec2 size = vec2(textureSize(u_beauty, 0)), texel = 1.0 / size, here = gl_FragCoord.xy + view.offset * size;
    vec4 own = spread_at(here);
    vec3 sum = vec3(0.0);
    float per_tap = 1.0 / float(v_taps), lens = v_radius > 0.0 ? 1.0 : 0.0, number = 0.5;
    vec2 turned = vec2(lens, 0.0);
    float side = lens * sqrt(PI * per_tap);  // side of a square as large as a tap's share of the circle, for each pixel of radius
    float own_level = share_level(side, own.w), other_level = share_level(side, v_radius);
#if LENS
    // Behind the focus what is in focus is left out of means. Before it, it shows through what they cover in part.
    bool behind = own_level >= 0.5 && own.z > log2(view.focus);
#endif
    int i = 0;
    do {
        float away = sqrt(number * per_tap), instant = (v_radius > 0.0 ? fract(GOLDEN_SHARE * number) : number * per_tap) - 0.5;
        vec2 on_lens = away * turned, own_place = here - own.xy * instant + own.w * on_lens;
        float level = own_level;
#if KIND == UNEVEN
        away *= lens;
        // What is behind at this instant: the surface of the pixel, or one farther away where that has gone.
        vec4 tap = spread_at(own_place);
        if (own.z - tap.z > NEARER && reaches(tap, own.xy, own.w, instant, away) < 0.5) own_place = here;
        // What comes before it.
        vec2 other_place = here - v_motion * instant + v_radius * on_lens;
        vec4 other = spread_at(other_place);
        bool before = own.z - other.z > NEARER && reaches(other, v_motion, v_radius, instant, away) >= 0.5;
        own_place = before ? other_place : own_place;
        level = before ? other_level : level;
#endif
#if LENS
        vec4 weighted = textureLod(u_weighted, own_place * texel, level - 1.0);
        vec3 plain = textureLod(u_beauty, own_place * texel, level).rgb;
        sum += behind ? weighted.rgb * (1.0 / weighted.a) : plain;
#else
        sum += textureLod(u_beauty, own_place * texel, level).rgb;
#endif
        turned = GOLDEN_TURN * turned;
        number += 1.0;
    } while (++i < v_taps);
    f_colour = vec4(sum * per_tap, 1.0);
}
