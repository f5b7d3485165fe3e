// Empty space: nothing but stars.
#include "common/stars.glsl"
uniform float u_brightness;  // [0, inf) radiance factor
uniform float u_band;        // [0, 1] strength of the faint band

vec3 sky(vec3 direction) { return starlight(direction, u_brightness, u_band); }
