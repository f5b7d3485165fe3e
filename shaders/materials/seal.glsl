// Crystal that closes over a ship, transmissive. values.x: light in the facet's edges; y: grown; z: merged.
/* [parameters]
colour      = { type = "colour", description = "colour of light after 1 m of crystal, linear" }
seam_colour = { type = "colour", description = "radiance of a fully lit seam" }
glow        = { type = "float", description = "radiance from within" }
*/

const float BEVEL = 0.012;   // m
const float MERGED_BEVEL = 0.25;  // what is left of it when facets have merged
const float SEAM = 0.026;    // m on each side of a seam that shines
const float HALO = 0.10;     // m over which the light of a seam spreads in the crystal
const float THICKNESS = 0.12;
const float VEIN_RELIEF = 0.05;          // by how much veins bend the normal
const float ALBEDO = 0.05;
const vec2 ROUGHNESS = vec2(0.04, 0.06); // between veins, added on them
const float HALO_LIGHT = 0.22, RIM_LIGHT = 0.10;  // factors on the radiance of a seam; on the colour, along the outline

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    float veins = ridged(f.object * 5.0 + 7.0, 2);
    float apart = 1.0 - f.values.z;
    // As facets merge their bevels are gone and the seams with them.
    bevel(s, f, BEVEL);
    float bent = mix(MERGED_BEVEL, 1.0, apart);
    s.to_face *= bent;
    s.to_bevel *= bent;
    s.bevel_turn *= bent;
    s.normal = normalize(mix(f.normal, s.normal, bent) + (vec3(veins) - 0.5) * VEIN_RELIEF);
    s.albedo = u_colour * f.tint.rgb * ALBEDO;
    s.roughness = ROUGHNESS.x + ROUGHNESS.y * veins;
    s.translucency = 0.3;
    s.specular = 1.7;
    s.ior = 1.5;
    s.transmission = u_colour * mix(1.0, 0.85, veins);
    s.thickness = THICKNESS;
    float line = 1.0 - smoothstep(0.25 * SEAM, SEAM, f.edge_distance);
    float halo = exp(-f.edge_distance / HALO);
    float rim = pow(max(1.0 - abs(dot(s.normal, f.view)), 0.0), 3.0);
    s.emission = u_seam_colour * f.values.x * (line + HALO_LIGHT * halo)
               + u_colour * (u_glow * (0.25 + veins) + RIM_LIGHT * rim)
               + line * apart * 0.25 * environment_radiance(reflect(-f.view, s.normal));
    return s;
}
