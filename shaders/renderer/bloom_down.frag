// Downsamples a picture to half size with 13 taps (Jimenez 2014, "Next Generation Post Processing in Call of Duty").
// The first level weights each group by 1 / (1 + luminance) (Karis 2013), so that single bright pixels do not flicker.
#include "common/colour.glsl"
uniform sampler2D u_image;  // the finer level, linear light
uniform int u_first;  // 1 on the first level

in vec2 v_uv;
out vec4 f_colour;

const vec3 MAX_RADIANCE = vec3(40.0);  // radiance is clamped to this, so that a mirrored sun does not cover the picture
const float CORNER_WEIGHT = 0.125;  // of each of the four outer groups; the middle one has a half

vec3 tap(vec2 texel, float x, float y) { return min(textureLod(u_image, v_uv + texel * vec2(x, y), 0.0).rgb, MAX_RADIANCE); }
float group_weight(vec3 mean) { return u_first == 1 ? 1.0 / (1.0 + luminance(mean)) : 1.0; }

void main()
{
    vec2 t = 1.0 / vec2(textureSize(u_image, 0));
    vec3 a = tap(t, -2., 2.), b = tap(t, 0., 2.), c = tap(t, 2., 2.);
    vec3 d = tap(t, -2., 0.), e = tap(t, 0., 0.), f = tap(t, 2., 0.);
    vec3 g = tap(t, -2., -2.), h = tap(t, 0., -2.), i = tap(t, 2., -2.);
    vec3 middle = (tap(t, -1., 1.) + tap(t, 1., 1.) + tap(t, -1., -1.) + tap(t, 1., -1.)) * 0.25;
    vec3 groups[5] = vec3[](middle, (a + b + d + e) * 0.25, (b + c + e + f) * 0.25, (d + e + g + h) * 0.25, (e + f + h + i) * 0.25);
    vec3 sum = vec3(0.0);
    float total = 0.0;
    for (int k = 0; k < 5; k++) {
        float weight = (k == 0 ? 0.5 : CORNER_WEIGHT) * group_weight(groups[k]);
        sum += groups[k] * weight;
        total += weight;
    }
    f_colour = vec4(sum / total, 1.0);
}
