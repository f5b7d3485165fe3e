// Skin of heads and hands. Regions (tint.a): 0 skin, 1 lashes, brows and other dark parts, 2 lips, 3 eyeballs.
/* [parameters]
colour = { type = "colour", description = "linear albedo" }
whitened = { type = "float", low = 0.0, high = 1.0, default = 0.5, description = "share of the colour of light that is left out, so that the own colour shows" }
*/

const vec3 DARK = vec3(0.020, 0.013, 0.010);
const vec3 LIPS = vec3(0.86, 0.60, 0.56);  // factor on the skin
const float SKIN = 0.0, DARK_PARTS = 1.0, MOUTH = 2.0, EYEBALLS = 3.0;  // regions
const float DARK_ROUGHNESS = 0.35, WET = 0.14, SKIN_ROUGHNESS = 0.52, TRANSLUCENCY = 0.32;
const vec3 BLOOD = vec3(0.9, 0.30, 0.18);  // colour of light that was under the skin
const vec2 SCATTERED = vec2(0.16, 0.34);  // share of the environment's light that was there: everywhere, added where the skin turns away from the eye

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    float region = floor(f.tint.a + 0.5);
    s.albedo = region == EYEBALLS ? f.tint.rgb : region == DARK_PARTS ? DARK * f.tint.rgb : u_colour * f.tint.rgb * (region == MOUTH ? LIPS : vec3(1.0));
    s.roughness = region == EYEBALLS ? WET : region == DARK_PARTS ? DARK_ROUGHNESS : SKIN_ROUGHNESS;
    s.whitened = u_whitened;
    s.specular = 0.7;
    s.translucency = region == SKIN ? TRANSLUCENCY : 0.0;
    // Light that wanders under the skin reddens its shade.
    float aside = 1.0 - max(dot(f.normal, f.view), 0.0);
    s.emission = s.albedo * BLOOD * (SCATTERED.x + SCATTERED.y * aside * aside) * whitened(environment_radiance(f.normal), u_whitened);
    return s;
}
