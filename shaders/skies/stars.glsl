// A sky of stars only.
#include "common/stars.glsl"
/* [parameters]
brightness = { type = "float", low = 0.0, description = "factor on the radiance of the stars" }
band       = { type = "float", low = 0.0, high = 1.0, description = "strength of the faint band of stars" }
*/

vec4 sky_form(vec3 direction) { return vec4(star_clouds(direction, STAR_CLOUD_OCTAVES), vec3(0.0)); }

vec3 sky(vec3 direction, vec4 form) { return starlight(direction, u_brightness, u_band, form.x); }
