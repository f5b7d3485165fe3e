// Walls of translucent crystal, seen from inside: lit from within, veined along their growth, clear at the edges.
#include "common/cracks.glsl"
/* [parameters]
colour       = { type = "colour", description = "tint, linear" }
glow         = { type = "float", description = "radiance from within" }
crack        = { type = "float", low = 0.0, high = 1.0, description = "how far cracks have run" }
crack_origin = { type = "vec3", unit = "m", description = "where cracks begin, in model space" }
crack_reach  = { type = "float", unit = "m", description = "how far cracks have run at crack 1" }
crack_glow   = { type = "float", description = "radiance through cracks" }
*/

const float BEVEL = 0.035;          // m
const float LEAN = 0.44;            // tangent of the walls' lean: veins follow it
const float VEIN_STRETCH = 0.16;    // along the growth, of the frequency across it
const float FOOT_LIGHT = 0.55;      // how much of the glow gathers at the foot
const float RELIEF = 0.09;                // by how much veins and bands bend the normal
const vec2 GATHERED = vec2(0.35, 0.65);   // light in a vein: least, added by a band
const vec3 WITHIN = vec3(0.06, 0.85, 0.12);  // light of the body, of veins, of bands: factors on u_glow
const float GRAZING_LOSS = 0.6;           // share of it lost at grazing angles
const vec2 THROUGH = vec2(0.004, 0.035);  // share of the key light that comes through: the body, veins
const float EDGE_GLOW = 0.3;              // of u_glow
const vec2 CRACK_LIGHT = vec2(0.05, 1.2); // of an old crack, added where it just runs: factors on u_crack_glow
const float CRACK_DARK = 0.9, CRACK_ALBEDO = 0.85, CRACK_OCCLUSION = 0.6;  // shares of light lost in the line of a crack

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    vec3 along = normalize(vec3(-sign(f.object.x) * LEAN, 1.0, 0.0));
    float height = dot(f.object, along);
    vec3 across = f.object - along * height * (1.0 - VEIN_STRETCH);
    // Three scales: bands of growth, veins, and fine frost.
    float bands = value_noise(across * 1.1);
    float veins = ridged(across * 2.7 + 3.0, 2);
    float frost = value_noise(f.object * 17.0);
    vec3 tint = u_colour * f.tint.rgb;
    float edge = edge_cover(f, BEVEL);
    bevel(s, f, BEVEL);
    s.normal = normalize(s.normal + (vec3(bands, veins, value_noise(across * 2.7 + 8.0)) - 0.5) * RELIEF);
    float grazing = pow(max(1.0 - abs(dot(f.normal, f.view)), 0.0), 2.0);
    s.albedo = tint * mix(0.16, 0.42, bands);
    s.roughness = mix(0.10, 0.40, clamp(veins * 0.7 + frost * 0.35, 0.0, 1.0));
    s.translucency = 0.45;
    s.specular = 1.6;
    // Light from within: gathers along veins and at the foot, thins towards the ridge; each crystal its own.
    float gathered = veins * veins * (GATHERED.x + GATHERED.y * bands);
    float depth_light = mix(1.0, FOOT_LIGHT, f.tint.a) * (WITHIN.x + WITHIN.y * gathered + WITHIN.z * bands) * (1.0 - GRAZING_LOSS * grazing);
    vec3 within = tint * u_glow * depth_light * pow(max(f.tint.g, 0.0), 4.0);
    // Light from behind: where one looks towards the key light, crystal passes it on.
    float towards = max(dot(f.view, view.key_direction), 0.0), towards_3 = towards * towards * towards;
    float through = towards_3 * towards_3 * towards_3;
    within += view.key_colour * through * (THROUGH.x + THROUGH.y * gathered) * mix(vec3(1.0), tint * 1.6, 0.5);
    // Edges gather light as the rim of a glass plate does.
    within += edge * (tint * u_glow * EDGE_GLOW + environment_radiance(reflect(-f.view, s.normal)) * 0.25);
    Crack c = cracks(f.object, f.normal, u_crack_origin, u_crack * u_crack_reach);
    vec3 crack_light = mix(vec3(0.35, 0.62, 1.0), vec3(1.0, 0.95, 0.9), c.fresh);
    within += crack_light * c.border * c.border * u_crack_glow * (CRACK_LIGHT.x + CRACK_LIGHT.y * c.fresh * c.fresh);
    s.emission = within * (1.0 - CRACK_DARK * c.line);
    s.albedo *= 1.0 - CRACK_ALBEDO * c.line;
    s.roughness = mix(s.roughness, 0.6, c.border);
    s.normal = normalize(s.normal + (vec3(frost, bands, veins) - 0.5) * c.border * 0.5);
    s.occlusion = mix(0.55, 1.0, clamp(f.object.y * 0.4, 0.0, 1.0)) * (1.0 - CRACK_OCCLUSION * c.line);
    return s;
}
