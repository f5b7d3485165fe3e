// Rock thrown out of a world: dark and weathered outside, freshly broken faces still hot. values.x: heat,
// values.y: how many times finer its features are than those of a small rock.
#include "common/relief.glsl"

const float COOL = 1050.0;  // K
const float HOT = 2600.0;   // K
const float BUMP = 0.16;    // radii of the rock
const vec3 STONE = vec3(0.105, 0.058, 0.043);
const float FEATURES = 2.2;       // a radius of a small rock
const float ROCKS_APART = 31.0;   // features between the patterns of two rocks
const vec3 RELIEF = vec3(0.6, 0.4, 0.11);  // of crags, grain, cliffs: shares of BUMP; the last of the radius
const vec3 CLEFT = vec3(0.12, 0.12, 0.88);  // of freshly broken ground: depth of clefts; light of weathered ones, added in broken ones
const float LIGHT = 5.0;          // radiance of the hottest parts

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    float finer = max(f.values.y, 1.0);
    vec3 p = f.object * (FEATURES * finer) + f.tint.g * ROCKS_APART;
    float grain = fbm(p * 2.6, 4);
    float crag = ridged(p * 0.9, 3);
    float cliffs = ridged(f.object * 1.7 + f.tint.g * 13.0, 2);
    s.albedo = STONE * mix(0.4, 1.7, grain);
    s.roughness = 0.9;
    s.specular = 0.35;
    s.occlusion = (0.5 + 0.5 * crag) * mix(0.6, 1.0, cliffs);
    s.normal = bumped(f, ((RELIEF.x * crag + RELIEF.y * grain) * (BUMP / finer) + RELIEF.z * cliffs) * length(f.relative_x) / max(length(f.object_x), 1e-9));
    // Large masses first: some sides are paler than others.
    s.albedo *= mix(0.6, 1.5, value_noise(f.object * 1.3 + f.tint.g * 7.0));
    // Heat stays longest in clefts of freshly broken faces; weathered ground was never hot, and stays dark.
    float cleft = smoothstep(0.74, 1.0, crag + CLEFT.x * f.tint.r) * (CLEFT.y + CLEFT.z * f.tint.r);
    float patch_of = smoothstep(0.45, 0.7, value_noise(f.object * 1.9 + f.tint.g * 19.0));
    float hot = f.values.x * clamp(0.8 * smoothstep(0.72, 1.05, 0.55 * f.tint.r + 0.65 * grain) * patch_of + 0.9 * cleft * cleft, 0.0, 1.0);
    s.emission = blackbody(mix(COOL, HOT, hot)) * hot * hot * hot * LIGHT;
    return s;
}
