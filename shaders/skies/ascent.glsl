// From under red cloud, through it, to where the limb is thin and the sky is black.
// Air of scale height 1 (in units of `u_altitude`): light scattered towards the eye falls off with height and is
// strongest along the horizon, where the ray's way through the air is longest (Chapman's grazing path, in the
// analytic form of Schüler 2012, GPU Pro 3).
#include "common/stars.glsl"
/* [parameters]
altitude = { type = "float", low = 0.0, high = 1.0, description = "height of the eye: 0 is below the clouds, 1 is space" }
air      = { type = "colour", description = "radiance of the air at the horizon, linear" }
cloud    = { type = "colour", description = "colour of clouds in the light, linear" }
sun      = { type = "direction", description = "towards the sun" }
speed    = { type = "float", description = "how fast clouds pass" }
*/

const float HEIGHTS = 7.0;        // scale heights between 0 and 1
const float CLOUD_TOP = 0.42;     // altitude
// A turn that takes the noise's lattice out of line with the horizon.
const mat3 ASKEW = mat3(0.60, 0.64, -0.48, -0.80, 0.48, -0.36, 0.0, 0.60, 0.80);
const float CURVE = 0.30;         // how far the horizon sinks at altitude 1

float clouds(vec2 place) { return smoothstep(0.42, 0.78, moving_fbm(vec3(place * 1.7, 0.0), 5, vec3(0.0, 1.7 * u_speed, 0.03))); }

vec3 sky(vec3 direction)
{
    float thin = exp(-u_altitude * HEIGHTS * 0.62);
    float horizon = -CURVE * u_altitude * u_altitude * 1.6;
    float above = direction.y - horizon;
    float sunward = max(dot(direction, normalize(u_sun)), 0.0);
    // The way through the air: long at the horizon, short overhead.
    float way = 1.0 / (max(above, 0.0) * 6.0 + 0.16);
    vec3 air = u_air * (1.0 - exp(-thin * way * 1.3)) * (0.35 + 0.65 * sunward) ;
    air += u_air * vec3(1.0, 0.65, 0.4) * pow(max(sunward, 0.0), 24.0) * 2.5 * thin;
    // The limb: a bright, thin band where the air is seen edge-on.
    float from_limb = above / mix(0.10, 0.016, u_altitude), limb = exp(-from_limb * from_limb);
    air += u_air * limb * mix(0.2, 1.6, u_altitude) * (0.25 + sunward);
    vec3 light = air + starlight(direction, 0.6, 0.8) * smoothstep(0.45, 0.9, u_altitude) * step(0.0, above) * (1.0 - 0.9 * limb);
    if (above < 0.0) {
        // The deck of cloud below, in perspective; further off it fades into the air.
        float gap = max(u_altitude - 0.12, 0.02);
        float far = gap / max(-above, 0.004);
        vec2 place = direction.xz * far * 2.4;
        // Far off the clouds are smaller than a pixel: they fade to their mean.
        float seen = exp(-far * 0.22);
        float cover = clouds(place);
        float relief = cover - clouds(place + normalize(u_sun).xz * 0.06);
        cover = mix(0.42, cover, seen);
        relief *= seen;
        vec3 deck = u_cloud * (0.10 + 0.55 * cover + 1.6 * max(relief, 0.0)) * (0.35 + sunward);
        light = mix(deck, air, clamp(far * 0.10, 0.0, 1.0) * mix(1.0, 0.5, u_altitude));
    }
    // Within the clouds: billows rush past.
    float inside = smoothstep(0.0, 0.05, u_altitude) * (1.0 - smoothstep(CLOUD_TOP - 0.14, CLOUD_TOP, u_altitude));
    if (inside > 0.0) {
        vec3 p = ASKEW * direction * 3.6, rush = vec3(0.0, u_speed * 2.2, 0.0);
        float billow = moving_fbm(p + 0.7 * moving_fbm(p * 2.0, 2, rush * 2.0), 6, rush);
        vec3 cloud = u_cloud * (0.12 + 0.85 * smoothstep(0.3, 0.75, billow)) * (0.4 + 0.8 * sunward);
        light = mix(light, cloud, smoothstep(0.0, 0.7, inside) * smoothstep(0.62 - 0.6 * inside, 0.80 - 0.45 * inside, billow + 0.12));
    }
    return light;
}
