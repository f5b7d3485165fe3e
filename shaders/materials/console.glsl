// The console's crystals: values.x is how far each has woken, 0..1.
/* [parameters]
colour = { type = "colour", description = "tint, linear" }
light  = { type = "colour", description = "radiance of a crystal that is awake" }
*/

const float BEVEL = 0.010;      // m
const float RIM = 3.3 * BEVEL;  // m: edges gather light

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    float awake = f.values.x;
    float veins = ridged(f.object * vec3(9.0, 3.0, 9.0), 2);
    float edge = edge_cover(f, RIM);
    s.albedo = u_colour * f.tint.rgb * mix(0.35, 0.6, veins);
    s.roughness = 0.10 + 0.12 * veins;
    s.translucency = 0.4;
    s.specular = 1.7;
    bevel(s, f, BEVEL);
    s.normal = normalize(s.normal + (vec3(veins) - 0.5) * 0.06);
    s.emission = u_light * awake * (0.18 + 0.55 * veins * veins + 0.9 * edge)
               + edge * 0.35 * environment_radiance(reflect(-f.view, s.normal));
    return s;
}
