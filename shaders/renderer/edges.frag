// Anti-aliasing of the graded picture of several samples per pixel: the steps of a nearly horizontal or vertical edge
// become ramps (after Lottes 2011, "FXAA 3.11", without its blur of single pixels). The edges of what is much brighter
// than white have steps at any number of samples, because a small share of its light is white already.
#include "renderer/brightness.glsl"

in vec2 v_uv;
out vec4 f_colour;

const float SEEN = 0.15, SEEN_SHARE = 0.3;  // least contrast of an edge: absolute, and of its brighter side
const float ENDED = 0.25;      // of the contrast across an edge: where it has changed by more along the edge, the edge ends
const float LONGER = 1.4;      // factor on each step of the search for the ends
const float FARTHEST = 14.0;   // pixels that the search covers

void main()
{
    ivec2 size = textureSize(u_image, 0), pixel = ivec2(gl_FragCoord.xy);
    vec2 texel = 1.0 / vec2(size);
    float m = brightness(pixel, size);
    float n = brightness(pixel + ivec2(0, 1), size), s = brightness(pixel - ivec2(0, 1), size);
    float e = brightness(pixel + ivec2(1, 0), size), w = brightness(pixel - ivec2(1, 0), size);
    float ne = brightness(pixel + ivec2(1, 1), size), sw = brightness(pixel - ivec2(1, 1), size);
    float nw = brightness(pixel + ivec2(-1, 1), size), se = brightness(pixel + ivec2(1, -1), size);
    float high = max(m, max(max(n, s), max(e, w))), low = min(m, min(min(n, s), min(e, w)));
    bool flat_edge = 2.0 * abs(n + s - 2.0 * m) + abs(ne + se - 2.0 * e) + abs(nw + sw - 2.0 * w)
                  >= 2.0 * abs(e + w - 2.0 * m) + abs(ne + nw - 2.0 * n) + abs(se + sw - 2.0 * s);
    // The edge lies between the pixel and that one of its neighbours across the edge which differs more.
    vec2 beyond = flat_edge ? vec2(n, s) : vec2(e, w), change = abs(beyond - m);
    bool first = change.x >= change.y;
    vec2 across = (flat_edge ? vec2(0.0, texel.y) : vec2(texel.x, 0.0)) * (first ? 1.0 : -1.0);
    vec2 along = flat_edge ? vec2(texel.x, 0.0) : vec2(0.0, texel.y), border = v_uv + 0.5 * across;
    float mean = 0.5 * (m + (first ? beyond.x : beyond.y)), ended = ENDED * max(change.x, change.y);
    bool edge = high - low >= max(SEEN, SEEN_SHARE * high), again = edge;
    // Both ends: distance, pixels, and brightness of the border there, beyond the mean.
    vec2 away = vec2(0.0), there = vec2(0.0);
    float stride = edge ? 1.0 : 0.0;
    do {
        bvec2 going = lessThan(abs(there), vec2(ended));
        away += mix(vec2(0.0), vec2(stride), going);
        vec2 found = vec2(luminance(textureLod(u_image, border + along * away.x, 0.0).rgb),
                          luminance(textureLod(u_image, border - along * away.y, 0.0).rgb)) - mean;
        there = mix(there, found, going);
        stride *= LONGER;
        again = again && any(lessThan(abs(there), vec2(ended))) && max(away.x, away.y) < FARTHEST;
    } while (again);
    // Beyond the nearer end the edge goes on one pixel aside: on this side or on the other one. Half of the ramp lies
    // on this one.
    bool nearer = away.x <= away.y;
    bool aside = ((nearer ? there.x : there.y) < 0.0) != (m < mean);
    float share = edge && aside ? 0.5 - min(away.x, away.y) / max(away.x + away.y, 1e-6) : 0.0;
    f_colour = vec4(textureLod(u_image, v_uv + share * across, 0.0).rgb, 1.0);
}
