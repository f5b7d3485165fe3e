// A front of glowing gas that runs outwards, drawn on a sphere in the additive layer: seen edge-on it is bright, and it is torn into streaks.
/* [parameters]
colour  = { type = "colour", description = "radiance at its edge, linear" }
sharp   = { type = "float", low = 0.5, description = "how narrow its edge is: power of the slant" }
torn    = { type = "float", low = 0.0, high = 1.0, description = "share of its light that gaps take" }
*/
#define EMISSION_ONLY
#include "common/noise.glsl"
#include "common/relief.glsl"

const float FEATURES = 5.0;  // a radius
const vec2 GAPS = vec2(0.25, 0.75);  // of the noise: where there is no light, and where there is all

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    float slant = 1.0 - max(dot(f.normal, f.view), 0.0);
    float streaks = smoothstep(GAPS.x, GAPS.y, fbm_slope(f.object * FEATURES, 3, FEATURES * pixel_in_model(f)).w);
    // Its outline is soft, too: at the very edge the way through the shell is short.
    s.emission = u_colour * pow(max(slant, 0.0), u_sharp) * smoothstep(0.0, 0.18, 1.0 - slant) * mix(1.0, streaks, u_torn);
    return s;
}
