// Old crystal shell of a small robot. Regions (tint.a): 0 shell, 1 chipped, 2 eye, 3 core, 4 joints.
/* [parameters]
colour = { type = "colour", description = "linear albedo of the shell" }
light  = { type = "colour", description = "colour of eye and core" }
glow   = { type = "float", description = "radiance of the eye; the core follows at half" }
*/

const float BEVEL = 0.006;      // m
const float RIM = 1.5 * BEVEL;  // m: light leaves at edges
const vec3 METAL = vec3(0.10, 0.09, 0.085);
const vec3 FRACTURE = vec3(1.25, 1.3, 1.35);  // factor: a fresh break is paler
const float CHIPPED = 1.0, EYE = 2.0, CORE = 3.0, JOINTS = 4.0;  // regions
const vec2 SHELL_ALBEDO = vec2(0.72, 0.4);      // factor on the colour, added on veins
const vec2 SHELL_ROUGHNESS = vec2(0.16, 0.35);  // polished, added by scuffs
const float CHIPPED_ROUGHNESS = 0.55, METAL_ROUGHNESS = 0.38, METALNESS = 0.9, TRANSLUCENCY = 0.45;
const vec3 GRIME = vec3(0.42, 0.36, 0.30);      // factor on the albedo where dust has settled
const vec2 SETTLED = vec2(0.40, 0.70);          // of the noise: where it begins, and where it is thick
const float GRIME_SIZE = 9.0, UPWARDS = 0.22;   // patches per m; how much more settles on what faces up
const float WORN = 0.012;                       // m from an edge over which the shell is scratched pale
const vec2 OWN_LIGHT = vec2(0.02, 0.4);         // of the shell, of u_glow; between veins
const vec2 EYE_LIGHT = vec2(0.55, 0.45), CORE_LIGHT = vec2(0.4, 0.6);  // edge on; added where it faces the eye

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    float region = floor(f.tint.a + 0.5);
    bool shell = region < EYE - 0.5;
    float veins = ridged(f.object * vec3(13.0, 6.0, 13.0) + 4.0, 2);
    float scuffs = smoothstep(0.62, 0.85, value_noise(f.object * vec3(70.0, 18.0, 70.0)));
    bevel(s, f, BEVEL, 1.0, vec3(0.0));
    s.albedo = (region == JOINTS ? METAL : u_colour * (region == CHIPPED ? FRACTURE : vec3(SHELL_ALBEDO.x + SHELL_ALBEDO.y * veins))) * f.tint.rgb;
    // Dust of many years settles in patches, most on what faces up; edges are worn pale.
    float old = shell ? smoothstep(SETTLED.x, SETTLED.y, fbm(f.object * GRIME_SIZE + 3.0, 3) + UPWARDS * f.normal.y) : 0.0;
    float worn = shell ? scuffs * exp(-f.edge_distance / WORN) : 0.0;
    s.albedo *= mix(vec3(1.0), GRIME, old) * (1.0 + 0.5 * worn);
    s.roughness = region == JOINTS ? METAL_ROUGHNESS : region == CHIPPED ? CHIPPED_ROUGHNESS : SHELL_ROUGHNESS.x + SHELL_ROUGHNESS.y * max(scuffs, old);
    s.metalness = region == JOINTS ? METALNESS : 0.0;
    s.specular = 1.5;
    s.translucency = shell ? TRANSLUCENCY : 0.0;
    float edge = edge_cover(f, RIM);
    float facing = max(dot(f.normal, f.view), 0.0);
    if (shell)
        // Some light wanders inside, and leaves at the edges; a little of it is the robot's own.
        s.emission = u_colour * (edge * 0.5 + 0.25 * (1.0 - facing)) * environment_radiance(reflect(-f.view, s.normal))
                   + u_light * u_glow * OWN_LIGHT.x * (OWN_LIGHT.y + veins);
    if (region == EYE) s.emission = u_light * u_glow * (EYE_LIGHT.x + EYE_LIGHT.y * facing);
    if (region == CORE) s.emission = u_light * u_glow * 0.5 * (CORE_LIGHT.x + CORE_LIGHT.y * facing);
    return s;
}
