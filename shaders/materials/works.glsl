// What is in the crystal shell of a small robot. Regions (tint.a): 2 eye, 3 core, 4 joints of old metal.
/* [parameters]
light  = { type = "colour", description = "colour of eye and core" }
glow   = { type = "float", description = "radiance of the eye; the core follows at half" }
*/

const vec3 METAL = vec3(0.10, 0.09, 0.085);
const float EYE = 2.0, CORE = 3.0;  // regions
const float METAL_ROUGHNESS = 0.38, METALNESS = 0.9;
const vec2 EYE_LIGHT = vec2(0.55, 0.45), CORE_LIGHT = vec2(0.4, 0.6);  // edge on; added where it faces the eye

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    float region = floor(f.tint.a + 0.5), facing = max(dot(f.normal, f.view), 0.0);
    s.albedo = METAL * f.tint.rgb;
    s.roughness = METAL_ROUGHNESS;
    s.metalness = METALNESS;
    s.specular = 1.5;
    if (region == EYE) s.emission = u_light * u_glow * (EYE_LIGHT.x + EYE_LIGHT.y * facing);
    if (region == CORE) s.emission = u_light * u_glow * 0.5 * (CORE_LIGHT.x + CORE_LIGHT.y * facing);
    return s;
}
