// A planet's crust. Region 0: the surface, with a net of cracks along the plates' borders; 1: the broken side,
// strata that glow towards the inside; 2: the inner face, molten.
uniform vec3 u_ground;    // plains, linear
uniform vec3 u_highland;  // highlands, linear
uniform vec3 u_air;       // thin air at the limb, linear
uniform float u_cracks;   // [0, 1] how far cracks have run
uniform float u_heat;     // factor on all glow
uniform vec3 u_side;      // unit, object: where cracks begin

const float CRACK_WIDTH = 0.012;    // radii: half the width of the glowing line
const float CRACK_HALO = 0.055;     // radii: lava light on the ground beside it
const float BUMP = 1.1;             // strength of relief
const float STEP = 0.004;           // radii: distance over which relief is measured
const float COOL_FACE = 900.0;      // K
const float HOT_FACE = 2500.0;      // K

float elevation(vec3 p)
{
    float broad = fbm(p * 2.2 + 4.0, 3);
    float ranges = ridged(p * 6.0 + 1.5 * broad, 4);
    return broad * 0.7 + ranges * ranges * 0.5 * smoothstep(0.40, 0.6, broad) + 0.10 * fbm(p * 31.0, 3);
}

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    s.roughness = 0.85;
    s.specular = 0.4;
    float heat = f.values.x * f.values.w + (1.0 - f.values.w) * u_heat;
    if (f.tint.a > 0.5) {
        float depth = f.tint.a > 1.5 ? 1.0 : f.tint.r;
        vec3 p = f.object * 9.0;
        float strata = value_noise(vec3(length(f.object) * 70.0, p.xy * 0.6));
        float grain = fbm(p * 4.0, 3);
        vec3 rock = mix(u_highland, u_ground, strata) * mix(0.5, 1.25, grain);
        s.albedo = rock;
        s.normal = normalize(f.normal + (vec3(grain, value_noise(p * 6.0), value_noise(p.zxy * 6.0)) - 0.5) * 0.9);
        // The face was inside the world a moment ago: white-hot below, dark where it met the sky.
        float glow = smoothstep(0.10, 1.0, depth + 0.35 * (grain - 0.5)) * heat;
        float veins = smoothstep(0.58, 0.9, ridged(p * 1.2, 3)) * smoothstep(0.02, 0.5, depth) * heat;
        float kelvin = mix(COOL_FACE, HOT_FACE, clamp(glow * 0.8 + veins * 0.35, 0.0, 1.0));
        s.emission = blackbody(kelvin) * (1.9 * glow * glow * glow + 1.1 * veins * veins * glow);
        return s;
    }
    vec3 p = normalize(f.object);
    float here = elevation(p);
    vec3 across = normalize(cross(p, vec3(0.31, 0.82, 0.48)));
    vec3 up = cross(p, across);
    vec2 slope = vec2(elevation(p + across * STEP), elevation(p + up * STEP)) - here;
    // The piece may have turned: carry the relief from object to world by the normal's own turn.
    vec3 lean = -(across * slope.x + up * slope.y) * (BUMP / STEP) * 0.05;
    s.normal = normalize(f.normal + lean);
    float high = smoothstep(0.42, 0.72, here);
    vec3 ground = mix(u_ground, u_highland, high) * mix(0.55, 1.45, fbm(p * 17.0, 3));
    float frost = smoothstep(0.80, 0.95, abs(p.y) + 0.12 * (here - 0.5));
    s.albedo = mix(ground, vec3(0.32, 0.27, 0.25), frost * 0.7);
    // The net: borders of the plates, from where the break began.
    float way = acos(clamp(dot(p, normalize(u_side)), -1.0, 1.0)) / PI;
    float run = clamp((u_cracks * 1.5 - way) * 4.0, 0.0, 1.0);
    float fine = voronoi_edge_2d(vec2(atan(p.z, p.x) * 7.0, p.y * 11.0) + 0.8 * vec2(value_noise(p * 9.0), value_noise(p * 9.0 + 5.0))).x;
    float border = f.edge_distance * (0.75 + 0.5 * value_noise(p * 40.0));
    // Some borders gape and some stay shut: a broken thing, not a net.
    float gape = smoothstep(0.25, 0.75, value_noise(p * 4.3 + 2.0)) * (0.35 + 0.65 * value_noise(p * 19.0));
    run *= mix(0.25, 1.0, gape);
    float line = 1.0 - smoothstep(0.0, CRACK_WIDTH * (0.1 + run * (0.4 + gape)), border);
    float branch = (1.0 - smoothstep(0.0, 0.05, fine)) * smoothstep(0.35, 1.0, run) * (1.0 - smoothstep(0.0, 0.10, border)) * 0.6;
    float halo = exp(-border / (CRACK_HALO * (0.4 + 0.6 * run)));
    // Where a plate has come away its border is no crack any more but an edge, and cools.
    float lit_by_core = run * u_heat * mix(1.0, max(0.5 * (1.0 - f.values.z) * f.values.x, exp(-4.0 * f.values.y)), f.values.w);
    s.emission = blackbody(mix(1500.0, 2600.0, line * run)) * (5.0 * line * line + 1.3 * branch) * lit_by_core
               + vec3(1.0, 0.18, 0.03) * halo * halo * 0.32 * lit_by_core;
    s.albedo *= 1.0 - 0.7 * max(line, branch) * run;
    // Thin air: a rim of scattered light on the lit limb.
    float rim = pow(1.0 - max(dot(f.normal, f.view), 0.0), 4.0);
    float day = clamp(dot(f.normal, -view.key_direction) * 1.4 + 0.35, 0.0, 1.0);
    s.emission += u_air * rim * day * luminance(view.key_colour) * 0.16;
    return s;
}
