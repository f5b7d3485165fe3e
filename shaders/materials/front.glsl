// A front of glowing gas that runs outwards in a flat ring of radius 1 around y, drawn in the additive layer: bright
// where it leads, torn into streaks that it leaves behind, and farther ahead on some sides than on others.
/* [parameters]
colour  = { type = "colour", description = "radiance where it leads, linear" }
inner   = { type = "float", low = 0.0, high = 0.99, description = "radius of the hole, where there is no more light" }
sharp   = { type = "float", low = 0.5, description = "how narrow it is: fall-off of its light inwards, per radius" }
torn    = { type = "float", low = 0.0, high = 1.0, description = "share of its light that gaps take" }
*/
#define EMISSION_ONLY
#include "common/noise.glsl"

const float LOBES = 2.6, LAG = 0.05;   // features of the outline in a radius; radii by which sides lag at most
const vec2 TONGUES = vec2(5.0, 13.0);  // features around, wide and narrow, in a radius: how far the light reaches inwards
const vec2 REACH = vec2(0.45, 3.2);    // factors on the width of the front, where tongues are shortest and longest
const float STREAKS = 31.0;            // features around of the threads in it
const float WANDER = 0.35;               // features by which threads wander on their way outwards, in a radius
const vec2 GAPS = vec2(0.25, 0.75);    // of the noise: where there is no light, and where there is all
const float LEAD = 0.06;               // radii over which light begins at the outline

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    float away = length(f.object.xz);
    vec2 way = f.object.xz / max(away, 1e-4);
    float behind = 1.0 - LAG * value_noise(vec3(way * LOBES, 3.0)) - away;
    // Tongues of uneven length, so that no gap goes straight across.
    float tongue = 0.5 * (value_noise(vec3(way * TONGUES.x, 7.0)) + value_noise(vec3(way * TONGUES.y, away * TONGUES.x)));
    float wander = WANDER * value_noise(vec3(way * TONGUES.y, away * TONGUES.y));
    float threads = smoothstep(GAPS.x, GAPS.y, fbm(vec3((way + wander * vec2(-way.y, way.x)) * STREAKS, away * TONGUES.y), 4));
    float light = smoothstep(0.0, LEAD, behind) * exp(-max(behind, 0.0) * u_sharp / mix(REACH.x, REACH.y, tongue * tongue))
                * smoothstep(u_inner, 1.0, away) * mix(0.35, 1.0, tongue);
    s.emission = u_colour * light * mix(1.0, threads, u_torn);
    return s;
}
