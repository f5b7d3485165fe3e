// What a sky of stars has besides them: a faint band with dark rifts, of stars that are too faint to be told apart.
#include "common/noise.glsl"
#include "generated/stars.glsl"
const vec2 BAND_EDGE = vec2(0.9, 0.42);       // widths by which clouds shift the band; of the rift in its middle
const float RIFT = 0.75;                      // share of its light that the rift takes
const int STAR_CLOUD_OCTAVES = 4;
const vec3 BAND_COLOUR = vec3(0.036, 0.028, 0.026);  // radiance

// Clouds of faint stars, [0, 1], which vary slowly.
float star_clouds(vec3 direction, int octaves) { return fbm(direction * 6.0, octaves); }

// Radiance of the band, of full strength. clouds: of `star_clouds`.
vec3 band_light(vec3 direction, float clouds)
{
    float off = dot(direction, BAND_POLE) / BAND_WIDTH + BAND_EDGE.x * (clouds - 0.5), rift = off / BAND_EDGE.y;
    return BAND_COLOUR * exp(-off * off) * smoothstep(0.2, 0.8, clouds) * (1.0 - RIFT * exp(-rift * rift));
}
