// Glowing gas along field lines. tint.r: strand, tint.g: a number of the strand's own.
/* [parameters]
brightness = { type = "float", description = "radiance of the star's disc" }
colour     = { type = "colour", description = "colour of the light, linear" }
activity   = { type = "float", low = 0.0, high = 2.0, description = "activity of the star, as in the material of its face" }
*/
#define EMISSION_ONLY

const vec3 GAS = vec3(1.0, 0.8, 1.2);  // factor on the star's colour
const float LIGHT = 0.15;               // of the radiance of the disc, at activity 1
const float HEIGHTS = 4.0;             // scale heights in a radius of the star

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    float height = max(length(f.object) - 1.0, 0.0);
    float knots = moving_fbm(f.object * 75.0 + vec3(0.0, 0.0, f.tint.g * 9.0), 2, vec3(0.0, 0.25, 0.0));
    // The way through a round strand of gas, longest through its middle; the gas thins out towards its side.
    float facing = max(dot(f.normal, f.view), 0.0);
    s.emission = u_colour * GAS * u_brightness * u_activity * LIGHT
               * mix(0.05, 1.0, smoothstep(0.35, 0.75, knots)) * facing * facing * facing * exp(-height * HEIGHTS);
    return s;
}
