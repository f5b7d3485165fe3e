// Downsamples the picture to a quarter to half of its size: the finest level of the bloom. 16 bilinear taps cover twice
// the width and height of a texel. Each quarter of them is mixed with the middle, weighted by 1 / (1 + luminance)
// (Karis 2013), so that single bright pixels do not flicker.
#include "common/colour.glsl"
uniform sampler2D u_image;  // the picture, linear light

in vec2 v_uv;
out vec4 f_colour;

const vec3 MAX_RADIANCE = vec3(40.0);  // radiance is clamped to this, so that a mirrored sun does not cover the picture
const vec2 TAP = vec2(0.25, 0.75);  // texels of the level from the middle to the inner and the outer taps

vec3 tap(vec2 way) { return min(textureLod(u_image, v_uv + way, 0.0).rgb, MAX_RADIANCE); }

void main()
{
    vec2 texel = vec2(dFdx(v_uv.x), dFdy(v_uv.y));
    vec3 quarters[4], middle = vec3(0.0), sum = vec3(0.0);
    for (int k = 0; k < 4; k++) {
        vec2 way = (vec2(k & 1, k >> 1) * 2.0 - 1.0) * texel;
        vec3 inner = tap(way * TAP.x);
        quarters[k] = 0.25 * (inner + tap(way * TAP.xy) + tap(way * TAP.yx) + tap(way * TAP.y));
        middle += 0.25 * inner;
    }
    float middle_weight = 1.0 / (1.0 + luminance(middle));
    for (int k = 0; k < 4; k++) {
        float weight = 1.0 / (1.0 + luminance(quarters[k]));
        sum += 0.25 * (weight * quarters[k] + middle_weight * middle) / (weight + middle_weight);
    }
    f_colour = vec4(sum, 1.0);
}
