// A planet's crust. Region 0: the surface, with a net of cracks along the plates' borders; 1: the broken side,
// strata that glow towards the inside; 2: the inner face, molten. values: heat, age s, thrown 0..1, broken 0/1.
#include "common/relief.glsl"
/* [parameters]
ground   = { type = "colour", description = "albedo of the plains, linear" }
highland = { type = "colour", description = "albedo of the highlands, linear" }
cracks   = { type = "float", low = 0.0, high = 1.0, description = "how far cracks have run" }
heat     = { type = "float", description = "factor on all emitted light" }
side     = { type = "direction", description = "where cracks begin, from the planet's middle, in its own axes" }
*/

const int REGIONS = 3;
const float MAIN_WIDTH = 0.0160;     // radii: half the width of the widest crack between continents
const float CRACK_HALO = 0.042;     // radii: lava light on the ground beside it
const vec3 WIDENING = vec3(0.4, 0.9, 2.1);  // width of the cracks when the first run, when all have run; added then to main rifts; of MAIN_WIDTH
const vec3 RUN = vec3(2.3, 1.05, 4.0);    // half turns that cracks have run at u_cracks 1; by which the narrowest are late; how fast one opens
const float BUMP = 0.034;           // radii: height of the relief
const float SIDE_BUMP = 0.035;      // radii: roughness of a broken side
const float COOL_FACE = 1050.0, HOT_FACE = 2600.0;  // K
const vec2 RANGES = vec2(0.16, 0.50);     // height of mountain ranges: in plains, added in highlands
const float GRAIN = 0.16, CANYON = 0.35;  // height of the grain, depth of canyons
const vec2 UPLAND = vec2(0.5, 0.7);       // how high land lies: everywhere, added by ranges
const float INNER = 2.0, INNER_DEPTH = 0.86;  // region of the inner face; share of the way inside at which it lies
const float SIDE_FEATURES = 9.0;          // a radius
const vec2 SIDE_SIZES = vec2(1.3, 5.0);   // of chunks, of grain: in one of those
const float STRATA = 90.0;                // a radius
const float FOLDS = 3.0;                  // strata by which chunks bend them
const vec3 SIDE_RELIEF = vec3(0.55, 0.35, 0.15);  // of chunks, grain, strata: shares of SIDE_BUMP
const vec2 SIDE_OCCLUSION = vec2(0.4, 0.6);  // in clefts; added on chunks
const vec2 PATCHES = vec2(0.55, 0.35);    // share of the way inside by which grain and chunks shift what glows
const vec2 SIDE_LIGHT = vec2(2.6, 2.2);   // radiance of the face, of veins
const vec2 RANGE_WARP = vec2(6.0, 1.5);   // features a radius of the noise that bends ranges; by how many cells
const float RANGE_FEATURES = 12.0, GRAIN_FEATURES = 64.0;  // a radius, of the first octave
const vec2 GAPE = vec2(0.10, 1.7);        // width of the cracks: least, added at random; of MAIN_WIDTH
const float GAPE_FEATURES = 9.0;          // a radius, of the width
const vec3 STRAY = vec3(0.010, 0.006, 0.0035);  // radii by which cracks stray from the plates' borders, in three scales
const vec3 STRAY_FEATURES = vec3(26.0, 70.0, 190.0);  // a radius
const float FLOOR_SHARE = 0.34;           // of a crack's width that is lava; the rest is its walls
const vec2 WALL_HEAT = vec2(0.10, 0.62);  // heat of the walls: at the rim, at the lava
const vec2 BRANCH_REACH = vec2(0.10, 0.004);  // radii: of branches of a crack of full width; of a closed one
const vec3 BRANCH = vec3(0.02, 0.10, 0.09);  // distance from its middle to where a branch begins to fade, and ends; by how much it narrows
const vec2 BRANCH_LIGHT = vec2(0.8, 300.0);  // radiance of a branch; K by which its middle is hotter than its end
const int CLOUD_OCTAVES = 4, BRANCH_OCTAVES = 3;
const float HALO_LEAST = 0.15;            // of CRACK_HALO, about a closed crack
const vec3 CRACK_HEAT = vec3(950.0, 1350.0, 4300.0);  // K: of walls, of the lava in narrow cracks, in the widest
const vec2 CRACK_LIGHT = vec2(0.75, 8.0); // radiance of the walls; of the lava in the widest cracks
const vec3 HALO_COLOUR = vec3(1.0, 0.17, 0.03);
const float HALO_LIGHT = 0.75;            // radiance on the ground beside a crack
const vec3 CLOUD = vec3(0.40, 0.29, 0.22);  // albedo of clouds of dust
const vec3 CLOUD_FEATURES = vec3(2.6, 5.2, 2.6);  // a radius: clouds are drawn out along the equator
const vec3 CLOUD_FORM = vec3(1.5, 0.020, 0.035);  // cells by which they swirl; radii: their height; from cracks within which they are gone
const float CRACK_DARK = 0.8;             // share of the albedo lost in cracks

// Low-frequency terrain at p, a unit direction, which is nearly equal for neighbouring points. x: broad form, y: land, z: canyons.
vec3 terrain_form(vec3 p)
{
    float broad = fbm(p * 2.2 + 4.0, 3);
    float land = smoothstep(0.44, 0.60, broad);
    return vec3(broad, land, smoothstep(0.80, 0.93, ridged(p * 4.5 + 9.0 + 0.7 * broad, 2)) * (1.0 - land));
}

// The relief of the land, its height in `w` and the gradient of the height in `xyz`, a radius.
struct Land { vec4 relief; float high; float grain; };  // high: how high the land lies; grain: fine grain

// pixel: distance to the neighbouring pixels, radii.
Land land_at(vec3 p, vec3 lie, float pixel)
{
    vec3 q = p * RANGE_WARP.x, bend = vec3(value_noise(q), value_noise(q + 17.0), value_noise(q.yzx + 31.0));
    vec4 ranges = ridged_slope(p * RANGE_FEATURES + RANGE_WARP.y * bend, 4, pixel * RANGE_FEATURES), grain = fbm_slope(p * GRAIN_FEATURES, 4, pixel * GRAIN_FEATURES);
    float high = RANGES.x + RANGES.y * lie.y;
    vec4 relief = vec4(2.0 * RANGE_FEATURES * ranges.w * high * ranges.xyz + GRAIN * GRAIN_FEATURES * grain.xyz,
                       lie.x * 0.5 + ranges.w * ranges.w * high + GRAIN * grain.w - CANYON * lie.z);
    return Land(relief, lie.y * (UPLAND.x + UPLAND.y * ranges.w) - 0.5 * lie.z, grain.w);
}

Surface broken(Fragment f, Surface s, float heat)
{
    float depth = region_of(f) > INNER - 0.5 ? INNER_DEPTH : f.tint.r;
    vec3 p = f.object * SIDE_FEATURES;
    float pixel = pixel_in_model(f), away = length(f.object);
    vec4 chunks = ridged_slope(p * SIDE_SIZES.x, 3, pixel * SIDE_FEATURES * SIDE_SIZES.x);
    vec4 grains = fbm_slope(p * SIDE_SIZES.y, 4, pixel * SIDE_FEATURES * SIDE_SIZES.y);
    vec4 layers = value_noise_slope(vec3(away * STRATA + FOLDS * chunks.w, p.xy * 0.5));
    float seen = octave_seen(pixel * STRATA), chunk = chunks.w, grain = grains.w, strata = mix(NOISE_MEAN, layers.w, seen);
    s.normal = in_relief(f, SIDE_BUMP * (SIDE_FEATURES * (SIDE_RELIEF.x * SIDE_SIZES.x * chunks.xyz + SIDE_RELIEF.y * SIDE_SIZES.y * grains.xyz)
                                         + SIDE_RELIEF.z * STRATA * seen * layers.x * f.object / away));
    s.albedo = mix(u_highland * 0.8, u_ground * 1.15, smoothstep(0.3, 0.7, strata)) * mix(0.35, 1.35, grain);
    s.occlusion = SIDE_OCCLUSION.x + SIDE_OCCLUSION.y * chunk;
    // The face was inside the world a moment ago: white-hot below, dark where it met the sky; it cools in patches.
    float below = depth + PATCHES.x * (grain - 0.5) + PATCHES.y * (0.5 - chunk);
    float glow = smoothstep(0.50, 1.15, below) * heat;
    float veins = smoothstep(0.66, 0.92, ridged(p * 0.9 + 3.0, 3)) * smoothstep(0.15, 0.6, below) * heat;
    float hot = clamp(glow * 0.75 + veins * 0.45, 0.0, 1.0);
    s.emission = blackbody(mix(COOL_FACE, HOT_FACE, hot)) * (SIDE_LIGHT.x * glow * glow + SIDE_LIGHT.y * veins * veins) * hot;
    return s;
}

// change: of the distance to the border of the plate, f.tint.r, to the neighbouring pixels, radii.
Surface whole(Fragment f, Surface s, float change)
{
    vec3 p = normalize(f.object);
    vec3 lie = terrain_form(p);
    Land land = land_at(p, lie, pixel_in_model(f));
    s.normal = in_relief(f, land.relief.xyz * BUMP);
    vec3 ground = mix(u_ground, u_highland, smoothstep(0.1, 0.7, land.high)) * mix(0.45, 1.55, land.grain);
    float frost = smoothstep(0.80, 0.93, abs(p.y) + 0.16 * (land.relief.w - 0.4));
    s.albedo = mix(ground, vec3(0.34, 0.29, 0.27) * mix(0.7, 1.2, land.grain), frost * 0.75);
    // The net: borders of the plates, from where the break began; the widest rifts, between continents, run first, and what forks off them follows.
    float way = acos(clamp(dot(p, normalize(u_side)), -1.0, 1.0)) / PI;
    float run = clamp((u_cracks * RUN.x - way - RUN.y * (1.0 - f.tint.b)) * RUN.z, 0.0, 1.0) * mix(WIDENING.x, WIDENING.y + WIDENING.z * f.tint.b * f.tint.b, u_cracks);
    float varied = value_noise(p * GAPE_FEATURES);
    float gape = f.tint.b * (GAPE.x + GAPE.y * varied * varied) * run;
    vec3 stray = vec3(value_noise(p * STRAY_FEATURES.x), value_noise(p * STRAY_FEATURES.y), value_noise(p * STRAY_FEATURES.z)) - 0.5;
    float border = max(f.tint.r + dot(STRAY, stray) * (1.0 - f.values.w), 0.0);
    // Of the pixel: what is in the crack, and what is lava at its bottom. A crack thinner than a pixel is a dimmer line, and from the side, as at the limb, its nearer wall hides what glows.
    float width = MAIN_WIDTH * gape, pixel = change + 1e-5, into = smoothstep(0.02, 0.35, dot(f.normal, f.view));
    float inside = into * line_share(border, 2.0 * width, pixel), lava = into * line_share(border, 2.0 * FLOOR_SHARE * width, pixel);
    // Clouds of dust, which part over cracks, and are gone once the crust breaks up. What is not seen has one octave, as branches save nothing on llvmpipe.
    vec4 cloud = fbm_slope(p * CLOUD_FEATURES + CLOUD_FORM.x * lie.x, f.values.w < 1.0 ? CLOUD_OCTAVES : 1, pixel_in_model(f) * CLOUD_FEATURES.y);
    float cover = smoothstep(0.44, 0.72, cloud.w) * (1.0 - f.values.w) * (1.0 - (1.0 - smoothstep(0.0, CLOUD_FORM.z, border)) * min(gape, 1.0));
    s.albedo = mix(s.albedo, CLOUD, cover);
    s.normal = normalize(mix(s.normal, in_relief(f, cloud.xyz * CLOUD_FEATURES * CLOUD_FORM.y), cover));
    // Branches run off from the wide cracks into the land, narrow, and end.
    float near_crack = exp(-border / (BRANCH_REACH.x * gape + BRANCH_REACH.y)) * smoothstep(0.2, 0.7, gape);
    int octaves = near_crack > BRANCH.x ? BRANCH_OCTAVES : 1;
    float split = 1.0 - ridged(p * 8.0 + 1.3 * fbm(p * 5.0, min(octaves, 2)), octaves);
    float branch = (1.0 - smoothstep(BRANCH.x, BRANCH.y, split + BRANCH.z * (1.0 - near_crack))) * near_crack;
    float halo = exp(-border / (CRACK_HALO * (HALO_LEAST + min(gape, 2.0))));
    // Where a plate has separated, its border is no longer a crack but an edge, which cools.
    float lit_by_core = u_heat * mix(1.0, max(0.30 * (1.0 - f.values.z) * f.values.x * exp(-0.5 * f.values.y), exp(-1.8 * f.values.y)), f.values.w);
    float cooled = sqrt(clamp(lit_by_core, 0.0, 1.0)), wide = clamp(gape, 0.0, 1.0);
    float depth = clamp(1.0 - border / max(width, 1e-5), 0.0, 1.0);
    float wall = mix(WALL_HEAT.x, WALL_HEAT.y, depth * depth) * mix(0.4, 1.0, wide) * mix(0.6, 1.3, land.grain);
    s.emission = blackbody(mix(CRACK_HEAT.x, CRACK_HEAT.y, wall * cooled)) * CRACK_LIGHT.x * wall * inside * lit_by_core
               + blackbody(mix(CRACK_HEAT.y, CRACK_HEAT.z, wide * cooled) * mix(0.75, 1.0, cooled)) * CRACK_LIGHT.y * lava * wide * lit_by_core
               + blackbody(CRACK_HEAT.x + BRANCH_LIGHT.y * branch) * BRANCH_LIGHT.x * branch * lit_by_core
               + HALO_COLOUR * halo * halo * min(gape, 2.0) * HALO_LIGHT * lit_by_core * mix(0.5, 1.3, land.grain);
    s.albedo *= 1.0 - CRACK_DARK * max(inside, branch);
    return s;
}

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    s.roughness = 0.85;
    s.specular = 0.35;
    bool is_broken = region_of(f) > 0.5;
    float change = fwidth(f.tint.r);  // not in the branch: it compares pixels
    return is_broken ? broken(f, s, mix(u_heat, f.values.x, f.values.w)) : whole(f, s, change);
}
