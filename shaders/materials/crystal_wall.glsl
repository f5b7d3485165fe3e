// Walls of translucent crystal, seen from inside: lit from within, veined along their growth, with fracture planes in
// the volume.
#include "common/cracks.glsl"
#include "common/narrow.glsl"
/* [parameters]
colour       = { type = "colour", description = "tint, linear" }
glow         = { type = "float", description = "radiance from within" }
crack        = { type = "float", low = 0.0, high = 1.0, neutral = 0.0, description = "how far cracks have run" }
crack_origin = { type = "vec3", unit = "m", description = "where cracks begin, in model space" }
crack_reach  = { type = "float", unit = "m", description = "how far cracks have run at crack 1" }
crack_glow   = { type = "float", description = "radiance through cracks" }
trunk        = { type = "float", unit = "m", low = 0.0, default = 0.0, neutral = 0.0, description = "how much farther one wide crack along z has run, at the height of crack_origin; 0: none" }
*/

const float BEVEL = 0.035, NARROW = 0.15;  // m: of edges; of its narrow faces
const float LEAN = 0.44;            // tangent of the walls' lean: veins follow it
const float VEIN_STRETCH = 0.16;    // along the growth, of the frequency across it
const float IOR = 1.54;             // quartz
const vec3 DEPTHS = vec3(0.12, 0.55, 1.3);   // m below the face: veins, near and far fracture planes
const vec2 PLANES = vec2(1.7, 0.75);         // fracture planes per m, near and far
const float BODY = 1.6;             // m of crystal behind the middle of a face
const float CORNER = 0.3;           // m from an edge over which the body becomes so thick
const vec2 ABSORPTION = vec2(0.45, 0.5);  // how deep the tint is at an edge; how it deepens per m of crystal
const float FOOT_LIGHT = 0.55;      // how much of the glow gathers at the foot
const float SPECULAR = 1.6;         // factor on the reflection
const float RELIEF = 0.02;          // by how much veins bend the normal
const vec2 ALBEDO = vec2(0.04, 0.18);        // of the body, added at fracture planes: factors on the tint
const vec3 ROUGHNESS = vec3(0.08, 0.22, 0.16);  // [0, 1]: least, added by the facet, by veins on far planes
const vec2 FACETS = vec2(0.45, 1.5);         // factors on the light of the body, of the darkest and of the brightest face
const vec3 WITHIN = vec3(0.04, 0.40, 1.0);   // light of the body, of veins, of fracture planes: factors on u_glow
const vec2 THROUGH = vec2(0.004, 0.05);      // share of the key light that comes through: the body, fracture planes
const float SURROUNDINGS = 0.12;             // share of the light around that comes through the body
const float EDGE_GLOW = 0.5, EDGE_REFLECTION = 0.35;  // of u_glow; share of the light around that edges reflect
const vec3 CRACK_LIGHT = vec3(0.07, 0.02, 0.35);  // of a lip, of a sheet, of a lip added where it just runs: factors on u_crack_glow
const float CRACK_KEY = 0.15;                // share of the key light that the lip which faces it reflects
const vec2 CRACK_DARK = vec2(0.96, 0.55);    // shares of light lost in a groove, and over its sheet
const float CRACK_SLOPE = 0.9;               // tangent of the lips

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    float shown = shown_of_narrow(f, NARROW), edge = shown * edge_cover(f, BEVEL);
    Inside i = inside(f, f.normal, IOR);
    vec3 along = normalize(vec3(-sign(f.object.x) * LEAN, 1.0, 0.0));
    vec3 place = f.object - along * dot(f.object, along) * (1.0 - VEIN_STRETCH);
    vec3 ray = i.ray - along * dot(i.ray, along) * (1.0 - VEIN_STRETCH);
    float veins = ridged((place + ray * DEPTHS.x) * 2.7 + 3.0, 2);
    vec3 planes = fractures(i, place, ray, DEPTHS.yz, PLANES, 20);
    // Absorption: thin along the edges, deep in the middle of a face and where the ray is long.
    vec3 tint = u_colour * f.tint.rgb;
    float way = i.way * BODY * (1.0 - exp(-f.edge_distance / CORNER));
    vec3 left = pow(max(tint, 1e-4), vec3(ABSORPTION.x + ABSORPTION.y * way));
    float facet = mix(FACETS.x, FACETS.y, i.facet);
    s.albedo = tint * (ALBEDO.x + ALBEDO.y * planes.x);
    s.roughness = dot(ROUGHNESS, vec3(1.0, i.facet * i.facet, veins * planes.y));
    s.translucency = 0.45;
    s.specular = SPECULAR * shown;
    bevel(s, f, BEVEL, 1.0, (vec3(veins, planes.xy) - 0.5) * RELIEF);
    // Light from within: gathers along veins and at the foot; each crystal its own.
    float body = WITHIN.x + WITHIN.y * veins * veins * planes.y + WITHIN.z * planes.z;
    float own = f.tint.g * f.tint.g;
    vec3 within = left * (u_glow * facet * mix(1.0, FOOT_LIGHT, f.tint.a) * body * own * own);
    // Light from behind: where one looks towards the key light, crystal passes it on.
    float towards = max(dot(f.view, view.key_direction), 0.0), towards_3 = towards * towards * towards;
    within += view.key_colour * left * (towards_3 * towards_3 * towards_3 * (THROUGH.x + THROUGH.y * planes.z));
    within += left * environment_radiance(-f.view) * (SURROUNDINGS * facet * (0.5 + planes.z));
    // Edges gather light as the rim of a glass plate does.
    within += edge * (tint * u_glow * EDGE_GLOW + environment_radiance(reflect(-f.view, s.normal)) * EDGE_REFLECTION);
    Crack c = cracks(f.object, i, u_crack_origin, u_crack * u_crack_reach, u_trunk);
    // Incised: the groove and what lies below it are dark; of its two lips, the one that faces the light is bright.
    float lit = max(-dot(normalize(f.normal + CRACK_SLOPE * c.down), view.key_direction), 0.0);
    within += left * c.sheet * (CRACK_LIGHT.y * u_crack_glow);
    within += c.lip * (CRACK_KEY * lit * view.key_colour + u_crack_glow * (CRACK_LIGHT.x + CRACK_LIGHT.z * c.fresh * c.fresh));
    float dark = (1.0 - CRACK_DARK.x * c.groove) * (1.0 - CRACK_DARK.y * c.sheet);
    s.emission = within * dark;
    s.albedo *= dark;
    s.specular *= dark;
    s.occlusion = mix(0.55, 1.0, clamp(f.object.y * 0.4, 0.0, 1.0)) * dark;
    return s;
}
