// The air about a planet, drawn on a sphere around it in the additive layer: light that thin air scatters along the
// view ray. Its density falls off exponentially with height. The way through it is Chapman's grazing path in closed
// form, as in Schüler 2012, "An Approximation to the Chapman Grazing-Incidence Function for Atmospheric Scattering"
// (GPU Pro 3).
/* [parameters]
air     = { type = "colour", description = "share of the key light that air seen edge-on scatters, linear" }
top     = { type = "float", low = 1.0, description = "radius of the sphere, in radii of the planet" }
height  = { type = "float", low = 1e-4, description = "scale height of the air, in radii of the planet" }
glow    = { type = "colour", description = "radiance of its own of air seen edge-on, by day and by night, linear" }
density = { type = "float", low = 0.0, description = "optical depth of the air straight down to the ground" }
*/
#define EMISSION_ONLY
#include "common/colour.glsl"
#include "common/constants.glsl"

const vec2 DAY = vec2(-0.22, 0.45);    // cosine of the sun's distance from the zenith: night below, full day above
const float DUSK = 0.35;               // cosine below which light is red, as its way to the place is long
const vec3 DUSK_COLOUR = vec3(1.0, 0.42, 0.20);  // factor on the colour there
const float GRAZING = 4.0 / TAU;         // so that a ray that touches the ground has half of the way of one that passes it
const vec2 FORWARD = vec2(0.8, 6.0);   // added for light that goes on nearly straight, and how narrow that is

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    // The ray enters at f.normal * u_top, in radii of the planet, and passes its middle at the distance `nearest`.
    float inward = u_top * dot(f.normal, f.view);
    vec3 middle = f.normal * u_top - f.view * inward;
    float nearest = length(middle), ground = sqrt(max(1.0 - nearest * nearest, 0.0));
    bool passes = nearest >= 1.0;
    float way = passes ? sqrt(TAU * u_height * nearest) * exp((1.0 - nearest) / u_height)
                       : u_height * inversesqrt(ground * ground + GRAZING * u_height);
    vec3 place = normalize(passes ? middle : middle + f.view * ground);
    float sun = -dot(place, view.key_direction);
    float ahead = dot(view.key_direction, f.view);
    vec3 tint = mix(DUSK_COLOUR, vec3(1.0), smoothstep(DAY.x, DUSK, sun)) * (1.0 + FORWARD.x * pow(max(ahead, 0.0), FORWARD.y));
    s.emission = u_air * view.key_colour * tint * smoothstep(DAY.x, DAY.y, sun);
    s.emission = (s.emission + u_glow) * (1.0 - exp(-u_density * way / u_height));
    return s;
}
