// A ship's hull. tint.a tells its regions: 0 plating, 1 crystal, 2 padding, 3 drive, 4 laid open, 5 lamp.
#include "common/inside.glsl"
#include "common/narrow.glsl"
#include "common/noise.glsl"
#include "common/panels.glsl"
#include "common/relief.glsl"
/* [parameters]
colour      = { type = "colour", description = "albedo of the plating, linear" }
wear        = { type = "float", low = 0.0, high = 1.0, default = 0.0, description = "wear of the plating: 0 is new" }
glow        = { type = "float", low = 0.0, default = 0.0, description = "brightness of the drive: a factor on its radiance" }
glow_colour = { type = "colour", default = [0.0, 0.0, 0.0], description = "radiance of the drive at glow 1" }
seam        = { type = "float", low = 0.0, high = 1.0, default = 0.0, description = "light in the crystal about the opening" }
wake        = { type = "float", unit = "m", default = -1000.0, description = "z up to which light has run through its ribs of crystal" }
lamp        = { type = "float", default = 0.0, description = "radiance of the lamps inside" }
strike      = { type = "vec3", unit = "m", default = [0.0, 0.0, 0.0], description = "where it was struck, in model space" }
scorch      = { type = "float", low = 0.0, high = 1.0, default = 0.0, neutral = 0.0, description = "how burnt the plating about the strike is" }
ember       = { type = "float", low = 0.0, high = 1.0, default = 0.0, neutral = 0.0, description = "heat of the damage" }
metal       = { type = "float", low = 0.0, high = 1.0, default = 0.55, description = "metalness of the plating: 0 is enamel" }
whitened    = { type = "float", low = 0.0, high = 1.0, default = 0.0, description = "share of the colour of light that is left out, so that the own colour shows" }
*/

const int REGIONS = 6;
const float BEVEL = 0.014, RIM = 3.0 * BEVEL, NARROW = 0.08;  // m: of edges; edges of what has grown gather light; of narrow faces
const vec3 STEEL = vec3(0.48, 0.51, 0.57), BARE = vec3(0.62, 0.63, 0.66);  // albedo of plating of one piece; of metal without paint
const float PANEL_GAP = 0.012, SCORCH_REACH = 1.9;   // m
const float EMBER_KELVIN = 1900.0, COOL_KELVIN = 1050.0;
const vec3 LIP = vec3(0.9, 0.55, 0.030);  // how far the normal of a plate turns at a gap; share of the paint rubbed off; m over which it is rounded off
const vec2 ROLL = vec2(0.20, 0.075);  // m between the seams of the quilt, of a seat
const float ROLL_MEAN = 0.2;      // share of a roll that is seam: the mean of (2 x)^4 over it
const vec3 ROLL_ACROSS = vec3(0.6, 1.1, 0.8);  // metres across the seams of the quilt per metre aside, up and along
const vec3 SEAM_COLOUR = vec3(0.55, 0.85, 1.0);
const float CRYSTAL = 1.0, LINING = 2.0, DRIVE = 3.0, LAID_OPEN = 4.0, LAMP = 5.0;  // regions
const float VARIANT = 0.2;  // added to a region: plating without gaps, one polished piece of crystal, padding of a seat
const float EDGE_PAINT = 0.7, GAP_DARK = 0.7;   // shares: of the paint gone from rubbed edges, of the albedo lost in gaps
const vec2 DENTS = vec2(0.05, 0.3);       // by how much they bend the normal of worn plating; share of that when new
const float CRYSTAL_IOR = 1.54, CRYSTAL_SPECULAR = 1.7;  // quartz; factor on its reflectance
const vec3 CRYSTAL_COLOUR = vec3(0.55, 0.74, 0.90);  // share of light left behind the middle of a face
const float CRYSTAL_CORNER = 0.05, CRYSTAL_RELIEF = 0.03;  // m from an edge over which the body becomes so thick; by how much it bends the normal
const vec2 CRYSTAL_DEPTHS = vec2(0.03, 0.10), CRYSTAL_PLANES = vec2(6.5, 3.5);  // of near and far fracture planes: m below the face; per m
const vec2 CRYSTAL_ALBEDO = vec2(0.22, 0.55), CRYSTAL_AROUND = vec2(0.30, 0.60);  // of the body, added at fracture planes: diffuse; light around that comes through
const vec2 CRYSTAL_ROUGHNESS = vec2(0.05, 0.16);  // least; added by face and wear
const float EDGE_SEAM = 0.45;             // light of u_seam gathered at edges
const vec2 WOKEN = vec2(1.6, 0.5);        // that of ribs that have woken; m over which it grows
const vec3 OWN_LIGHT = vec3(0.008, 0.04, 0.03);  // of crystal: everywhere, at edges (radiance); of u_glow, at fracture planes and edges
const float ROLL_RELIEF = 1.6, LEATHER_RELIEF = 0.10;  // by how much the normal turns along the width of a roll; in creases
const vec2 ROLL_OCCLUSION = vec2(0.95, 0.65);  // between seams; less in them
const vec2 LEATHER_ROUGHNESS = vec2(0.52, 0.30);  // least; added where it is creased
const float STREAK = 0.45;                // share of the albedo lost in streaks that run aft from gaps
const float LINING_LIGHT = 0.12, LAMP_FACE = 3.0;  // of the lamps', on the padding; radiance of a lamp's face at lamp 1
const float TORN_LIGHT = 1.5, STRUCK_LIGHT = 1.8, SOOT = 0.9;  // radiance of embers: what is laid open, the plating about it; albedo lost there
const vec3 DRIVE_LIGHT = vec3(0.55, 0.45, 0.03);  // of u_glow: edge on; added where it faces the eye; radiance of the drive when it is off
const float CLEAR_PLANES = 0.3;               // light of fracture planes in a polished piece: their mean

// panel: of the fragment; pixel: m by which the distance to its gap changes to the pixels beside.
Surface plating(Fragment f, Surface s, vec3 panel, vec3 to_gap, float pixel)
{
    float grime = fbm(f.object * vec3(2.2, 2.2, 1.1) + 4.0, 3);
    float fine = value_noise(f.object * vec3(31.0, 31.0, 7.0));
    float worn = u_wear * smoothstep(0.42, 0.72, grime);
    float plates = 1.0 - step(VARIANT, f.tint.a), shade = plates * (panel.y - 0.5);
    float gap = plates * line_share(panel.x, PANEL_GAP, pixel) * mix(0.25, 1.0, u_wear);
    // Plates are rounded off towards gaps, as far as a pixel shows it.
    float lip = (1.0 - smoothstep(0.0, LIP.z, panel.x)) * clamp(LIP.z / max(pixel, 1e-6) - 1.0, 0.0, 1.0) * mix(0.35, 1.0, u_wear) * plates;
    // Paint is gone where an edge was rubbed: bare metal shines there.
    float rubbed = u_wear * max(1.0 - smoothstep(0.0, 0.05 * (0.3 + grime), f.edge_distance), LIP.y * lip * smoothstep(0.35, 0.6, grime));
    float streak = u_wear * STREAK * smoothstep(0.35, 0.8, fine) * exp(-panel.z / (0.5 * PANEL));
    s.albedo = mix(STEEL, u_colour, plates) * f.tint.rgb * mix(1.0, 0.95 + 0.7 * shade, 0.08 + 0.67 * u_wear) * (1.0 - streak);
    s.albedo = mix(s.albedo, s.albedo * vec3(0.50, 0.44, 0.40), worn);
    s.albedo = mix(s.albedo, BARE, EDGE_PAINT * rubbed) * (1.0 - GAP_DARK * gap);
    s.metalness = mix(mix(0.55, u_metal, plates), 0.75, rubbed);
    s.roughness = clamp(0.16 + 0.28 * u_wear + 0.30 * worn + 0.05 + 0.10 * shade + 0.08 * fine - 0.12 * rubbed, 0.05, 1.0);
    bevel(s, f, BEVEL, 1.0, (vec3(grime, fine, 0.5 + shade) - 0.5) * DENTS.x * (DENTS.y + u_wear) + carried_to_world(f, to_gap) * (LIP.x * lip * lip));
    s.occlusion = 1.0 - 0.5 * gap; s.specular = shown_of_narrow(f, NARROW);
    return s;
}

Surface grown(Fragment f, Surface s)
{
    Inside i = inside(f, f.normal, CRYSTAL_IOR);
    float polished = step(VARIANT, f.tint.a - CRYSTAL);
    vec3 planes = mix(fractures(i, f.object, i.ray, CRYSTAL_DEPTHS, CRYSTAL_PLANES, 60), vec3(CLEAR_PLANES), polished);
    float shown = shown_of_narrow(f, NARROW), edge = shown * edge_cover(f, RIM), lit = u_seam + WOKEN.x * smoothstep(0.0, WOKEN.y, u_wake - f.object.z);
    // Thin at its edges and clear there, deep in the middle.
    vec3 left = pow(CRYSTAL_COLOUR, vec3(i.way * (1.0 - exp(-f.edge_distance / CRYSTAL_CORNER))));
    s.albedo = f.tint.rgb * left * (CRYSTAL_ALBEDO.x + CRYSTAL_ALBEDO.y * planes.z) * mix(1.0, 0.6, u_wear * 0.6);
    s.roughness = CRYSTAL_ROUGHNESS.x + CRYSTAL_ROUGHNESS.y * (i.facet * (1.0 - polished) + u_wear * planes.x);
    s.translucency = 0.5;
    s.specular = CRYSTAL_SPECULAR * shown;
    bevel(s, f, BEVEL, 1.0, (planes - 0.5) * CRYSTAL_RELIEF);
    vec3 around = environment_radiance(-f.view) * (CRYSTAL_AROUND.x + CRYSTAL_AROUND.y * planes.z) + edge * 0.5 * environment_radiance(reflect(-f.view, s.normal));
    s.emission = left * whitened(around, u_whitened) + u_glow_colour * (u_glow * OWN_LIGHT.z * (planes.z + edge))
               + SEAM_COLOUR * (lit * (0.5 * planes.z + EDGE_SEAM * edge) + OWN_LIGHT.x + OWN_LIGHT.y * edge);
    return s;
}

// Quilted leather, sewn in diamonds. fluted: 1 for a seat, whose rolls lie side by side.
Surface padding(Fragment f, Surface s, float fluted)
{
    vec3 aside = mix(ROLL_ACROSS * vec3(sign(f.object.x), 1.0, 1.0), vec3(1.0, 0.0, 0.0), fluted), other = aside * vec3(1.0, 1.0, -1.0);
    float width = mix(ROLL.x, ROLL.y, fluted), shown = octave_seen(pixel_across(aside, f.object_x, f.object_y) / width);
    vec2 within = fract(vec2(dot(f.object, aside), dot(f.object, other)) / width) - 0.5, steep = pow(2.0 * abs(within), vec2(4.0));
    float seam = mix(ROLL_MEAN, max(steep.x, steep.y), shown);  // what pixels cannot show fades to its mean
    float creased = value_noise(f.object * vec3(24.0, 24.0, 9.0));
    s.albedo = f.tint.rgb * mix(0.72, 0.40, seam) * mix(0.8, 1.1, creased);
    s.roughness = LEATHER_ROUGHNESS.x + LEATHER_ROUGHNESS.y * creased; s.specular = 0.7;
    vec3 puff = carried_to_world(f, aside * within.x + other * within.y) * mix(1.0, 0.5, fluted);
    s.normal = normalize(f.normal + puff * (shown * (1.0 - seam) * ROLL_RELIEF) + carried_to_world(f, aside) * (LEATHER_RELIEF * (creased - 0.5)));
    s.occlusion = ROLL_OCCLUSION.x - ROLL_OCCLUSION.y * seam;
    s.emission = f.tint.rgb * u_lamp * LINING_LIGHT * s.occlusion;
    return s;
}

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    s.whitened = u_whitened;
    vec3 to_gap;
    vec3 panel = panels(f.object, to_gap);
    float panel_pixel = pixel_across(to_gap, f.object_x, f.object_y), region = region_of(f);
    if (region > LAMP - 0.5) {
        s.emission = f.tint.rgb * (u_lamp * LAMP_FACE);
    } else if (region > LAID_OPEN - 0.5) {
        float torn = ridged(f.object * vec3(7.0, 5.0, 9.0), 3);
        s.albedo = f.tint.rgb * mix(0.08, 0.4, torn);
        s.metalness = 0.5;
        s.roughness = 0.65;
        // The torn edges are the hottest; what is hollow cools first.
        s.emission = blackbody(mix(COOL_KELVIN, EMBER_KELVIN, u_ember * torn)) * (u_ember * TORN_LIGHT * pow(max(torn, 0.0), 4.0));
    } else if (region > DRIVE - 0.5) {
        float core = DRIVE_LIGHT.x + DRIVE_LIGHT.y * abs(dot(f.normal, f.view));
        s.albedo = vec3(0.25, 0.35, 0.45);
        s.roughness = 0.15;
        s.emission = u_glow_colour * (u_glow * core) + SEAM_COLOUR * DRIVE_LIGHT.z;
    } else if (region > LINING - 0.5) {
        s = padding(f, s, step(VARIANT, f.tint.a - LINING));  // not fract: interpolation rounds to both sides of a whole number
    } else if (region > CRYSTAL - 0.5) {
        s = grown(f, s);
    } else {
        s = plating(f, s, panel, to_gap, panel_pixel);
    }
    // One octave where nothing is burnt: llvmpipe executes branches that are not taken, but loops only as often as needed.
    int octaves = u_scorch > 0.0 ? 3 : 1;
    float burnt = u_scorch * (1.0 - smoothstep(0.35, 1.0, length(f.object - u_strike) / SCORCH_REACH
                                               + 0.5 * (fbm(f.object * 2.7, octaves) - 0.5)));
    s.albedo *= 1.0 - SOOT * burnt;
    s.roughness = mix(s.roughness, 0.85, burnt);
    float glowing = u_ember * u_ember * pow(max(burnt, 0.0), 3.0) * pow(max(ridged(f.object * 3.1 + 9.0, octaves), 0.0), 5.0);
    s.emission += blackbody(mix(COOL_KELVIN, EMBER_KELVIN, glowing)) * (STRUCK_LIGHT * glowing * step(region, LAID_OPEN - 0.5));
    return s;
}
