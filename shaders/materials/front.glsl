// A front of glowing gas that runs outwards in a flat ring of radius 1 around y, drawn in the additive layer: bright where it leads,
// torn into streaks that it leaves behind, and farther ahead on some sides than on others.
/* [parameters]
colour  = { type = "colour", description = "radiance where it leads, linear" }
inner   = { type = "float", low = 0.0, high = 0.99, description = "radius of the hole, where there is no more light" }
sharp   = { type = "float", low = 0.5, description = "how narrow it is: fall-off of its light inwards, per radius" }
torn    = { type = "float", low = 0.0, high = 1.0, description = "share of its light that gaps take" }
*/
#define EMISSION_ONLY
#include "common/noise.glsl"

const float LOBES = 1.6, LAG = 0.22;    // features of the outline in a radius; radii by which sides lag at most
const vec2 STREAKS = vec2(42.0, 9.0);  // features around, features outwards, in a radius
const vec2 GAPS = vec2(0.30, 0.70);    // of the noise: where there is no light, and where there is all
const float LEAD = 0.025;              // radii over which light begins at the outline

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    float away = length(f.object.xz);
    vec2 way = f.object.xz / max(away, 1e-4);
    float behind = 1.0 - LAG * value_noise(vec3(way * LOBES, 3.0)) - away;
    float streaks = smoothstep(GAPS.x, GAPS.y, fbm(vec3(way * STREAKS.x, away * STREAKS.y), 3));
    float light = smoothstep(0.0, LEAD, behind) * exp(-max(behind, 0.0) * u_sharp) * smoothstep(u_inner, 1.0, away);
    s.emission = u_colour * light * mix(1.0, streaks, u_torn);
    return s;
}
