// A sky of stars only.
#include "common/stars.glsl"
/* [parameters]
brightness = { type = "float", low = 0.0, description = "factor on the radiance of the stars" }
band       = { type = "float", low = 0.0, high = 1.0, description = "strength of the faint band of stars" }
*/

// All but the stars themselves varies slowly.
vec4 sky_form(vec3 direction)
{
    return vec4(u_brightness * u_band * band_light(direction, star_clouds(direction, STAR_CLOUD_OCTAVES)), 0.0);
}

vec3 sky(vec3 direction, vec4 form) { return form.rgb; }

float star_brightness(vec3 direction) { return u_brightness; }
