// Skin of faceted heads and hands. Regions (tint.a): 0 skin, 1 eyes and brows, 2 lips.
/* [parameters]
colour = { type = "colour", description = "linear albedo" }
*/

const vec3 DARK = vec3(0.020, 0.013, 0.010);
const vec3 LIPS = vec3(0.85, 0.50, 0.48);  // factor on the skin

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    float region = floor(f.tint.a + 0.5);
    s.albedo = region == 1.0 ? DARK * f.tint.rgb : u_colour * f.tint.rgb * (region == 2.0 ? LIPS : vec3(1.0));
    s.roughness = region == 1.0 ? 0.35 : 0.52;
    s.specular = 0.7;
    s.translucency = region == 0.0 ? 0.12 : 0.0;
    // Light that wanders under the skin reddens its shade.
    s.emission = s.albedo * vec3(0.9, 0.30, 0.18) * 0.12 * environment_radiance(f.normal);
    return s;
}
