// Crystal that closes over a ship, transmissive. values.x: light in the facet's edges; y: grown; z: merged.
/* [parameters]
colour      = { type = "colour", description = "colour of light after 1 m of crystal, linear" }
seam_colour = { type = "colour", description = "radiance of a fully lit seam" }
glow        = { type = "float", description = "radiance from within" }
*/

#include "common/noise.glsl"

const float BEVEL = 0.006;   // m
const float MERGED_BEVEL = 0.25;  // what is left of it when facets have merged
const float SEAM = 0.009;    // m: width of a seam that shines
const float HALO = 0.022;    // m over which the light of a seam spreads in the bevel
const float THICKNESS = 0.16;
const float VEIN_RELIEF = 0.012;         // by how much veins bend the normal
const float VEINS = 4.0, BEADS = 5.0;    // veins per m; changes per m of the light along a seam
const float ALBEDO = 0.05, DENSITY = 4.0;  // factor on the colour; metres of crystal that one metre of a facet is worth
const vec2 ROUGHNESS = vec2(0.04, 0.06); // between veins, added on them
const vec2 HALO_LIGHT = vec2(0.5, 0.06);  // factors on the radiance of a seam: at the seam, through the whole facet
const float DARKEST = 0.1;               // share of a seam's light where it is darkest
const float RIM_LIGHT = 0.06;            // factor on the colour, along the outline

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    float veins = ridged(f.object * VEINS + 7.0, 2);
    float apart = 1.0 - f.values.z;
    // As facets merge their bevels are gone and the seams with them.
    bevel(s, f, BEVEL, mix(MERGED_BEVEL, 1.0, apart), (vec3(veins) - 0.5) * VEIN_RELIEF);
    s.albedo = u_colour * f.tint.rgb * ALBEDO;
    s.roughness = ROUGHNESS.x + ROUGHNESS.y * veins;
    s.translucency = 0.3;
    s.specular = 1.1;
    s.ior = 1.5;
    s.transmission = pow(max(u_colour * mix(1.0, 0.6, veins), 0.0), vec3(DENSITY * f.tint.r));
    s.thickness = THICKNESS;
    // The light of a seam is in the bevels that meet there: a thin uneven line, and what spreads from it.
    float seam = 1.0 - step(0.5, abs(f.tint.a - 1.0));
    float line = line_share(f.edge_distance, SEAM, f.edge_pixel);
    float uneven = mix(DARKEST, 1.0, smoothstep(0.3, 0.75, value_noise(f.object * BEADS)));
    float spread = seam * (line + HALO_LIGHT.x * edge_halo(f, HALO)) * uneven;
    float rim = pow(max(1.0 - abs(dot(s.normal, f.view)), 0.0), 3.0);
    s.emission = u_seam_colour * f.values.x * (spread + HALO_LIGHT.y * veins * veins)
               + u_colour * (u_glow * (0.25 + veins) + RIM_LIGHT * rim);
    return s;
}
