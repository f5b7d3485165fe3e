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
    float streamers = fbm(side * 5.0, 3);
    float out_of_disc = max(angle - 1.0, 0.0);
    float fall = exp(-out_of_disc * 3.2) * (0.35 + 1.1 * streamers * streamers) + 0.16 * exp(-out_of_disc * 0.9);
    return u_corona * fall + starlight(direction, u_brightness, u_band);
}
