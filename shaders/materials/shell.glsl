// Old crystal shell of a small robot. Regions (tint.a): 0 shell, 1 chipped, 2 eye band, 3 core, 4 joints.
/* [parameters]
colour = { type = "colour", description = "linear albedo of the shell" }
light  = { type = "colour", description = "colour of eye and core" }
glow   = { type = "float", description = "radiance of the eye; the core follows at half" }
*/

const float BEVEL = 0.006;      // m
const float RIM = 1.5 * BEVEL;  // m: light leaves at edges
const vec3 METAL = vec3(0.10, 0.09, 0.085);
const vec3 FRACTURE = vec3(1.25, 1.3, 1.35);  // factor: a fresh break is paler

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    float region = floor(f.tint.a + 0.5);
    bool shell = region < 1.5;
    float veins = ridged(f.object * vec3(13.0, 6.0, 13.0) + 4.0, 2);
    float scuffs = smoothstep(0.62, 0.85, value_noise(f.object * vec3(70.0, 18.0, 70.0)));
    bevel(s, f, BEVEL);
    s.albedo = (region == 4.0 ? METAL : u_colour * (region == 1.0 ? FRACTURE : vec3(0.72 + 0.4 * veins))) * f.tint.rgb;
    s.roughness = region == 4.0 ? 0.38 : region == 1.0 ? 0.55 : 0.16 + 0.35 * scuffs;
    s.metalness = region == 4.0 ? 0.9 : 0.0;
    s.specular = 1.5;
    s.translucency = shell ? 0.45 : 0.0;
    float edge = edge_cover(f, RIM);
    float facing = max(dot(f.normal, f.view), 0.0);
    if (shell)
        // Some light wanders inside, and leaves at the edges; a little of it is the robot's own.
        s.emission = u_colour * (edge * 0.5 + 0.25 * (1.0 - facing)) * environment_radiance(reflect(-f.view, s.normal))
                   + u_light * u_glow * 0.02 * (0.4 + veins);
    if (region == 2.0) s.emission = u_light * u_glow * (0.55 + 0.45 * facing);
    if (region == 3.0) s.emission = u_light * u_glow * 0.5 * (0.4 + 0.6 * facing);
    return s;
}
