// Stars, and a red star's corona: radial fall-off with streamers.
#include "common/stars.glsl"
uniform float u_brightness;  // of the stars, radiance factor
uniform float u_band;        // [0, 1]
uniform vec3 u_sun;      // unit: where the star is
uniform float u_reach;   // radians: angular radius of the disc
uniform vec3 u_corona;   // radiance at the limb, linear

vec3 sky(vec3 direction)
{
    float angle = acos(clamp(dot(direction, normalize(u_sun)), -1.0, 1.0)) / max(u_reach, 1e-4);
    vec3 side = normalize(direction - normalize(u_sun) * dot(direction, normalize(u_sun)) + 1e-6);
    float out_of_disc = max(angle - 1.0, 0.0);
    // Streamers grow narrow outwards, and sway.
    float broad = fbm(side * 2.6 + 3.0, 3);
    float streamers = fbm(side * mix(6.0, 10.0, clamp(out_of_disc, 0.0, 1.0)) + vec3(0.0, 0.0, view.time * 0.02), 4);
    float fall = 0.75 * exp(-out_of_disc * 9.0) + exp(-out_of_disc * 3.4) * (0.10 + 1.6 * streamers * streamers * broad)
               + 0.05 * exp(-out_of_disc * 1.1);
    return u_corona * fall + starlight(direction, u_brightness, u_band);
}
