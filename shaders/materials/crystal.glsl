// Clear crystal, to be drawn in the transmissive layer: refracts, tints by thickness, veined, bright at its edges.
// Region 1 (tint.a) is a broken face: brighter and rougher.
/* [parameters]
colour = { type = "colour", description = "colour of light after 1 m of crystal, linear" }
glow   = { type = "float", description = "radiance from within" }
*/

const float BEVEL = 0.018;  // m
const float RIM = 3.0 * BEVEL;  // m: edges gather light
const float MAX_WAY = 2.5;  // m
const float VEIN_ALBEDO = 0.02, VEIN_ROUGHNESS = 0.1;
const vec2 GLOW = vec2(0.3, 0.9);     // light of the body and of veins: factors on u_glow
const float EDGE_GLOW = 0.4, EDGE_REFLECTION = 0.6;  // radiance of edges without glow; share of the environment that they reflect

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    float broken = step(0.5, f.tint.a);
    float veins = ridged(f.object * vec3(5.0, 1.6, 5.0) + 2.0, 2);
    float planes = value_noise(f.object * vec3(9.0, 3.0, 9.0));
    float conchoid = value_noise(f.object * 21.0);
    bevel(s, f, BEVEL);
    s.normal = normalize(s.normal + (vec3(veins, planes, conchoid) - 0.5) * mix(0.05, 0.34, broken));
    s.albedo = u_colour * f.tint.rgb * mix(0.05, 0.16, broken) + VEIN_ALBEDO * veins;
    s.roughness = mix(0.05, 0.28, broken) + VEIN_ROUGHNESS * veins;
    s.translucency = 0.3;
    s.specular = 1.6;
    s.ior = 1.54;
    float edge = edge_cover(f, RIM);
    s.transmission = u_colour * mix(1.0, 0.75, veins * 0.6 + broken * 0.2);
    s.thickness = MAX_WAY;
    s.emission = u_colour * (u_glow * (GLOW.x + GLOW.y * veins * veins + 0.5 * broken))
               + edge * (0.25 * u_colour * (u_glow + EDGE_GLOW) + EDGE_REFLECTION * environment_radiance(reflect(-f.view, s.normal)));
    return s;
}
