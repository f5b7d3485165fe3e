// A ship's hull. tint.a tells its regions: 0 plating, 1 crystal, 2 padding, 3 drive, 4 laid open, 5 lamp.
/* [parameters]
colour      = { type = "colour", description = "albedo of the plating, linear" }
wear        = { type = "float", low = 0.0, high = 1.0, description = "wear of the plating: 0 is new" }
glow        = { type = "float", low = 0.0, high = 1.0, description = "brightness of the drive" }
glow_colour = { type = "colour", description = "radiance of the drive at glow 1" }
seam        = { type = "float", low = 0.0, high = 1.0, description = "light in the crystal about the opening" }
lamp        = { type = "float", description = "radiance of the lamps inside" }
strike      = { type = "vec3", unit = "m", description = "where it was struck, in model space" }
scorch      = { type = "float", low = 0.0, high = 1.0, description = "how burnt the plating about the strike is" }
ember       = { type = "float", low = 0.0, high = 1.0, description = "heat of the damage" }
*/

const float BEVEL = 0.014;        // m
const float RIM = 3.0 * BEVEL;    // m: edges of what has grown gather light
const float PANEL = 0.46;         // m between rows of panels
const float PANEL_GAP = 0.012;    // m
const float SCORCH_REACH = 1.9;   // m
const float EMBER_KELVIN = 1900.0;
const float COOL_KELVIN = 1050.0;
const float QUILT = 0.13;         // m between the seams of the padding
const float LAMP_FACE = 3.0;      // radiance of a lamp's face at lamp 1
const vec3 SEAM_COLOUR = vec3(0.55, 0.85, 1.0);

// Rows of plates across the hull, each row shifted: distance to the nearest gap, and a number of the plate.
vec2 panels(vec3 p)
{
    float row = floor(p.z / PANEL);
    float turn = atan(p.x, p.y) * 1.6 + hash11(uint(int(row) + 64)) * 3.0;
    float within = (fract(turn) < 0.5 ? fract(turn) : 1.0 - fract(turn)) * length(p.xy) / 1.6;
    float across = min(fract(p.z / PANEL), 1.0 - fract(p.z / PANEL)) * PANEL;
    return vec2(min(across, within), hash13(ivec3(int(row), int(floor(turn)), 5)));
}

// panel: of the fragment; pixel: m by which the distance to its gap changes to the pixels beside.
Surface plating(Fragment f, Surface s, vec2 panel, float pixel)
{
    float grime = fbm(f.object * vec3(2.2, 2.2, 1.1) + 4.0, 3);
    float fine = value_noise(f.object * vec3(31.0, 31.0, 7.0));
    float worn = u_wear * smoothstep(0.42, 0.72, grime);
    float gap = line_share(panel.x, PANEL_GAP, pixel) * mix(0.25, 1.0, u_wear);
    // Paint is gone where an edge was rubbed: bare metal shines there.
    float rubbed = u_wear * (1.0 - smoothstep(0.0, 0.05 * (0.3 + grime), f.edge_distance));
    s.albedo = u_colour * f.tint.rgb * mix(1.0, 0.72 + 0.5 * panel.y, 0.35 + 0.4 * u_wear);
    s.albedo = mix(s.albedo, s.albedo * vec3(0.50, 0.44, 0.40), worn);
    s.albedo = mix(s.albedo, vec3(0.62, 0.63, 0.66), 0.7 * rubbed) * (1.0 - 0.7 * gap);
    s.metalness = mix(0.55, 0.75, rubbed);
    s.roughness = clamp(0.16 + 0.28 * u_wear + 0.30 * worn + 0.10 * panel.y + 0.08 * fine - 0.12 * rubbed, 0.05, 1.0);
    bevel(s, f, BEVEL);
    s.normal = normalize(s.normal + (vec3(grime, fine, panel.y) - 0.5) * 0.05 * (0.3 + u_wear));
    s.occlusion = 1.0 - 0.5 * gap;
    return s;
}

Surface grown(Fragment f, Surface s)
{
    float veins = ridged(f.object * 6.0, 2);
    float edge = edge_cover(f, RIM);
    s.albedo = vec3(0.30, 0.50, 0.68) * f.tint.rgb * mix(0.7, 1.1, veins) * mix(1.0, 0.6, u_wear * 0.6);
    s.roughness = 0.10 + 0.30 * u_wear * veins;
    s.translucency = 0.5;
    s.specular = 1.7;
    bevel(s, f, BEVEL);
    s.normal = normalize(s.normal + (vec3(veins) - 0.5) * 0.06);
    s.emission = SEAM_COLOUR * (u_seam * (0.25 + 1.6 * edge) + 0.02 + 0.10 * edge) + u_glow_colour * (u_glow * 0.03);
    return s;
}

Surface padding(Fragment f, Surface s)
{
    float turn = atan(f.object.x, -f.object.y - 0.05) * 0.7;
    vec2 place = vec2(f.object.z + turn, f.object.z - turn) / QUILT;
    vec2 within = abs(fract(place) - 0.5);
    float seam = smoothstep(0.30, 0.5, max(within.x, within.y));
    s.albedo = f.tint.rgb * mix(0.75, 0.45, seam);
    s.roughness = 0.9;
    s.specular = 0.4;
    s.normal = normalize(f.normal + vec3(fract(place.x) - 0.5, 0.0, fract(place.y) - 0.5) * 0.35 * seam);
    s.occlusion = 0.85 - 0.3 * seam;
    s.emission = f.tint.rgb * u_lamp * 0.12;
    return s;
}

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    vec2 panel = panels(f.object);
    float panel_pixel = fwidth(panel.x), region = f.tint.a;
    if (region > 4.5) {
        s.emission = f.tint.rgb * (u_lamp * LAMP_FACE);
    } else if (region > 3.5) {
        float torn = ridged(f.object * vec3(7.0, 5.0, 9.0), 3);
        s.albedo = f.tint.rgb * mix(0.08, 0.4, torn);
        s.metalness = 0.5;
        s.roughness = 0.65;
        // The torn edges are the hottest; what is hollow cools first.
        s.emission = blackbody(mix(COOL_KELVIN, EMBER_KELVIN, u_ember * torn)) * (u_ember * 1.5 * pow(max(torn, 0.0), 4.0));
    } else if (region > 2.5) {
        float core = 0.55 + 0.45 * abs(dot(f.normal, f.view));
        s.albedo = vec3(0.25, 0.35, 0.45);
        s.roughness = 0.15;
        s.emission = u_glow_colour * (u_glow * core) + SEAM_COLOUR * 0.03;
    } else if (region > 1.5) {
        s = padding(f, s);
    } else if (region > 0.5) {
        s = grown(f, s);
    } else {
        s = plating(f, s, panel, panel_pixel);
    }
    float burnt = u_scorch * (1.0 - smoothstep(0.35, 1.0, length(f.object - u_strike) / SCORCH_REACH
                                               + 0.5 * (fbm(f.object * 2.7, 3) - 0.5)));
    s.albedo *= 1.0 - 0.9 * burnt;
    s.roughness = mix(s.roughness, 0.85, burnt);
    float glowing = u_ember * u_ember * pow(max(burnt, 0.0), 3.0) * pow(max(ridged(f.object * 3.1 + 9.0, 3), 0.0), 5.0);
    s.emission += blackbody(mix(COOL_KELVIN, EMBER_KELVIN, glowing)) * (1.8 * glowing * step(region, 3.5));
    return s;
}
