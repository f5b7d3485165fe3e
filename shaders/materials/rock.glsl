// Rock thrown out of a world: dark and weathered outside, freshly broken faces still hot. values.x: heat, values.y: how
// many times finer its features are than those of a small rock. tint.r: 1 where it is freshly broken; tint.g: a number
// of its shape.
#include "common/relief.glsl"

const vec2 KELVIN = vec2(1050.0, 2600.0);  // of the coolest parts that glow, of the hottest
const vec3 STONE = vec3(0.105, 0.066, 0.052);
const float FEATURES = 2.2;       // a radius of a small rock
const float ROCKS_APART = 31.0;   // features between the patterns of two rocks
const vec3 SIZES = vec3(1.7, 0.9, 2.6);   // of cliffs, a radius; of crags, of grain, a feature
const ivec3 OCTAVES = ivec3(2, 3, 3);     // of cliffs, crags, grain
const vec3 RELIEF = vec3(0.12, 0.115, 0.085);  // height of cliffs, of crags, of grain; radii, the last two over the features' fineness
const float SMOOTH = 0.45;        // share of crags and grain on freshly broken faces
const vec2 PALE = vec2(0.55, 1.6);        // albedo of dark masses, of pale ones
const vec2 GRAINY = vec2(0.5, 1.5);       // of dark grains, of pale ones
const vec3 DUST = vec3(1.5, 1.25, 1.05);  // of ledges on which dust lies
const vec3 CLEFT = vec3(0.12, 0.12, 0.88);  // of freshly broken ground: depth of clefts; light of weathered ones, added in broken ones
const float LIGHT = 5.0;          // radiance of the hottest parts

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    float finer = max(f.values.y, 1.0), pixel = pixel_in_model(f), weathered = mix(1.0, SMOOTH, f.tint.r);
    vec3 rate = vec3(1.0, FEATURES * finer, FEATURES * finer) * SIZES;  // features a radius, of cliffs, crags, grain
    vec3 shift = f.tint.g * ROCKS_APART * SIZES;
    vec4 cliffs = ridged_slope(f.object * rate.x + shift.x, OCTAVES.x, pixel * rate.x);
    vec4 crag = ridged_slope(f.object * rate.y + shift.y, OCTAVES.y, pixel * rate.y);
    vec4 grain = fbm_slope(f.object * rate.z + shift.z, OCTAVES.z, pixel * rate.z);
    vec3 height = RELIEF * vec3(1.0, weathered / finer, weathered / finer) * rate;  // slopes, of noises with slope 1
    s.normal = in_relief(f, height.x * cliffs.xyz + height.y * crag.xyz + height.z * grain.xyz);
    // Large masses first: some sides are paler than others.
    float mass = value_noise(f.object * 1.3 + f.tint.g * 7.0);
    s.albedo = STONE * mix(PALE.x, PALE.y, mass) * mix(GRAINY.x, GRAINY.y, grain.w) * mix(vec3(1.0), DUST, crag.w * crag.w);
    s.roughness = 0.9;
    s.specular = 0.35;
    s.occlusion = (0.5 + 0.5 * crag.w) * mix(0.6, 1.0, cliffs.w);
    // Heat stays longest in clefts of freshly broken faces; weathered ground was never hot, and stays dark.
    float cleft = smoothstep(0.74, 1.0, crag.w + CLEFT.x * f.tint.r) * (CLEFT.y + CLEFT.z * f.tint.r);
    float patch_of = smoothstep(0.45, 0.7, mass);
    float hot = f.values.x * clamp(0.8 * smoothstep(0.72, 1.05, 0.55 * f.tint.r + 0.65 * grain.w) * patch_of + 0.9 * cleft * cleft, 0.0, 1.0);
    s.emission = blackbody(mix(KELVIN.x, KELVIN.y, hot)) * hot * hot * hot * LIGHT;
    return s;
}
