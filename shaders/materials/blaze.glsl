// Gas about a sphere that a burst in it lights up, drawn in the additive layer on the far side of a larger sphere, so
// that all that stands before it is dark against it: brightest along the limb, torn into rays outwards.
/* [parameters]
hot   = { type = "colour", description = "radiance along the limb, linear" }
cool  = { type = "colour", description = "radiance farther out, where the gas is thin, at the limb, linear" }
inner = { type = "float", low = 1e-3, high = 1.0, description = "radius of the sphere in the middle, in radii of the larger one" }
width = { type = "float", low = 1e-3, description = "distance over which the light falls by a factor e, in radii of the sphere in the middle" }
*/
#define EMISSION_ONLY
#include "common/noise.glsl"

const vec2 RAYS = vec2(3.0, 11.0);   // features around, of broad and of narrow rays
const vec2 REACH = vec2(0.45, 1.5);  // factors on the width, between rays and in them
const float APART = 3.0;             // places of the noise between both
const float HOTTER = 2.5;            // power by which the hot light is narrower
const vec2 EDGE = vec2(0.6, 1.0);    // radii of the larger sphere between which the light ends

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    // Of the larger sphere: where the view ray passes its middle.
    vec3 passed = f.normal - f.view * dot(f.normal, f.view);
    float nearest = length(passed), away = max(nearest / u_inner - 1.0, 0.0);
    vec3 way = passed / max(nearest, 1e-4);
    float ray = 0.5 * (value_noise(way * RAYS.x + APART) + value_noise(way * RAYS.y));
    float light = exp(-away / (u_width * mix(REACH.x, REACH.y, ray)));
    s.emission = (u_cool * light + u_hot * pow(max(light, 0.0), HOTTER)) * (1.0 - smoothstep(EDGE.x, EDGE.y, nearest));
    return s;
}
