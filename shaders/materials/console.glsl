// The console's crystals. values.x: brightness of each, 0..1.
#include "common/inside.glsl"
#include "common/noise.glsl"
/* [parameters]
colour = { type = "colour", description = "tint, linear" }
light  = { type = "colour", description = "radiance of a crystal at full brightness" }
touch  = { type = "vec3", unit = "m", description = "where the console is touched, in model space" }
spread = { type = "float", unit = "m", low = 0.0, neutral = 0.0, description = "how far light has run from there" }
*/

const float BEVEL = 0.010;      // m
const float RIM = 3.3 * BEVEL;  // m: edges gather light
const float IOR = 1.54;         // quartz
const vec2 DEPTHS = vec2(0.03, 0.11), PLANES = vec2(9.0, 4.0);  // of near and far fracture planes: m below the face; per m
const float CORNER = 0.09;      // m from an edge over which the body becomes as thick as it is
const vec2 ROUGHNESS = vec2(0.06, 0.14);  // least, added by face and veins
const float RELIEF = 0.03;                // by how much veins and planes bend the normal
const vec2 ALBEDO = vec2(0.06, 0.22);     // of the body, added at fracture planes: factors on the tint
const vec3 AWAKE = vec3(0.035, 0.55, 0.42); // light of the body, of fracture planes, of edges: factors on the radiance
const vec2 FACETS = vec2(0.3, 1.5);       // factors on the light of the darkest and of the brightest face
const vec2 LIT_FROM = vec2(0.75, 2.1);    // m over the floor: light gathers from the lower to the upper, towards the tips
const vec2 GATHERED = vec2(0.30, 1.35);   // factors on the light there
const float POOL = 0.17, FRONT = 0.07;    // m: of the light under the touch; of the front that runs from it
const vec2 POOL_LIGHT = vec2(1.1, 0.7);   // of these, factors on the radiance
const float POOL_EVEN = 0.3;               // share of that light which no plane or vein scatters
const float FADES = 1.0;                  // m that the front runs until it is gone
const float EDGE_REFLECTION = 0.5;        // share of the environment that edges reflect
const float SURROUNDINGS = 0.35;          // share of the light around that comes through the body

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    float awake = f.values.x;
    Inside i = inside(f, f.normal, IOR);
    float veins = ridged((f.object + i.ray * DEPTHS.x) * vec3(9.0, 3.0, 9.0), 2);
    vec3 planes = fractures(i, f.object, i.ray, DEPTHS, PLANES, 80);
    float edge = edge_cover(f, RIM);
    vec3 left = mix(vec3(1.0), u_colour, 1.0 - exp(-f.edge_distance / CORNER));
    s.albedo = u_colour * f.tint.rgb * (ALBEDO.x + ALBEDO.y * planes.z);
    s.roughness = ROUGHNESS.x + ROUGHNESS.y * (0.5 * i.facet + 0.5 * veins);
    s.translucency = 0.4;
    s.specular = 1.7;
    bevel(s, f, BEVEL, 1.0, (vec3(veins, planes.xy) - 0.5) * RELIEF);
    float lit = awake * mix(FACETS.x, FACETS.y, i.facet * i.facet) * mix(GATHERED.x, GATHERED.y, smoothstep(LIT_FROM.x, LIT_FROM.y, f.object.y));
    float away = distance(f.object, u_touch), behind_front = (away - u_spread) / FRONT;
    float pool = POOL_LIGHT.x * exp(-away * away / (POOL * POOL)) * clamp(u_spread / POOL, 0.0, 1.0)
               + POOL_LIGHT.y * exp(-behind_front * behind_front) * max(1.0 - u_spread / FADES, 0.0);
    s.emission = u_light * (u_spread > 0.0 ? pool * (POOL_EVEN + planes.z + veins) : 0.0)
               + u_light * lit * (left * (AWAKE.x + AWAKE.y * planes.z * (0.5 + veins)) + AWAKE.z * edge)
               + left * environment_radiance(-f.view) * (SURROUNDINGS * (0.5 + planes.z))
               + edge * EDGE_REFLECTION * environment_radiance(reflect(-f.view, s.normal));
    return s;
}
