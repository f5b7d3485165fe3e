// The console's crystals. values.x: brightness of each, 0..1.
/* [parameters]
colour = { type = "colour", description = "tint, linear" }
light  = { type = "colour", description = "radiance of a crystal at full brightness" }
*/

const float BEVEL = 0.010;      // m
const float RIM = 3.3 * BEVEL;  // m: edges gather light
const vec2 ROUGHNESS = vec2(0.10, 0.12);  // between veins, added on them
const float VEIN_RELIEF = 0.06;           // by how much veins bend the normal
const vec3 AWAKE = vec3(0.18, 0.55, 0.9); // light of the body, of veins, of edges: factors on the radiance
const float EDGE_REFLECTION = 0.35;       // share of the environment that edges reflect

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    float awake = f.values.x;
    float veins = ridged(f.object * vec3(9.0, 3.0, 9.0), 2);
    float edge = edge_cover(f, RIM);
    s.albedo = u_colour * f.tint.rgb * mix(0.35, 0.6, veins);
    s.roughness = ROUGHNESS.x + ROUGHNESS.y * veins;
    s.translucency = 0.4;
    s.specular = 1.7;
    bevel(s, f, BEVEL);
    s.normal = normalize(s.normal + (vec3(veins) - 0.5) * VEIN_RELIEF);
    s.emission = u_light * awake * (AWAKE.x + AWAKE.y * veins * veins + AWAKE.z * edge)
               + edge * EDGE_REFLECTION * environment_radiance(reflect(-f.view, s.normal));
    return s;
}
